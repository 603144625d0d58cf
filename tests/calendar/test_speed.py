"""The number of questions to the database does not grow with the rows on a page."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import event

from app.accounts.models import User
from app.calendar import guests, seats, standing
from app.calendar.models import CameBy
from app.core.db import commit
from tests.calendar.plans import WEEKLY, lunches
from tests.people import extra
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in


def count(app: Flask, client: CheckingClient, path: str) -> int:
    asked: list[str] = []

    def note(*arguments: object) -> None:
        asked.append(str(arguments[2]))

    engine = app.extensions["samvaro-engine"]
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert client.get(path).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len([one for one in asked if one.lstrip().upper().startswith("SELECT")])


@pytest.mark.parametrize("who", ["Anna", "Sofia"])
def test_ten_times_as_many_rows_ask_no_more(
    app: Flask, client: CheckingClient, cast: dict[str, User], who: str
) -> None:
    sofia = cast["Sofia"]
    days = lunches(sofia, rrule=f"{WEEKLY};COUNT=3", capacity=12, newcomer_percent=25, answer_minutes=60)
    paths = ["/", "/kalender", f"/kalender/{days[0].id}", "/mina-anmalningar"]
    if who == "Sofia":
        staff = f"/personal/aktiviteter/{days[0].activity_id}"
        paths += [f"/kalender/{days[0].id}/anmalda", f"/personal/aktiviteter/datum/{days[0].id}",
                  f"{staff}/fasta-platser", staff]  # fmt: skip

    def fill(number: int) -> None:
        for n, person in enumerate(extra(number)):
            seats.sign_up(person, days[0], actor=person, companions=n % 2)
            guests.sign_up_guest(
                f"Gäst {person.id}", "0701740605", days[0], seats.Asking(sofia, CameBy.PAPER)
            )
            commit()
        seats.sign_up(cast["Anna"], days[1], actor=cast["Anna"])
        commit()

    fill(2)
    standing.grant(extra(1)[0], days[0].activity, actor=sofia)
    commit()
    sign_in(client, cast[who])
    for path in paths:
        client.get(path)
    before = {path: count(app, client, path) for path in paths}
    fill(12)
    for person in extra(3):
        standing.grant(person, days[0].activity, actor=sofia)
        commit()
    assert {path: count(app, client, path) for path in paths} == before
