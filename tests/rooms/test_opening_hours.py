"""Rooms that open when a host comes within the hours, and what is said of a closed one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from app.accounts.models import User
from app.core import clock
from app.core.db import commit, session
from app.rooms import jobs, keeping
from app.rooms.hosting import EMPTY
from app.rooms.hour_keeping import due_rooms
from app.rooms.models import Presence, Room
from tests.people import settle
from tests.rooms.mondays import actions, at, fresh, keep, with_hours
from tests.rooms.tables import a_room, sit
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
def anna(client: CheckingClient, cast: Cast) -> CheckingClient:
    sign_in(client, cast["Anna"])
    return client


def test_it_opens_when_a_host_sits_down_within_the_hours(room: Room, cast: Cast) -> None:
    with clock.frozen(at(14, 5)):
        sit(room, cast["Anna"])
        keep()
        assert not fresh(room).is_open, "a member alone does not open it"
        sit(room, cast["Marianne"])
        opened = fresh(room)
        assert opened.is_open
        assert opened.opened_by_id == cast["Marianne"].id
        assert keep() == 0
    assert actions(room) == ["room.opened"]


def test_before_the_hours_it_waits_and_opens_on_time(room: Room, cast: Cast) -> None:
    with clock.frozen(at(13, 59, 30)):
        sit(room, cast["Marianne"])
        keep()
        assert not fresh(room).is_open
    with clock.frozen(at(14)):
        assert keep() == 1
        assert fresh(room).opened_by_id == cast["Marianne"].id


def test_a_host_opens_by_hand_outside_the_hours(room: Room, cast: Cast) -> None:
    keeping.open_room(room, actor=cast["Marianne"])
    commit()
    keep()
    with clock.frozen(at(13)):
        keep()
        assert fresh(room).is_open
    with clock.frozen(at(16)):
        keep()
        assert fresh(room).closes_at == at(16) + EMPTY
    with clock.frozen(at(16) + EMPTY):
        keep()
        assert not fresh(room).is_open, "it ends with the hours that came in between"


def test_what_a_person_has_closed_stays_closed_until_the_next_hours(room: Room, cast: Cast) -> None:
    with clock.frozen(at(14)):
        sit(room, cast["Marianne"])
        keeping.close_room(room, actor=cast["Marianne"])
        commit()
        sit(room, cast["Sven"])
        keep()
        assert not fresh(room).is_open
        keeping.open_room(room, actor=cast["Sven"])
        commit()
        assert fresh(room).is_open
    with clock.frozen(at(16, 1)):
        keeping.close_room(room, actor=cast["Sven"])
        commit()
    with clock.frozen(at(14) + timedelta(days=7)):
        sit(room, cast["Marianne"])
        assert fresh(room).is_open


def test_what_was_closed_before_the_hours_were_written_down_opens_within_them(cast: Cast) -> None:
    with clock.frozen(at(14, 10)):
        room = a_room(cast["Sofia"])
        keeping.close_room(room, actor=cast["Marianne"])
        commit()
        with_hours(room, cast["Sofia"])
        sit(room, cast["Marianne"])
        assert fresh(room).is_open


def test_an_invited_host_opens_and_a_member_does_not(room: Room, cast: Cast) -> None:
    keeping.invite(room, cast["Greta"], is_host=True, actor=cast["Sofia"])
    commit()
    with clock.frozen(at(14)):
        sit(room, cast["Anna"], cast["Greta"])
        assert fresh(room).opened_by_id == cast["Greta"].id


def test_a_closed_room_offers_what_is_open_and_who_is_there(
    room: Room, cast: Cast, anna: CheckingClient
) -> None:
    page = words(anna, f"/rum/{room.id}")
    assert "Öppnar i dag klockan 14.00." in page
    assert "Ring oss på 08-465 004 10" in page
    assert anna.page is not None
    other, secret = (
        a_room(cast["Sofia"], "Bokhyllan"),
        a_room(cast["Sofia"], "Syjuntan", invited=(cast["Bengt"],)),
    )
    sit(other, cast["Greta"])
    sit(secret, cast["Bengt"])
    page = words(anna, f"/rum/{room.id}")
    assert "Bokhyllan" in page
    assert "Greta sitter där." in page
    assert "Syjuntan" not in page
    assert f"#{cast['Greta'].figure}" in anna.get(f"/rum/{room.id}").text


def test_lists_and_home_say_when_it_opens(room: Room, cast: Cast, anna: CheckingClient) -> None:
    assert "Öppnar i dag klockan 14.00." in words(anna, "/rum")
    assert "Kaffebordet: Öppnar i dag klockan 14.00" in words(anna, "/")
    with clock.frozen(at(14)):
        assert "Öppnar så snart en värd är här." in words(anna, "/rum")


def test_cron_keeps_the_rooms_too(app: Flask, room: Room, cast: Cast) -> None:
    sit(room, cast["Marianne"])
    with clock.frozen(at(14)):
        sit(room, cast["Marianne"])
        told = app.test_cli_runner().invoke(args=["rooms", "keep", "--once", "--json"])
        assert (told.exit_code, told.output) == (0, '{"ok": true, "changed": 0}\n'), "she came, it opened"
        assert fresh(room).is_open


def test_two_processes_do_it_once(app: Flask, room: Room, cast: Cast) -> None:
    sit(room, cast["Marianne"])
    session.rollback()
    barrier, changed = threading.Barrier(4, timeout=20), []

    def look() -> None:
        with app.app_context():
            assert due_rooms() == [room_id]
            session.rollback()
            barrier.wait()
            changed.append(jobs.keep_all())

    room_id = room.id
    with clock.frozen(at(14)):
        sit(room, cast["Bengt"])
        session.execute(update(Presence).values(seen_at=at(14)))
        commit()
        threads = [threading.Thread(target=look) for _ in range(4)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
    assert sorted(changed) == [0, 0, 0, 1]
    assert actions(room) == ["room.opened"]
