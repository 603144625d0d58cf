"""The host has left, or the hours are over: the table goes on, or closes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from app.accounts.models import User
from app.core import clock
from app.core.db import commit
from app.rooms import keeping
from app.rooms.hosting import EMPTY, GRACE, PATIENCE
from app.rooms.models import Room
from tests.people import settle
from tests.rooms.mondays import actions, at, fresh, keep, notice, with_hours
from tests.rooms.tables import a_room, get_up, say, sit, table, two_tables
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in
from tests.support.seen import words

Cast = dict[str, User]


@pytest.fixture(autouse=True)
def before_the_hours() -> Iterator[None]:
    with clock.frozen(at(12)):
        yield


@pytest.fixture
def cast(app: Flask) -> Cast:
    return settle("Anna", "Bengt", "Greta", "Marianne", "Sven", "Sofia")


@pytest.fixture
def room(cast: Cast) -> Room:
    """Mondays from two to four; the talk goes on without a host."""
    return with_hours(a_room(cast["Sofia"], is_open=False), cast["Sofia"])


@pytest.fixture
def strict(cast: Cast) -> Room:
    """The same hours, but it closes when the host has left."""
    made = keeping.create_room(name="Bara med värd", talks_on=False, actor=cast["Sofia"])
    return with_hours(made, cast["Sofia"])


@pytest.fixture
def anna(client: CheckingClient, cast: Cast) -> CheckingClient:
    sign_in(client, cast["Anna"])
    return client


def test_the_table_talks_on_until_the_last_one_has_left(room: Room, cast: Cast, anna: CheckingClient) -> None:
    left = at(14, 30)
    with clock.frozen(left):
        sit(room, cast["Marianne"], cast["Anna"], cast["Bengt"])
        get_up(room, cast["Marianne"])
        keep()
        assert notice(anna, room) is None, "a page read anew is no leaving"
    with clock.frozen(left + PATIENCE):
        keep()
        told = notice(anna, room)
        assert told == {
            "kind": "talking_on", "words": "Värden har gått. Ni kan prata vidare.", "hosted": False,
        }  # fmt: skip
        page = words(anna, f"/rum/{room.id}")
        assert "Värden har gått. Ni kan prata vidare." in page
        assert "Var snälla mot varandra." in page
        assert "Ingen värd är här just nu." in page
        say(room, cast["Anna"], "Vi pratar vidare")
        sit(room, cast["Sven"])
        assert "Var snälla mot varandra." not in words(anna, f"/rum/{room.id}")


def test_it_closes_when_the_last_one_has_left(room: Room, cast: Cast) -> None:
    with clock.frozen(at(15, 50)):
        sit(room, cast["Marianne"], cast["Anna"])
        get_up(room, cast["Marianne"])
        keep()
    with clock.frozen(at(16, 10)):
        sit(room, cast["Anna"])
        keep()
        assert fresh(room).is_open, "also after the hours"
        get_up(room, cast["Anna"])
    with clock.frozen(at(16, 12)):
        keep()
        assert fresh(room).is_open, "for a moment: somebody may be reading the page anew"
    with clock.frozen(at(16, 12) + EMPTY):
        keep()
        assert not fresh(room).is_open
    assert actions(room) == ["room.opened", "room.closed"]


def test_another_host_takes_over(room: Room, cast: Cast, anna: CheckingClient) -> None:
    with clock.frozen(at(14, 30)):
        sit(room, cast["Marianne"], cast["Anna"])
        get_up(room, cast["Marianne"])
        keep()
    with clock.frozen(at(14, 31)):
        keep()
        assert notice(anna, room) is not None
        sit(room, cast["Sven"])
        assert notice(anna, room) is None
        assert fresh(room).opened_by_id == cast["Sven"].id
        assert "Sven är värd" in words(anna, f"/rum/{room.id}")
        assert keep() == 0


def test_a_seat_that_times_out_is_a_host_who_left(room: Room, cast: Cast) -> None:
    with clock.frozen(at(14)):
        sit(room, cast["Marianne"], cast["Anna"])
    with clock.frozen(at(14, 2)):
        sit(room, cast["Anna"])
        keep()
    with clock.frozen(at(14, 3)):
        sit(room, cast["Anna"])
        keep()
        assert fresh(room).talking_on


def test_without_leave_to_talk_on_it_closes_after_a_while_that_is_told(
    strict: Room, cast: Cast, anna: CheckingClient
) -> None:
    with clock.frozen(at(14, 30)):
        sit(strict, cast["Marianne"], cast["Anna"])
        get_up(strict, cast["Marianne"])
        keep()
    with clock.frozen(at(14, 30) + PATIENCE):
        keep()
        told = notice(anna, strict)
        assert told is not None
        assert told["words"] == "Värden har gått. Rummet stänger klockan 14.32 om ingen värd kommer."
        assert f"Öppet nu. {told['words']}" in words(anna, f"/rum/{strict.id}"), "at the top too"
    with clock.frozen(at(14, 31)):
        sit(strict, cast["Marianne"])  # her Wi-Fi is back
        assert notice(anna, strict) is None
        get_up(strict, cast["Marianne"])
        keep()
    with clock.frozen(at(14, 31) + GRACE):
        keep()
        assert not fresh(strict).is_open
        told = notice(anna, strict)
        assert told is not None
        assert told["words"] == "Öppnar så snart en värd är här."
        sit(strict, cast["Marianne"])
        assert fresh(strict).is_open, "nobody closed it by hand"


def test_at_the_end_it_says_so_and_closes(strict: Room, cast: Cast, anna: CheckingClient) -> None:
    with clock.frozen(at(15, 54)):
        sit(strict, cast["Marianne"], cast["Anna"])
        keep()
        assert notice(anna, strict) is None
    with clock.frozen(at(15, 55)):
        sit(strict, cast["Marianne"])
        keep()
        told = notice(anna, strict)
        assert told is not None
        assert told["words"] == "Rummet stänger klockan 16.00."
    with clock.frozen(at(16)):
        sit(strict, cast["Marianne"])
        keep()
        assert not fresh(strict).is_open
        told = notice(anna, strict)
        assert told is not None
        assert told["words"] == "Tack för i dag. Tiden är slut. Öppnar på måndag 7 december klockan 14.00."
        assert told["words"] in words(anna, f"/rum/{strict.id}")
        keeping.open_room(strict, actor=cast["Marianne"])
        commit()
        keep()
        assert fresh(strict).is_open, "by hand, after the hours"


def test_after_the_hours_it_goes_on_while_anybody_is_there(
    room: Room, cast: Cast, anna: CheckingClient
) -> None:
    with clock.frozen(at(15, 59)):
        sit(room, cast["Marianne"], cast["Anna"])
    with clock.frozen(at(16)):
        keep()
        told = notice(anna, room)
        assert told == {"kind": "talking_on", "words": "Tiden är slut. Ni kan prata vidare.", "hosted": True}


def test_a_room_without_hours_stays_as_a_person_left_it(cast: Cast, anna: CheckingClient) -> None:
    room = a_room(cast["Sofia"])
    with clock.frozen(at(14)):
        sit(room, cast["Marianne"], cast["Anna"])
        get_up(room, cast["Marianne"])
        keep()
    with clock.frozen(at(14, 1)):
        keep()
        told = notice(anna, room)
        assert told is not None
        assert told["kind"] == "talking_on"
        get_up(room, cast["Anna"])
    with clock.frozen(at(14, 5)):
        keep()
        left = fresh(room)
        assert left.is_open
        assert not left.talking_on
    closed = a_room(cast["Sofia"], "Stängt rum", is_open=False)
    sit(closed, cast["Marianne"])
    keep()
    assert not fresh(closed).is_open


def test_further_tables_follow_the_first(room: Room, cast: Cast, anna: CheckingClient) -> None:
    with clock.frozen(at(14)):
        sit(room, cast["Marianne"])
        get_up(room, cast["Marianne"])
        keep()
        two_tables(room, 6, 3)
        second = table(room, 2)
    with clock.frozen(at(14) + PATIENCE):
        keep()
        sit(second, cast["Anna"])
        told = notice(anna, second)
        assert told is not None
        assert told["kind"] == "talking_on"
        sit(second, cast["Sven"])
        assert notice(anna, second) is None, "a host at any table is a host in the room"
    with clock.frozen(at(16, 10)):
        keep()
        assert fresh(room).closes_at is not None
    with clock.frozen(at(16, 10) + EMPTY):
        keep()
        assert not fresh(room).is_open
        assert not fresh(second).is_open
