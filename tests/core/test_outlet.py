"""One frame for everybody, in order, and a reader that takes nothing holds up nobody."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import gevent
import pytest
import websocket
from flask import Flask
from gevent import socket

from app.core.outlet import MOST_WAITING, Outlet, text_frame
from tests.people import settle
from tests.rooms.tables import a_room, say
from tests.support.people_doors import session_cookie
from tests.support.server import LiveServer
from tests.support.sockets import SocketClient


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    here, there = socket.socketpair()
    here.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    yield here, there
    here.close()
    there.close()


def take(reader: socket.socket, size: int) -> bytes:
    taken = b""
    while len(taken) < size:
        taken += reader.recv(65536)
    return taken


@pytest.mark.parametrize("length", [0, 1, 125, 126, 65535, 65536])
def test_a_frame_is_read_by_another_library(length: int, ends: tuple[socket.socket, socket.socket]) -> None:
    text = "å" * (length // 2) + "x" * (length % 2)
    frame = text_frame(text)
    gevent.spawn(ends[0].sendall, frame)
    received = websocket._abnf.frame_buffer(ends[1].recv, skip_utf8_validation=False).recv_frame()
    assert (received.opcode, received.fin, received.data.decode()) == (websocket.ABNF.OPCODE_TEXT, 1, text)


def test_what_a_slow_reader_has_not_taken_comes_later_in_order(
    ends: tuple[socket.socket, socket.socket],
) -> None:
    outlet = Outlet(ends[0])
    frames = [text_frame(f"{number:05}" * 100) for number in range(200)]
    for frame in frames:
        outlet.write(frame)
    assert 0 < outlet.waiting < 200
    assert take(ends[1], sum(map(len, frames))) == b"".join(frames)
    assert outlet.waiting == 0


def test_a_reader_that_takes_nothing_loses_the_line(ends: tuple[socket.socket, socket.socket]) -> None:
    outlet = Outlet(ends[0])  # nobody reads: a write that waited would wait for ever
    for number in range(10 * MOST_WAITING):
        outlet.write(text_frame(f"{number:05}" * 100))
    assert outlet.is_closed
    assert outlet.waiting == 0
    gevent.sleep(0)
    assert take_until_closed(ends[1]) < 11 * MOST_WAITING * 500


def take_until_closed(reader: socket.socket) -> int:
    taken = 0
    while data := reader.recv(65536):
        taken += len(data)
    return taken


@pytest.mark.one_database
def test_one_who_takes_nothing_holds_up_nobody(
    app: Flask, live_server: LiveServer, socket_client: Callable[..., SocketClient]
) -> None:
    cast = settle("Anna", "Greta", "Sofia")
    room = a_room(cast["Sofia"])
    asleep = websocket.create_connection(
        f"ws://127.0.0.1:{live_server.port}/socket.io/?EIO=4&transport=websocket",
        cookie="=".join(session_cookie(app, cast["Greta"])),
        origin=live_server.url,
        header={"Sec-WebSocket-Extensions": "permessage-deflate"},
    )
    assert "sec-websocket-extensions" not in asleep.getheaders(), (
        "compression halves the speed: it is refused"
    )
    asleep.send("40")
    asleep.send(f'421["enter_room",{{"room":{room.id},"after":0}}]')
    anna = socket_client(cast["Anna"])
    anna.ask("enter_room", {"room": room.id, "after": 0})
    for number in range(25):
        said = {"room": room.id, "client_id": f"to-a-sleeper-{number:04}", "body": "å" * 2000}
        assert anna.ask("send_message", said)["ok"]
        assert anna.wait_for("message_posted", timeout=2)["seq"] == number + 1
    asleep.close()


@pytest.mark.one_database
def test_a_ping_of_the_client_tears_no_frame(app: Flask, live_server: LiveServer) -> None:
    """Programs other than browsers ping; the answer goes out after what is half sent."""
    cast = settle("Anna", "Greta", "Sofia")
    room = a_room(cast["Sofia"])
    say(room, cast["Sofia"], *("å" * 2000 for _ in range(16)))
    line = websocket.create_connection(
        f"ws://127.0.0.1:{live_server.port}/socket.io/?EIO=4&transport=websocket",
        cookie="=".join(session_cookie(app, cast["Greta"])),
        origin=live_server.url,
        timeout=5,
        sockopt=((socket.SOL_SOCKET, socket.SO_RCVBUF, 4096),),
    )
    line.send("40")
    questions = 40  # fewer than one person may ask at once
    for number in range(1, questions + 1):
        line.send(f'42{number}["catch_up",{{"room":{room.id},"after":0}}]')
        line.ping("still here?")
        gevent.sleep(0.03)
    answers = 0
    while answers < questions:
        opcode, frame = line.recv_data()
        assert opcode == websocket.ABNF.OPCODE_TEXT
        if frame.startswith(b"43"):
            assert json.loads(frame[frame.index(b"[") :])[0]["ok"]
            answers += 1
    line.close()
