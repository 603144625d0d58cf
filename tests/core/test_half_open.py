"""A line of which only one end is left, as after a router that was switched off: nobody says goodbye."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import websocket
from flask import Flask

from app.accounts.models import User
from app.core import live
from tests.people import settle
from tests.rooms.tables import a_room
from tests.support.environ import environment, free_port
from tests.support.people_doors import session_cookie
from tests.support.server import LiveServer
from tests.support.sockets import SocketClient
from tests.support.weak_net import WeakNet

pytestmark = pytest.mark.one_database
Connect = Callable[[User, int], SocketClient]
ALLOWED = 45  # seconds until both ends know


@pytest.fixture
def net() -> Iterator[WeakNet]:
    made = WeakNet(free_port())
    yield made
    made.close()


@pytest.fixture
def environ(database_url: str, net: WeakNet) -> dict[str, str]:
    return environment(database_url=database_url, port=net.port)


@pytest.fixture
def quick_server(app: Flask, environ: dict[str, str], net: WeakNet, tmp_path: Path) -> Iterator[LiveServer]:
    yield from _served(LiveServer(environ, net.target, tmp_path, entry="tests.support.quick_pulse:app"))


@pytest.fixture
def live_server(app: Flask, environ: dict[str, str], net: WeakNet, tmp_path: Path) -> Iterator[LiveServer]:
    yield from _served(LiveServer(environ, net.target, tmp_path))


def _served(server: LiveServer) -> Iterator[LiveServer]:
    server.start()
    yield server
    server.finish()


@pytest.fixture
def connect(app: Flask, quick_server: LiveServer) -> Iterator[Connect]:
    """`connect(person, port)`: a line that answers pings, straight to the server or through the net."""
    with ExitStack() as stack:

        def open_line(person: User, port: int) -> SocketClient:
            client = SocketClient(origin=quick_server.url, cookie=session_cookie(app, person))
            client.connect(f"http://127.0.0.1:{port}")
            stack.callback(client.io.eio.ws.shutdown)  # the library leaves open what was half-open
            return client

        yield open_line


def test_the_server_frees_the_seat_and_the_others_hear_of_it(
    app: Flask, connect: Connect, net: WeakNet
) -> None:
    cast = settle("Anna", "Greta", "Sofia")
    room = a_room(cast["Sofia"])
    greta = connect(cast["Greta"], net.target)
    anna = connect(cast["Anna"], net.port)
    for one in (greta, anna):
        assert one.ask("enter_room", {"room": room.id, "after": 0})["ok"]
    greta.wait_until_told("people_changed", lambda told: len(told["here"]) == 2)
    greta.heard.clear()
    net.deaf()
    alone = greta.wait_until_told("people_changed", lambda told: len(told["here"]) == 1, timeout=15)
    assert [person["name"] for person in alone["here"]] == ["Greta"]
    assert greta.connected
    anna.wait_until_closed(15)  # the other end too
    greta.close()


def test_a_half_open_line_does_not_count_among_those_of_a_person(
    app: Flask, connect: Connect, net: WeakNet
) -> None:
    """Otherwise somebody who comes back a few times would be refused."""
    anna = settle("Anna")["Anna"]
    for _ in range(3):
        lines = [connect(anna, net.port) for _ in range(4)]
        net.deaf()
        net.open_for_new()
        for line in lines:
            line.wait_until_closed(15)  # the other end notices too
    connect(anna, net.port).close()


def test_the_times_that_are_configured_keep_what_is_promised(app: Flask, live_server: LiveServer) -> None:
    """Of a server with its usual pulse: what it tells the other end in its opening is what both go by."""
    line = websocket.create_connection(
        f"ws://127.0.0.1:{live_server.port}/socket.io/?EIO=4&transport=websocket",
        cookie="=".join(session_cookie(app, settle("Anna")["Anna"])),
        origin=live_server.url,
        timeout=5,
    )
    opening = json.loads(line.recv()[1:])
    line.close()
    pulse = (opening["pingInterval"] + opening["pingTimeout"]) / 1000
    assert pulse == live.PING_EVERY + live.PING_PATIENCE
    assert pulse + 2 * live.WATCH_EVERY <= ALLOWED
