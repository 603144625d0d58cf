"""The server is killed while eight write: no acknowledged word is lost or doubled, and all readers agree."""

from __future__ import annotations

import random
import time

import pytest

from tests.storm.conftest import Begin, Serve
from tests.storm.judge import faults
from tests.storm.weather import Storm
from tests.support.server import LiveServer

pytestmark = pytest.mark.alone
KILLS = 4


def kill_and_start(server: LiveServer, storm: Storm, times: int) -> None:
    for _ in range(times):
        storm.wait_for_more(40)
        time.sleep(random.uniform(0.7, 2.0))  # anywhere in whatever it does
        server.kill()
        server.start()
    storm.wait_for_more(40)


def test_killed_every_two_seconds(serve: Serve, storm: Begin) -> None:
    server = serve()
    weather = storm(server, readers=3)
    kill_and_start(server, weather, KILLS)
    history = weather.end()
    weather.note(f"{KILLS} kills", history)
    assert faults(history) == []
    assert any(said.sent > 1 for said in history.said), "no kill came between a question and its answer"


@pytest.mark.one_database
def test_the_storm_notices_an_acknowledgement_before_the_commit(serve: Serve, storm: Begin) -> None:
    server = serve("tests.storm.control_wsgi:app")
    weather = storm(server, readers=3)
    kill_and_start(server, weather, 2)
    history = weather.end()
    weather.note("control, acknowledged before the commit, 2 kills", history)
    found = faults(history)
    assert "lost" in {fault.kind for fault in found}
