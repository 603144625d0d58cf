"""One of several processes in which people press *Jag kommer* at the same moment: python -m tests.calendar.crowd …"""

from __future__ import annotations

import os
import sys
import time
from threading import Thread

from flask import Flask
from sqlalchemy.exc import OperationalError

from app import create_app
from app.accounts.models import User
from app.calendar import seats
from app.calendar.models import Occurrence
from app.config import Settings
from app.core.db import commit, rollback, session

ATTEMPTS = 10


def press(app: Flask, person_id: int, date_id: int, company: int) -> None:
    """Again when the database is busy, as the browser does after a 503."""
    for attempt in range(ATTEMPTS):
        with app.app_context():
            try:
                person = session.get_one(User, person_id)
                date = session.get_one(Occurrence, date_id)
                seats.sign_up(person, date, actor=person, companions=company)
                commit()
                return
            except OperationalError:
                rollback()
                if attempt == ATTEMPTS - 1:
                    raise


def main(begin_at: float, date_id: int, people: list[int]) -> None:
    """Everybody twice: a second tap must not make a second row. Every third has company."""
    app = create_app(Settings.from_environ(dict(os.environ)))
    threads = [
        Thread(target=press, args=(app, one, date_id, int(one % 3 == 0)))
        for one in people
        for _tap in range(2)
    ]
    time.sleep(max(begin_at - time.time(), 0))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]), [int(one) for one in sys.argv[3:]])
