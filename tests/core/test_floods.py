"""One line that sends without end, or only stands there, is a burden to nobody else."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress

import pytest
import websocket
from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from app.accounts.models import User
from app.core.live import PATIENCE_TO_CONNECT
from app.core.outlet import MOST_UNSERVED
from app.core.socket_guard import FRAMES_AT_ONCE
from tests.people import settle
from tests.rooms.tables import a_room, say
from tests.support.people_doors import session_cookie
from tests.support.server import LiveServer
from tests.support.sockets import SocketClient

pytestmark = pytest.mark.one_database
SMALL = b"\x81\x81\0\0\0\x003"  # a masked text frame that says "3", a pong
MB = 1_000_000
Line = websocket.WebSocket


@pytest.fixture
def line_of(app: Flask, live_server: LiveServer) -> Iterator[Callable[[User], Line]]:
    """A line as a program of one's own would open it, with little room for what is not read."""
    with ExitStack() as stack:

        def connect(person: User) -> Line:
            line = websocket.create_connection(
                f"ws://127.0.0.1:{live_server.port}/socket.io/?EIO=4&transport=websocket",
                cookie="=".join(session_cookie(app, person)),
                origin=live_server.url,
                timeout=5,
                sockopt=((socket.SOL_SOCKET, socket.SO_RCVBUF, 2048),),
            )
            stack.callback(line.shutdown)
            line.recv()  # Engine.IO's opening
            return line

        yield connect


def wait_until_ended(line: Line, patience: float) -> None:
    line.settimeout(patience)
    with suppress(websocket.WebSocketConnectionClosedException, ConnectionError):
        while line.recv():
            pass
    assert not line.connected or not line.sock.recv(1)


def test_who_sends_without_end_loses_the_line_and_others_are_served(
    app: Flask, line_of: Callable[[User], Line], socket_client: Callable[[User], SocketClient]
) -> None:
    cast = settle("Anna", "Bengt", "Sofia")
    room = a_room(cast["Sofia"])
    bengt = socket_client(cast["Bengt"])
    bengt.ask("enter_room", {"room": room.id, "after": 0})
    flood = line_of(cast["Anna"])
    ended = threading.Event()

    def send_on() -> None:
        with suppress(OSError, websocket.WebSocketException):
            while not ended.is_set():
                flood.sock.sendall(SMALL * 10_000)
        ended.set()

    threading.Thread(target=send_on, daemon=True).start()
    try:
        asked = 0
        while not ended.is_set() and asked < 40:  # the flood is on while these are asked
            asked += 1
            assert bengt.ask("catch_up", {"room": room.id, "after": 0})["ok"]
        assert ended.wait(10), f"the line still takes more than {FRAMES_AT_ONCE:.0f} frames"
    finally:
        ended.set()


def test_a_line_that_takes_no_answers_is_not_read_on(app: Flask, line_of: Callable[[User], Line]) -> None:
    cast = settle("Anna", "Sofia")
    room = a_room(cast["Sofia"])
    say(room, cast["Sofia"], *("å" * 2000 for _ in range(40)))
    line = line_of(cast["Anna"])
    line.send("40")
    for number in range(1, 60):
        line.send(f'42{number}["catch_up",{{"room":{room.id},"after":0}}]')
    line.settimeout(3)
    taken, heavy = 0, f'42["x","{"a" * 30_000}"]'
    with suppress(TimeoutError, websocket.WebSocketTimeoutException):
        while taken < 60 * MB:
            line.send(heavy)
            taken += len(heavy)
    assert taken < 30 * MB, f"far more than {MOST_UNSERVED} frames and the buffers of the kernel"


def test_a_line_that_never_says_connect_is_ended(app: Flask, line_of: Callable[[User], Line]) -> None:
    """Nothing knows whose it is, so that signing out could not end it."""
    line = line_of(settle("Anna")["Anna"])
    wait_until_ended(line, PATIENCE_TO_CONNECT + 5)


def test_a_line_that_says_connect_stays(app: Flask, line_of: Callable[[User], Line]) -> None:
    line = line_of(settle("Anna")["Anna"])
    line.send("40")
    until = time.monotonic() + PATIENCE_TO_CONNECT + 3
    line.settimeout(1)
    while time.monotonic() < until:
        with suppress(websocket.WebSocketTimeoutException):
            if line.recv() == "2":
                line.send("3")
    line.send('421["leave_room",{"room":1}]')
    line.settimeout(5)
    while not line.recv().startswith("431["):
        pass


def test_a_cookie_that_was_not_signed_here_opens_no_line(app: Flask, live_server: LiveServer) -> None:
    name, value = session_cookie(app, settle("Anna")["Anna"])
    others = URLSafeTimedSerializer("another secret key that is long enough", salt="cookie-session")
    content, moment, _signature = value.rsplit(".", 2)
    for cookie in ("", "x", value[:-1], f"x{value}", f"{content}.{moment}.", others.dumps({"_user_id": "1"})):
        with pytest.raises(websocket.WebSocketBadStatusException, match="401"):
            websocket.create_connection(
                f"ws://127.0.0.1:{live_server.port}/socket.io/?EIO=4&transport=websocket",
                cookie=f"{name}={cookie}",
                origin=live_server.url,
            )
