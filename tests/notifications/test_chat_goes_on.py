"""A gateway that hangs holds up nobody: the talk goes on, rooms open, and other notifications go out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from flask import Flask

from app.accounts.models import User
from app.notifications.models import Channel
from tests.notifications.gateways import HttpServer, MailServer
from tests.notifications.telling import queue, reached_by, states
from tests.people import settle
from tests.rooms.tables import a_room
from tests.support.people_doors import session_cookie
from tests.support.server import LiveServer
from tests.support.sockets import SocketClient

pytestmark = pytest.mark.one_database
SENDINGS, MESSAGES = 12, 40


@pytest.fixture
def server(app: Flask, environ: Mapping[str, str], tmp_path: Path) -> Iterator[LiveServer]:
    """It knows the kind of the tests."""
    port = int(environ["SAMVARO_PUBLIC_ORIGIN"].rpartition(":")[2])
    made = LiveServer(environ, port, tmp_path, entry="tests.notifications.process:app")
    made.start()
    yield made
    made.finish()


def queue_for(*people: User) -> None:
    for person in people:
        for number in range(SENDINGS):
            queue(person, 100 + number, "test-urgent")


def slowest_answer(line: SocketClient, room_id: int) -> float:
    """Seconds until the slowest of these messages was acknowledged."""
    took = []
    for number in range(MESSAGES):
        begun = time.monotonic()
        said = {"room": room_id, "client_id": f"hanging-{number:04}", "body": "Hej"}
        assert line.ask("send_message", said)["ok"] or number > 25  # how often one may write is another rule
        took.append(time.monotonic() - begun)
    return max(took)


def wait_for(condition: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def test_the_talk_goes_on_while_a_gateway_hangs(
    app: Flask, server: LiveServer, sms: HttpServer, mail: MailServer
) -> None:
    cast = settle("Anna", "Bengt", "Sofia")
    room = a_room(cast["Sofia"], invited=(cast["Anna"],))
    reached_by(cast["Anna"], Channel.SMS)
    reached_by(cast["Bengt"], Channel.EMAIL)
    sms.mode = "hang"
    line = SocketClient(origin=server.url, cookie=session_cookie(app, cast["Anna"])).connect(server.url)
    line.ask("enter_room", {"room": room.id, "after": 0})
    queue_for(cast["Anna"], cast["Bengt"])
    wait_for(lambda: bool(sms.got), 15)
    assert slowest_answer(line, room.id) < 2, "the gateway is waited for ten seconds"
    line.close()
    wait_for(lambda: states().get("sent") == SENDINGS, 60)
    assert len(mail.got) == SENDINGS
