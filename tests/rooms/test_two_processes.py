"""Two processes over Redis are one Samvaro: news, presence and rights are the same in both."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import time as clock_time
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app.accounts import sessions
from app.accounts.models import User
from app.core import clock
from app.core.audit import AuditEntry
from app.core.db import commit, session
from app.rooms.hosting import PATIENCE
from app.rooms.hour_editing import add_hours
from app.rooms.models import Room
from tests.people import settle
from tests.rooms.tables import a_room
from tests.support.environ import free_port
from tests.support.own_servers import OwnRedis
from tests.support.people_doors import session_cookie
from tests.support.posting import post_as
from tests.support.server import LiveServer
from tests.support.sockets import SocketClient

pytestmark = pytest.mark.redis
OnLine = Callable[[User, int], SocketClient]


@pytest.fixture
def redis(tmp_path: Path, redis_url: str) -> Iterator[OwnRedis]:
    own = OwnRedis(tmp_path)
    yield own
    own.kill()


@pytest.fixture
def servers(environ: dict[str, str], redis: OwnRedis, tmp_path: Path) -> Iterator[list[LiveServer]]:
    """Two processes on one database and one Redis."""
    with ExitStack() as stack:
        started = []
        for number in range(2):
            folder = tmp_path / str(number)
            folder.mkdir()
            shared = environ | {"SAMVARO_REDIS_URL": redis.url}
            server = LiveServer(shared, free_port(), folder)
            server.start()
            stack.callback(server.finish)
            started.append(server)
        yield started


@pytest.fixture
def on_line(app: Flask, servers: list[LiveServer]) -> Iterator[OnLine]:
    """`on_line(person, 0)` is a line to the first process, `on_line(person, 1)` one to the second."""
    with ExitStack() as stack:

        def connect(person: User, number: int) -> SocketClient:
            client = SocketClient(origin=servers[number].url, cookie=session_cookie(app, person))
            client.connect(f"http://127.0.0.1:{servers[number].port}")
            stack.callback(client.close)
            return client

        yield connect


@pytest.fixture
def cast(app: Flask) -> dict[str, User]:
    return settle("Anna", "Greta", "Sofia")


@pytest.fixture
def room(cast: dict[str, User]) -> Room:
    return a_room(cast["Sofia"])


def enter(line: SocketClient, room: Room, after: int = 0) -> dict:
    return line.ask("enter_room", {"room": room.id, "after": after})


def send(line: SocketClient, room: Room, client_id: str, body: str = "Hej") -> dict:
    return line.ask("send_message", {"room": room.id, "client_id": client_id, "body": body})


def names(answer: dict) -> list[str]:
    return [person["name"] for person in answer["here"]]


def test_what_is_said_in_one_is_heard_in_both(on_line: OnLine, cast: dict[str, User], room: Room) -> None:
    anna, greta = on_line(cast["Anna"], 0), on_line(cast["Greta"], 1)
    enter(anna, room), enter(greta, room)
    for number in range(1, 6):
        speaker, text = (anna, greta)[number % 2], f"Nummer {number}"
        assert send(speaker, room, f"both-sides-{number}", text)["seq"] == number
        for listener in (anna, greta):
            told = listener.wait_for("message_posted")
            assert (told["seq"], told["body"]) == (number, text)


def test_two_tablets_on_two_processes_are_one_person(
    on_line: OnLine, cast: dict[str, User], room: Room
) -> None:
    anna, first, second = on_line(cast["Anna"], 0), on_line(cast["Greta"], 0), on_line(cast["Greta"], 1)
    enter(anna, room), enter(first, room)
    assert names(enter(second, room)) == ["Anna", "Greta"]
    first.ask("leave_room", {"room": room.id})
    assert names(anna.ask("catch_up", {"room": room.id, "after": 0})) == ["Anna", "Greta"]
    anna.heard.clear()
    second.ask("leave_room", {"room": room.id})
    anna.wait_until_told("people_changed", lambda told: names(told) == ["Anna"])


def test_a_session_that_is_revoked_loses_its_lines_in_both(
    on_line: OnLine, cast: dict[str, User], room: Room
) -> None:
    lines = [on_line(cast["Anna"], number) for number in range(2)]
    sessions.revoke_all_of(cast["Anna"], actor=cast["Sofia"], reason="test")
    commit()
    for line in lines:
        line.wait_until_closed(4)


def test_who_is_removed_hears_nothing_more_in_either(
    app: Flask, servers: list[LiveServer], on_line: OnLine, cast: dict[str, User], room: Room
) -> None:
    lines = [on_line(cast["Anna"], number) for number in range(2)]
    greta = on_line(cast["Greta"], 1)
    for line in (*lines, greta):
        assert enter(line, room)["ok"]
    path = f"/rum/{room.id}/ordning/{cast['Anna'].id}/ta-bort"
    post_as(app, servers[0], cast["Sofia"], path, reason="tone")
    for line in lines:
        line.wait_for("removed")
    assert send(greta, room, "without-anna")["ok"]
    greta.wait_for("message_posted")
    for line in lines:
        assert enter(line, room)["error"] == "removed"
        assert not [name for name, _told in line.heard if name == "message_posted"]


def test_without_redis_each_goes_on_and_catches_up(
    on_line: OnLine, redis: OwnRedis, cast: dict[str, User], room: Room
) -> None:
    anna, greta = on_line(cast["Anna"], 0), on_line(cast["Greta"], 1)
    enter(anna, room), enter(greta, room)
    assert send(anna, room, "with-redis")["ok"]
    greta.wait_for("message_posted")
    redis.kill()
    assert send(anna, room, "without-redis")["ok"]
    anna.wait_for("message_posted")
    assert anna.wait_for("message_posted")["seq"] == 2, "those in the same process hear it at once"
    missed = greta.ask("catch_up", {"room": room.id, "after": 1})
    assert [message["seq"] for message in missed["messages"]] == [2]
    redis.start()
    until = time.monotonic() + 30
    number = 2
    while time.monotonic() < until:
        number += 1
        assert send(anna, room, f"redis-again-{number}")["seq"] == number
        time.sleep(0.5)
        if any(payload["seq"] == number for name, payload in greta.heard if name == "message_posted"):
            return
    raise AssertionError("the second process hears nothing although Redis is back")


@pytest.mark.one_database
def test_a_redis_that_hangs_holds_up_nobody(
    on_line: OnLine, redis: OwnRedis, cast: dict[str, User], room: Room
) -> None:
    anna, greta = on_line(cast["Anna"], 0), on_line(cast["Greta"], 1)
    enter(anna, room), enter(greta, room)
    redis.hang()
    for number in range(1, 4):
        assert send(anna, room, f"beside-a-sleeper-{number}")["seq"] == number
        assert anna.wait_for("message_posted")["seq"] == number
    missed = greta.ask("catch_up", {"room": room.id, "after": 0})
    assert [message["seq"] for message in missed["messages"]] == [1, 2, 3]
    redis.hang(False)
    until = time.monotonic() + 30
    while not any(payload["seq"] > 3 for name, payload in greta.heard if name == "message_posted"):
        assert time.monotonic() < until, "the second process hears nothing although Redis is awake"
        number += 1
        assert send(anna, room, f"beside-a-sleeper-{number}")["seq"] == number
        time.sleep(0.5)


def test_hosts_come_and_go_in_one_and_it_is_told_once_in_both(
    on_line: OnLine, cast: dict[str, User], room: Room
) -> None:
    hours = {"opens_at": clock_time(0), "closes_at": clock_time(23, 59, 59)}
    for weekday in range(7):
        add_hours(room, weekday=weekday, **hours, actor=cast["Sofia"])
    session.execute(update(Room).values(opened_at=None))
    commit()
    anna, host = on_line(cast["Anna"], 0), on_line(cast["Sofia"], 1)
    enter(anna, room)
    enter(host, room)
    assert anna.wait_for("room_opened") == {"room": room.id}
    host.ask("leave_room", {"room": room.id})
    left = update(Room).where(Room.host_left_at.is_not(None)).values(host_left_at=clock.now() - PATIENCE)
    deadline = time.monotonic() + 15
    while not session.execute(left).rowcount:
        commit()
        assert time.monotonic() < deadline
        time.sleep(0.05)
    commit()
    assert anna.wait_for("hosts_changed", 15) == {"room": room.id, "talking_on": True, "closes_at": None}
    enter(host, room)
    assert anna.wait_for("hosts_changed") == {"room": room.id, "talking_on": False, "closes_at": None}
    assert not [name for name, _ in anna.heard if name in ("hosts_changed", "room_opened")]
    opened = select(func.count()).where(
        AuditEntry.action == "room.opened", AuditEntry.details.contains("rules")
    )
    assert session.scalar(opened) == 1
