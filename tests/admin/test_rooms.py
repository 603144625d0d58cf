"""Rooms, for staff."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from app.accounts.models import User
from app.core import clock
from app.core.db import session
from app.rooms import policies
from app.rooms.models import Room
from tests.people import settle
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in

ROOMS = "/personal/rum"
COFFEE = {"name": "Kaffebordet", "topic": "Om dagen som är", "sign": "kaffe"}


@pytest.fixture
def cast(app: Flask) -> dict[str, User]:
    return settle("Anna", "Bengt", "Marianne", "Sofia")


@pytest.fixture
def sofia(client: CheckingClient, cast: dict[str, User]) -> CheckingClient:
    sign_in(client, cast["Sofia"])
    return client


def only_room() -> Room:
    session.expire_all()
    return session.query(Room).one()


def desk(room: Room) -> str:
    return f"{ROOMS}/{room.id}"


def test_making_changing_and_opening_a_room(sofia: CheckingClient) -> None:
    assert sofia.get(f"{ROOMS}/nytt").status_code == 200
    made = sofia.post(ROOMS, data=COFFEE)
    room = only_room()
    assert made.headers["Location"] == desk(room)
    assert not room.is_open
    assert "Kaffebordet finns nu" in sofia.get(desk(room)).text
    assert sofia.post(desk(room), data={**COFFEE, "name": "Morgonkaffet"}).status_code == 303
    assert only_room().name == "Morgonkaffet"
    sofia.post(f"{desk(room)}/oppna")
    assert only_room().is_open
    page = sofia.get(ROOMS).text
    assert "Öppet, 0 sitter där" in page
    assert f"{desk(room)}/stang" in page
    sofia.post(f"{desk(room)}/stang")
    assert not only_room().is_open


def test_a_form_sent_twice_makes_one_room(sofia: CheckingClient) -> None:
    assert {sofia.post(ROOMS, data=COFFEE).status_code for _ in range(2)} == {303}
    assert only_room().name == "Kaffebordet"
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        assert sofia.post(ROOMS, data=COFFEE).status_code == 422
        assert "Det finns redan ett rum som heter så" in sofia.post(ROOMS, data=COFFEE).text


@pytest.mark.parametrize(
    "bad",
    [
        {"name": ""}, {"name": "x" * 61}, {"name": "a\x00"}, {"name": "\u202eabc"}, {"topic": "x" * 201},
        {"topic": "x" * 100_000}, {"sign": "../x"}, {"sign": ""},
    ],
    ids=lambda bad: "-".join(f"{key}-{value[:8]!r}" for key, value in bad.items()),
)  # fmt: skip
def test_bad_input_is_told_at_the_field(sofia: CheckingClient, bad: dict[str, str]) -> None:
    assert sofia.post(ROOMS, data={**COFFEE, **bad}).status_code == 422
    assert session.query(Room).count() == 0
    sofia.post(ROOMS, data=COFFEE)
    assert sofia.post(desk(only_room()), data={**COFFEE, **bad}).status_code == 422
    assert only_room().name == "Kaffebordet"


def test_putting_away_and_taking_back(sofia: CheckingClient, cast: dict[str, User]) -> None:
    sofia.post(ROOMS, data=COFFEE)
    room = only_room()
    sofia.post(f"{desk(room)}/oppna")
    for _ in range(2):
        assert sofia.post(f"{desk(room)}/lagg-undan").status_code == 303
    page = sofia.get(ROOMS).text
    assert "Rummet är undanlagt" in page
    assert f"{desk(room)}/ta-tillbaka" in page
    assert session.scalars(policies.rooms_visible_to(cast["Anna"])).all() == []
    assert sofia.get(desk(room)).status_code == 200
    assert sofia.post(desk(room), data=COFFEE).status_code in (409, 422)
    for _ in range(2):
        assert sofia.post(f"{desk(room)}/ta-tillbaka").status_code == 303
    assert only_room().archived_at is None
    assert not only_room().is_open


def test_a_room_is_not_taken_back_beside_one_of_its_name(sofia: CheckingClient) -> None:
    sofia.post(ROOMS, data=COFFEE)
    first = only_room()
    sofia.post(f"{desk(first)}/lagg-undan")
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        assert sofia.post(ROOMS, data=COFFEE).status_code == 303
        assert sofia.post(f"{desk(first)}/ta-tillbaka").status_code == 409
    session.expire_all()
    assert session.query(Room).filter(Room.archived_at.is_(None)).count() == 1


def test_inviting_to_a_room_for_some(sofia: CheckingClient, cast: dict[str, User]) -> None:
    sofia.post(ROOMS, data={**COFFEE, "is_restricted": "y"})
    room, anna = only_room(), cast["Anna"]
    assert not policies.can_enter(anna, room)
    found = sofia.get(desk(room), query_string={"q": "anna"}).text
    assert "Bjud in Anna Solhäll" in found
    sofia.post(f"{desk(room)}/bjud-in/{anna.id}")
    assert policies.can_enter(anna, room)
    assert "Ta bort Anna Solhäll" in sofia.get(desk(room)).text
    sofia.post(f"{desk(room)}/ta-bort/{anna.id}")
    assert not policies.can_enter(anna, room)
    assert sofia.get(desk(room), query_string={"q": "a\x00"}).status_code == 200
    assert sofia.post(f"{desk(room)}/bjud-in/999999").status_code == 404


@pytest.mark.parametrize("who", ["Anna", "Marianne"])
def test_only_staff_keep_rooms(
    sofia: CheckingClient, new_client: Callable[[], CheckingClient], cast: dict[str, User], who: str
) -> None:
    sofia.post(ROOMS, data=COFFEE)
    room, other = only_room(), new_client()
    sign_in(other, cast[who])
    for address in (ROOMS, f"{ROOMS}/nytt", desk(room)):
        assert other.get(address).status_code == 403
    for door in ("", "/oppna", "/stang", "/lagg-undan", "/ta-tillbaka", f"/bjud-in/{cast['Anna'].id}"):
        assert other.post(desk(room) + door, data=COFFEE).status_code == 403
    assert not only_room().is_open


def test_what_is_not_there(sofia: CheckingClient) -> None:
    for strange in ("999999", "2147483648", "x"):
        assert sofia.get(f"{ROOMS}/{strange}").status_code == 404
        assert sofia.post(f"{ROOMS}/{strange}/oppna").status_code == 404
