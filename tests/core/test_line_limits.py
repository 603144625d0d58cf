"""One person can be a burden to nobody else over the socket: lines, questions, answers and messages are bounded."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import websocket
from flask import Flask

from app.accounts.models import User
from app.core.socket_guard import MOST_PER_USER
from app.rooms.events import SAID_PER_MINUTE
from tests.people import settle
from tests.rooms.tables import a_room, say
from tests.support.people_doors import session_cookie
from tests.support.server import LiveServer
from tests.support.sockets import SocketClient

pytestmark = pytest.mark.one_database
Connect = Callable[..., SocketClient]
OpenLine = Callable[[User], websocket.WebSocket]


@pytest.fixture
def bare_line(app: Flask, live_server: LiveServer) -> Iterator[OpenLine]:
    """`bare_line(person)`: a WebSocket as a program of one's own would open it."""
    with contextlib.ExitStack() as stack:

        def connect(person: User) -> websocket.WebSocket:
            line = websocket.create_connection(
                f"ws://127.0.0.1:{live_server.port}/socket.io/?EIO=4&transport=websocket",
                cookie="=".join(session_cookie(app, person)),
                origin=live_server.url,
                timeout=5,
            )
            stack.callback(line.close)
            line.recv()  # Engine.IO's opening
            return line

        yield connect


def memory(server: LiveServer) -> float:
    """MB in use by the worker."""
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
    pages = [int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in children]
    return sum(pages) * 4096 / 1e6


def test_lines_that_never_say_who_they_are_count_too(app: Flask, bare_line: OpenLine) -> None:
    cast = settle("Anna", "Bengt")
    opened = [bare_line(cast["Anna"]) for _ in range(MOST_PER_USER)]
    with pytest.raises(websocket.WebSocketBadStatusException, match="429"):
        bare_line(cast["Anna"])
    bare_line(cast["Bengt"])
    opened.pop().close()
    for _ in range(50):
        with contextlib.suppress(websocket.WebSocketBadStatusException):
            bare_line(cast["Anna"])
            return
    raise AssertionError("a line that was closed still counts")


def test_coming_back_does_not_give_more_to_say(app: Flask, socket_client: Connect) -> None:
    cast = settle("Anna", "Sofia")
    room = a_room(cast["Sofia"])
    answers = []
    for line in range(3):
        anna = socket_client(cast["Anna"])
        for number in range(SAID_PER_MINUTE // 4):
            said = {"room": room.id, "client_id": f"line-{line}-{number:04}", "body": "Hej"}
            answers.append(anna.ask("send_message", said))
        anna.close()
    refused = [answer for answer in answers if not answer["ok"]]
    assert answers[0]["ok"]
    assert {answer["error"] for answer in refused} == {"too_many"}
    assert len(refused) >= SAID_PER_MINUTE // 4 - 5


def test_who_asks_without_listening_fills_no_memory(
    app: Flask, live_server: LiveServer, bare_line: OpenLine
) -> None:
    cast = settle("Anna", "Sofia")
    room = a_room(cast["Sofia"])
    say(room, cast["Sofia"], *("å" * 2000 for _ in range(100)))
    line = bare_line(cast["Anna"])
    line.send("40")
    before = memory(live_server)
    line.settimeout(1)
    question = json.dumps(["catch_up", {"room": room.id, "after": 0}])
    with contextlib.suppress(TimeoutError, websocket.WebSocketTimeoutException):
        for number in range(1, 120):
            line.send(f"42{number}{question}")
    most = 0.0
    for _ in range(10):  # the answers are made while nobody listens
        most = max(most, memory(live_server) - before)
        time.sleep(0.2)
    assert most < 25
    line.settimeout(5)
    assert line.recv()


def test_an_answer_is_cut_before_it_is_heavy(app: Flask, socket_client: Connect) -> None:
    cast = settle("Anna", "Sofia")
    room = a_room(cast["Sofia"])
    say(room, cast["Sofia"], *("å" * 2000 for _ in range(40)))
    anna = socket_client(cast["Anna"])
    answer = anna.ask("catch_up", {"room": room.id, "after": 0})
    assert answer["more"] is True
    assert [message["seq"] for message in answer["messages"]] == list(range(1, 17))
