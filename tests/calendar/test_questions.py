"""How many questions a page puts to the database: the same for a few rows and for many."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time

from flask import Flask
from sqlalchemy import event

from app.accounts.models import User
from app.calendar import online, team
from app.calendar.models import Occurrence
from app.calendar.team_models import Task
from app.core.db import commit, engine
from tests.calendar.plans import WEEKLY, lunch, lunches
from tests.calendar.test_pages import join
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in

Cast = dict[str, User]
MOST = {"/kalender": 5, "/mina-anmalningar": 3, "date": 6, "/personal/kalender": 5, "/personal/statistik": 4}


@contextmanager
def counted() -> Iterator[list[str]]:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.lstrip()[:6].upper() in ("SELECT", "INSERT", "UPDATE"):
            asked.append(statement)

    event.listen(engine(), "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine(), "before_cursor_execute", note)


def questions(client: CheckingClient, path: str) -> int:
    client.get(path)  # the first visit also notes that the session is used
    with counted() as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def all_pages(client: CheckingClient, cast: Cast, date: Occurrence) -> dict[str, int]:
    sign_in(client, cast["Anna"])
    found = {path: questions(client, path) for path in ("/kalender", "/mina-anmalningar")}
    found["date"] = questions(client, f"/kalender/{date.id}")
    sign_in(client, cast["Sofia"])
    return found | {path: questions(client, path) for path in ("/personal/kalender", "/personal/statistik")}


def test_few_rows_and_many_take_the_same(app: Flask, client: CheckingClient, cast: Cast, sofia: User) -> None:
    date = lunch(sofia)
    team.assign(cast["Marianne"], date, Task.HOST, whole=False, actor=sofia)
    join(date, cast["Anna"])
    few = all_pages(client, cast, date)
    for number in range(8):
        rows = lunches(
            sofia, title=f"Sång {number}", rrule=f"{WEEKLY};COUNT=5", starts_at=time(9 + number), capacity=3
        )
        for person in ("Marianne", "Sven"):
            team.assign(cast[person], rows[0], Task.HOST, whole=True, actor=sofia)
        commit()
        join(rows[0], *(cast[name] for name in ("Anna", "Bengt", "Greta", "Karin")))
    online.go_online(rows[0], reason="Halt", actor=sofia)
    commit()
    many = all_pages(client, cast, date)
    assert many == few
    assert all(number <= MOST[path] for path, number in many.items()), many
