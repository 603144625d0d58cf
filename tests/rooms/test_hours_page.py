"""Hosts and staff write down when a room is open, line by line, without a script."""

from __future__ import annotations

from datetime import datetime, time

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.core import audit, clock
from app.core.clock import STOCKHOLM
from app.core.db import session
from app.rooms import hour_editing
from app.rooms.models import OpeningHours, Room
from tests.people import settle
from tests.rooms.tables import a_room
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in
from tests.support.seen import words

Cast = dict[str, User]
LINE = {"weekday": "3", "opens_at": "14.00", "closes_at": "15:30"}


@pytest.fixture
def cast(app: Flask) -> Cast:
    return settle("Anna", "Marianne", "Sofia")


@pytest.fixture
def room(cast: Cast) -> Room:
    return a_room(cast["Sofia"], is_open=False)


@pytest.fixture
def marianne(client: CheckingClient, cast: Cast) -> CheckingClient:
    sign_in(client, cast["Marianne"])
    return client


def stored() -> list[tuple[int, time, time]]:
    session.rollback()
    found = session.scalars(select(OpeningHours).order_by(OpeningHours.weekday, OpeningHours.opens_at))
    return [(one.weekday, one.opens_at, one.closes_at) for one in found]


def noted() -> list[str]:
    found = session.scalars(select(audit.AuditEntry.action).order_by(audit.AuditEntry.id))
    return [action for action in found if action.startswith("room.hours")]


def test_a_line_is_added_removed_and_taken_back(marianne: CheckingClient, room: Room) -> None:
    address = f"/rum/{room.id}/oppettider"
    assert "Rummet har inga tider än." in words(marianne, address)
    for _ in range(2):  # pressed twice
        assert marianne.post(address, data=LINE).status_code == 303
    assert stored() == [(3, time(14), time(15, 30))]
    page = words(marianne, address)
    assert "Sparat: torsdag klockan 14.00 till 15.30." in page
    assert "Ta bort igen" in page
    with clock.frozen(datetime(2026, 11, 25, 12, tzinfo=STOCKHOLM)):
        assert "Öppnar i morgon klockan 14.00." in words(marianne, f"/rum/{room.id}")
    [line_id] = session.scalars(select(OpeningHours.id))
    for _ in range(2):
        assert marianne.post(f"{address}/{line_id}/ta-bort").status_code == 303
        assert stored() == []
    marianne.post(address, data=LINE)
    [line_id] = session.scalars(select(OpeningHours.id))
    marianne.get(address)
    marianne.post(f"{address}/{line_id}/ta-bort")
    marianne.get(address)
    assert marianne.page is not None
    [undo] = [one for one in marianne.page.named("form") if "Ångra" in one.to_text()]
    fields = {one.attrs["name"]: one.attrs["value"] for one in undo.query("input")}
    assert undo.attrs["action"] == address
    assert marianne.post(address, data=fields).status_code == 303
    assert stored() == [(3, time(14), time(15, 30))]
    assert noted() == ["room.hours_added", "room.hours_removed"] * 2 + ["room.hours_added"]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ({"opens_at": "15.30", "closes_at": "14.00"}, "Rummet måste stänga senare än det öppnar."),
        ({"opens_at": "14.00", "closes_at": "14.00"}, "Rummet måste stänga senare än det öppnar."),
        ({"opens_at": "15.00", "closes_at": "17.00"}, "Det krockar med torsdag klockan 14.00 till 15.30."),
        ({"opens_at": "", "closes_at": "17.00"}, "Skriv en tid som finns"),
        ({"weekday": "7"}, "Välj ett av svaren."),
        ({"weekday": "x"}, "Välj ett av svaren."),
    ],
)
def test_what_cannot_be_is_explained(
    marianne: CheckingClient, room: Room, line: dict[str, str], why: str
) -> None:
    address = f"/rum/{room.id}/oppettider"
    marianne.post(address, data=LINE)
    got = marianne.post(address, data=LINE | line)
    assert got.status_code == 422
    assert why in got.text
    assert stored() == [(3, time(14), time(15, 30))]


def test_lines_may_follow_each_other_and_there_is_an_end_to_them(cast: Cast, room: Room) -> None:
    for day in range(7):
        for hour in (9, 10, 11):
            times = {"opens_at": time(hour), "closes_at": time(hour + 1)}
            hour_editing.add_hours(room, weekday=day, **times, actor=cast["Sofia"])
    with pytest.raises(Exception, match="too_many"):
        hour_editing.add_hours(room, weekday=1, opens_at=time(20), closes_at=time(21), actor=cast["Sofia"])


def test_a_line_of_another_room_is_not_touched(marianne: CheckingClient, cast: Cast, room: Room) -> None:
    other = a_room(cast["Sofia"], "Bokhyllan")
    marianne.post(f"/rum/{other.id}/oppettider", data=LINE)
    [line] = session.scalars(select(OpeningHours))
    assert marianne.post(f"/rum/{room.id}/oppettider/{line.id}/ta-bort").status_code == 303
    assert len(stored()) == 1


def test_a_member_does_not_reach_it(client: CheckingClient, cast: Cast, room: Room) -> None:
    sign_in(client, cast["Anna"])
    assert client.get(f"/rum/{room.id}/oppettider").status_code == 403
    assert client.post(f"/rum/{room.id}/oppettider", data=LINE).status_code == 403
    assert stored() == []
    assert "Öppettider" not in words(client, f"/rum/{room.id}")
