"""Dates and those on their lists, for the addresses of the calendar in the access matrix."""

from __future__ import annotations

from app.accounts import people
from app.accounts.models import User
from app.calendar import online
from app.calendar.seats import sign_up
from app.calendar.standing import grant
from app.calendar.team_models import Assignment
from app.core.db import commit, session
from tests.calendar.plans import lunch

MISSING = 2_000_000


def calendar_values(endpoint: str, wanted: set[str], cast: dict[str, User], where: str) -> dict[str, object]:
    """A date that the host runs, and somebody on its list."""
    if not {"occurrence_id", "activity_id"} & wanted:
        return {}
    if where == "outside":
        return {"occurrence_id": MISSING, "activity_id": MISSING, "sign_up_id": MISSING}
    if endpoint == "standing.end":
        return _standing(cast)
    date = lunch(cast["Sofia"])
    session.add(Assignment(occurrence_id=date.id, person_id=cast["Marianne"].id))
    if endpoint.startswith("my_days."):  # of a date that is held in a room
        online.go_online(date, reason="Halt", actor=cast["Sofia"])
    values: dict[str, object] = {"occurrence_id": date.id, "activity_id": date.activity_id}
    if "sign_up_id" in wanted:
        values["sign_up_id"] = sign_up(_somebody(), date, actor=cast["Sofia"]).id
    commit()
    return values


def _standing(cast: dict[str, User]) -> dict[str, object]:
    date = lunch(cast["Sofia"], rrule="FREQ=WEEKLY;INTERVAL=1;BYDAY=TU;COUNT=2")
    seat, _given = grant(_somebody(), date.activity, actor=cast["Sofia"])
    commit()
    return {"activity_id": date.activity_id, "person_id": seat.person_id}


def _somebody() -> User:
    return people.add(first_name="Gäst", last_name="", actor=None)
