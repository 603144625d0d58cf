"""PostgreSQL falls and comes back while eight write: they are told so, say it again, and all goes on."""

from __future__ import annotations

import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.storm.conftest import Begin, Serve
from tests.storm.judge import faults
from tests.storm.weather import wait_until
from tests.support.databases import upgrade
from tests.support.own_servers import OwnPostgres

pytestmark = [pytest.mark.alone, pytest.mark.postgres]


@pytest.fixture
def postgres() -> Iterator[OwnPostgres]:
    with tempfile.TemporaryDirectory(prefix="samvaro-falls-") as folder:
        own = OwnPostgres(Path(folder))
        yield own
        own.fall()


@pytest.fixture
def database_url(postgres: OwnPostgres) -> str:
    upgrade(postgres.url)
    return postgres.url


def test_the_database_falls_twice(serve: Serve, storm: Begin, postgres: OwnPostgres) -> None:
    server = serve()
    weather = storm(server, readers=3)
    for times in range(1, 3):
        weather.wait_for_more(50)
        refused = weather.refusals
        postgres.fall()
        wait_until("somebody is told that it is not stored", lambda seen=refused: weather.refusals > seen + 8)
        for client in weather.listeners[:times]:
            client.lose_line()  # who comes back just now finds no database
        postgres.rise()
    weather.wait_for_more(50)
    with urllib.request.urlopen(f"{server.url}/readyz", timeout=10) as answer:
        assert answer.status == 200
    quiet = len(server.log())
    weather.wait_for_more(50)
    history = weather.end()
    weather.note("the database fell twice", history)
    assert faults(history) == []
    assert server.log()[quiet:] == "", "something goes on failing although the database is back"
