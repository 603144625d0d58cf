"""The storm: servers, the database and Redis fall while eight write, and no acknowledged word is lost or doubled."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask

from tests.people import settle
from tests.storm.judge import faults
from tests.storm.weather import Storm, gather, wait_until
from tests.support.environ import environment, kept_port
from tests.support.own_servers import OwnRedis
from tests.support.server import LiveServer

pytestmark = pytest.mark.alone
KILLS = 5
Serve = Callable[..., LiveServer]


@pytest.fixture
def environ(database_url: str) -> dict[str, str]:
    """Without the limits of one person: those who write here are calm compared with their number."""
    return environment(database_url=database_url, port=kept_port()) | {"SAMVARO_BENCH": "1"}


@pytest.fixture
def serve(app: Flask, environ: dict[str, str], tmp_path: Path) -> Iterator[Serve]:
    """`serve(**extra)`: one more process on the same database; the first has the port of the public address."""
    with ExitStack() as stack:
        started: list[LiveServer] = []

        def start(wsgi: str = "wsgi:app", **extra: str) -> LiveServer:
            port = kept_port() if started else int(environ["SAMVARO_PUBLIC_ORIGIN"].rpartition(":")[2])
            folder = tmp_path / f"server-{len(started)}"
            folder.mkdir()
            server = LiveServer(environ | extra, port, folder, wsgi)
            server.start()
            stack.callback(server.finish)
            started.append(server)
            return server

        yield start


@pytest.fixture
def storm(app: Flask) -> Iterator[Callable[[list[LiveServer], int], Storm]]:
    """`storm(servers, readers)` begins; it ends with the test at the latest."""
    with ExitStack() as stack:
        people = {}

        def begin(servers: list[LiveServer], readers: int) -> Storm:
            people["all"] = gather(settle("Sofia")["Sofia"], readers + 1)
            begun = Storm(app, servers, people["all"])
            stack.callback(begun.stop)
            return begun

        yield begin


def kill_and_start(server: LiveServer, storm: Storm, times: int) -> None:
    for _ in range(times):
        storm.wait_for_more(40)
        time.sleep(random.uniform(0.7, 2.0))  # anywhere in whatever it does
        server.kill()
        server.start()
    storm.wait_for_more(40)


def test_killed_every_two_seconds(serve: Serve, storm: Callable[..., Storm]) -> None:
    server = serve()
    weather = storm([server], readers=3)
    kill_and_start(server, weather, KILLS)
    history = weather.end()
    weather.note(f"{KILLS} kills", history)
    assert faults(history) == []
    assert any(said.sent > 1 for said in history.said), "no kill came between a question and its answer"


@pytest.mark.one_database
def test_the_storm_notices_an_acknowledgement_before_the_commit(
    serve: Serve, storm: Callable[..., Storm]
) -> None:
    server = serve("tests.storm.control_wsgi:app")
    weather = storm([server], readers=3)
    kill_and_start(server, weather, 2)
    history = weather.end()
    weather.note("control, acknowledged before the commit, 2 kills", history)
    found = faults(history)
    assert "lost" in {fault.kind for fault in found}
