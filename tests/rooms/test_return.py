"""Two hundred people at one table whose server starts again: they return, and do not tell each other to death."""

from __future__ import annotations

import selectors
import time
from contextlib import ExitStack

import pytest
import websocket
from flask import Flask
from sqlalchemy import update

from app.core.db import commit, session
from app.rooms.models import Presence, Room
from tests.people import extra, settle
from tests.rooms.tables import a_room
from tests.support.people_doors import session_cookie
from tests.support.server import LiveServer

pytestmark = pytest.mark.one_database
PEOPLE = 200
PATIENCE = 60.0  # seconds


class Crowd:
    """Everybody's line, read as it comes."""

    def __init__(self, cookies: list[str], server: LiveServer) -> None:
        self.cookies, self.server = cookies, server

    def come(self, room_id: int) -> tuple[int, int]:
        """Connect, ask to come in all at once, and give how many did and how many times anybody was told who is here."""
        with ExitStack() as stack:
            lines = [self._line(stack, cookie) for cookie in self.cookies]
            for line in lines:
                line.send("40")
                line.send(f'421["enter_room",{{"room":{room_id},"after":0}}]')
            return self._read(lines)

    def _line(self, stack: ExitStack, cookie: str) -> websocket.WebSocket:
        address = f"ws://127.0.0.1:{self.server.port}/socket.io/?EIO=4&transport=websocket"
        line = websocket.create_connection(address, cookie=cookie, origin=self.server.url, timeout=20)
        stack.callback(line.shutdown)
        return line

    def _read(self, lines: list[websocket.WebSocket]) -> tuple[int, int]:
        """Until everybody was let in and nothing comes any more."""
        entered, told, until = 0, 0, time.monotonic() + PATIENCE
        with selectors.DefaultSelector() as waiting:
            for line in lines:
                waiting.register(line.sock, selectors.EVENT_READ)
            while time.monotonic() < until:
                ready = waiting.select(timeout=2)
                if not ready and entered >= len(lines):
                    break
                for key, _mask in ready:
                    said = key.fileobj.recv(1 << 20)  # type: ignore[union-attr]
                    entered += said.count(b'431[{"ok":true')
                    told += said.count(b'42["people_changed"')
        return entered, told


def test_two_hundred_who_return_after_a_restart_are_let_in_and_told_little(
    app: Flask, live_server: LiveServer
) -> None:
    people = extra(PEOPLE)
    room = a_room(settle("Sofia")["Sofia"])
    session.execute(update(Room).values(capacity=None))
    for person in people:  # they sat there a moment ago, on lines of a process that is no more
        session.add(Presence(room_id=room.id, user_id=person.id, place="before"))
    commit()
    crowd = Crowd(["=".join(session_cookie(app, person)) for person in people], live_server)
    entered, told = crowd.come(room.id)
    assert entered == PEOPLE
    assert told < PEOPLE * 20, (
        "whoever returns within the time of a seat has it still: there is little to tell"
    )
