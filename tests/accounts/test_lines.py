"""Many who shake hands at the same moment are asked for together, and none is taken for another."""

from __future__ import annotations

import json
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import websocket
from flask import Flask
from sqlalchemy import select, update

from app.accounts import sessions
from app.accounts.models import User, UserSession
from app.core.db import commit, session
from app.rooms.models import Message, Room
from tests.people import extra, settle
from tests.rooms.tables import a_room
from tests.support.people_doors import session_cookie
from tests.support.server import LiveServer

PEOPLE = 48  # more than are asked for in one statement


def shake_all(server: LiveServer, cookies: list[str]) -> list[str]:
    """The status that each is answered with; every request is on its way before the first answer is read."""
    address = ("127.0.0.1", server.port)
    lines = [socket.create_connection(address, timeout=20) for _ in cookies]
    for line, cookie in zip(lines, cookies, strict=True):
        line.sendall(
            f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n"
            f"Connection: Upgrade\r\nUpgrade: websocket\r\nOrigin: {server.url}\r\nCookie: {cookie}\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: c2FtdmFybyBzYW12YXJvIQ==\r\n\r\n".encode()
        )
    answers = []
    for line in lines:
        with closing(line):
            answers.append(line.recv(4096).split(b" ", 2)[1].decode())
    return answers


def test_those_whose_session_is_over_are_kept_out_of_a_crowd(app: Flask, live_server: LiveServer) -> None:
    people = extra(PEOPLE)
    cookies = ["=".join(session_cookie(app, person)) for person in people]
    over = people[::3]
    ended = select(UserSession).where(UserSession.user_id.in_([person.id for person in over]))
    sessions.revoke(session.scalars(ended).all(), actor=None, reason="test")
    commit()
    expected = ["401" if person in over else "101" for person in people]
    assert shake_all(live_server, cookies) == expected


def test_each_of_a_crowd_speaks_as_themselves(app: Flask, live_server: LiveServer) -> None:
    people: list[User] = extra(24)
    room = a_room(settle("Sofia")["Sofia"])
    session.execute(update(Room).values(capacity=None))
    cookies = ["=".join(session_cookie(app, person)) for person in people]
    commit()
    address = f"ws://127.0.0.1:{live_server.port}/socket.io/?EIO=4&transport=websocket"

    def say(person_id: int, cookie: str) -> None:
        line = websocket.create_connection(address, cookie=cookie, origin=live_server.url, timeout=20)
        with closing(line):
            line.send("40")
            said = {"room": room.id, "client_id": f"said-by-{person_id:08}", "body": "Hej!"}
            line.send(f'421["send_message",{json.dumps(said)}]')
            while not line.recv().startswith("431"):
                pass

    with ThreadPoolExecutor(len(people)) as pool:
        list(pool.map(say, [person.id for person in people], cookies))
    session.rollback()
    said = session.execute(select(Message.author_id, Message.client_id)).all()
    assert sorted(said) == [(person.id, f"said-by-{person.id:08}") for person in people]
