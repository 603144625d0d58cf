"""Many come, catch up and go at the same moment on raw lines: each is answered, in order, and nobody keeps a seat."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from datetime import timedelta

import pytest
import websocket
from flask import Flask
from sqlalchemy import func, select, update

from app.accounts.models import User, UserSession
from app.core import clock
from app.core.db import commit, session
from app.rooms import reporting, services
from app.rooms.models import Presence, Room
from tests.people import extra, settle
from tests.rooms.tables import a_room, say
from tests.support.people_doors import session_cookie
from tests.support.server import LiveServer

CROWD = 30


class Lines:
    """Raw lines: what one wants to send at the same moment lies ready in the kernel."""

    def __init__(self, app: Flask, server: LiveServer, stack: ExitStack) -> None:
        self.app, self.server, self.stack = app, server, stack

    def open(self, person: User) -> websocket.WebSocket:
        line = websocket.create_connection(
            f"ws://127.0.0.1:{self.server.port}/socket.io/?EIO=4&transport=websocket",
            cookie="=".join(session_cookie(self.app, person)),
            origin=self.server.url,
            timeout=10,
        )
        self.stack.callback(line.shutdown)
        line.send("40")
        while not line.recv().startswith("40"):
            pass
        return line


@pytest.fixture
def lines(app: Flask, live_server: LiveServer) -> Iterator[Lines]:
    with ExitStack() as stack:
        yield Lines(app, live_server, stack)


@pytest.fixture
def cast(app: Flask) -> dict[str, User]:
    return settle("Anna", "Greta", "Bengt", "Sofia")


@pytest.fixture
def room(cast: dict[str, User]) -> Room:
    return a_room(cast["Sofia"])


def answer_to(line: websocket.WebSocket, number: int) -> str:
    """The acknowledgement of the question with this number; what is told before it is passed over."""
    while not (said := line.recv()).startswith(f"43{number}["):
        pass
    return str(said)


def seated(room: Room) -> int:
    session.rollback()
    tables = select(Room.id).where((Room.id == room.id) | (Room.extra_of_id == room.id))
    return session.scalar(select(func.count(Presence.id)).where(Presence.room_id.in_(tables))) or 0


def wait_until_seated(room: Room, count: int) -> None:
    until = time.monotonic() + 10
    while (now := seated(room)) != count:
        assert time.monotonic() < until, f"{now} seats are taken, not {count}"
        time.sleep(0.05)


def test_in_and_out_in_one_breath(lines: Lines, cast: dict[str, User], room: Room) -> None:
    anna = lines.open(cast["Anna"])
    for number in range(1, 6):
        anna.send(f'42{number}1["enter_room",{{"room":{room.id},"after":0}}]')
        anna.send(f'42{number}2["leave_room",{{"room":{room.id}}}]')
        assert '"table"' in answer_to(anna, number * 10 + 1)
        assert '"ok":true' in answer_to(anna, number * 10 + 2)
        assert seated(room) == 0


def test_a_line_lost_while_it_is_let_in_keeps_no_seat(
    lines: Lines, cast: dict[str, User], room: Room
) -> None:
    greta = lines.open(cast["Greta"])
    greta.send(f'421["enter_room",{{"room":{room.id},"after":0}}]')
    answer_to(greta, 1)
    for person in extra(CROWD):
        line = lines.open(person)
        line.send(f'421["enter_room",{{"room":{room.id},"after":0}}]')
        line.shutdown()
    wait_until_seated(room, 1)


def test_each_of_a_crowd_is_answered_for_themselves(lines: Lines, cast: dict[str, User], room: Room) -> None:
    """At one moment: who may come in, with more or less of the talk, who may not, and who asks for a room of nowhere."""
    secret = a_room(cast["Sofia"], "De inbjudna", invited=(cast["Bengt"],))
    told = say(room, cast["Bengt"], "Ett", "Fem")
    opened = [(person, lines.open(person)) for person in extra(CROWD)]
    for person, _line in opened[::2]:
        reporting.report_message(told[1], reporter=person, actor=person)
    commit()
    asked = [(room.id, 0), (room.id, 1), (secret.id, 0), (999_999, 0), (room.id, 2)]
    for number, (_person, line) in enumerate(opened):
        line.send(f'421["enter_room",{{"room":{asked[number % 5][0]},"after":{asked[number % 5][1]}}}]')
    for number, (person, line) in enumerate(opened):
        answer, (room_id, after) = answer_to(line, 1), asked[number % 5]
        if room_id != room.id:
            assert answer == '431[{"ok":false,"error":"not_found"}]'
            continue
        assert ('"Ett"' in answer, '"Fem"' in answer) == (after < 1, after < 2 and number % 2 == 1)
        assert ('"reported":true' in answer) == (number % 2 == 0)
        here = [one["id"] for one in json.loads(answer[3:])[0]["here"]]
        assert (person.id in here) == answer.endswith(f'"table":{room.id}}}]'), "who sits here is in the roll"
    wait_until_seated(room, CROWD * 3 // 5)


def test_a_session_that_ended_enters_nothing(lines: Lines, cast: dict[str, User], room: Room) -> None:
    """Ended where no process hears of it: asked at once, before the sweep cuts the line."""
    anna = lines.open(cast["Anna"])
    session.execute(update(UserSession).values(revoked_at=clock.now()))
    session.commit()
    with suppress(websocket.WebSocketException, OSError):
        for number in range(1, 50):
            anna.send(f'42{number}["enter_room",{{"room":{room.id},"after":0}}]')
            assert answer_to(anna, number) == f'43{number}[{{"ok":false,"error":"unauthorized"}}]'
    assert seated(room) == 0


def test_two_tablets_ask_for_two_tables_of_a_closed_room(
    lines: Lines, cast: dict[str, User], room: Room
) -> None:
    crowd = extra(8)
    for person in crowd:
        line = lines.open(person)
        line.send(f'421["enter_room",{{"room":{room.id},"after":0}}]')
        answer_to(line, 1)
    further = session.scalars(select(Room.id).where(Room.extra_of_id == room.id)).one()
    services.close_room(session.get_one(Room, room.id, populate_existing=True), actor=cast["Sofia"])
    commit()
    anna = lines.open(cast["Anna"])
    asked = [f'42{n}["enter_room",{{"room":{table},"after":0}}]' for n, table in ((1, room.id), (2, further))]
    anna.sock.sendall(b"".join(frame(one) for one in asked))  # in one breath
    assert all('"ok":true' in answer_to(anna, number) for number in (1, 2))
    session.rollback()
    mine = select(Presence.room_id).where(Presence.user_id == cast["Anna"].id)
    assert len(session.scalars(mine).all()) == 1


def test_who_is_no_longer_seen_does_not_listen_on(lines: Lines, cast: dict[str, User], room: Room) -> None:
    """Answers every ping and never asks again: gone from the roll, so it must not hear."""
    anna = lines.open(cast["Anna"])
    anna.send(f'421["enter_room",{{"room":{room.id},"after":0}}]')
    answer_to(anna, 1)
    session.execute(update(Presence).values(seen_at=clock.now() - timedelta(minutes=3)))
    session.commit()
    bengt = lines.open(cast["Bengt"])
    bengt.send(f'421["enter_room",{{"room":{room.id},"after":0}}]')
    answer_to(bengt, 1)
    anna.settimeout(1.5)
    for number in range(1, 20):
        said = f'{{"room":{room.id},"client_id":"lurking-{number:04}","body":"Hej"}}'
        bengt.send(f'422["send_message",{said}]')
        answer_to(bengt, 2)
        if not hears_a_message(anna):
            break
        time.sleep(0.2)
    else:
        raise AssertionError("whom nobody sees still hears")
    anna.settimeout(10)
    anna.send(f'423["catch_up",{{"room":{room.id},"after":0}}]')
    assert '"ok":true' in answer_to(anna, 3)


def hears_a_message(line: websocket.WebSocket) -> bool:
    try:
        while not line.recv().startswith('42["message_posted"'):
            pass
    except websocket.WebSocketTimeoutException:
        return False
    return True


def frame(text: str) -> bytes:
    """Masked with zeros, as a client sends it; shorter than 126 bytes."""
    return bytes((0x81, 0x80 | len(text))) + bytes(4) + text.encode()
