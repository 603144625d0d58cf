"""Servers for a storm, and the storm itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask

from tests.people import settle
from tests.storm.weather import Storm, gather
from tests.support.environ import environment, kept_port
from tests.support.server import LiveServer

Serve = Callable[..., LiveServer]
Begin = Callable[..., Storm]


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
            server = LiveServer(environ | extra, port, folder, entry=wsgi)
            server.start()
            stack.callback(server.finish)
            started.append(server)
            return server

        yield start


@pytest.fixture
def storm(app: Flask) -> Iterator[Begin]:
    """`storm(server, …, readers=3)` begins; it ends with the test at the latest."""
    with ExitStack() as stack:

        def begin(*servers: LiveServer, readers: int) -> Storm:
            begun = Storm(app, list(servers), gather(settle("Sofia")["Sofia"], readers + 1))
            stack.callback(begun.stop)
            return begun

        yield begin
