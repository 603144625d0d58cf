"""`make run-cluster` from nothing: two processes behind nginx serve one town, and end together."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import websocket

from tests.support.databases import Databases
from tests.support.environ import accepts, free_port
from tests.support.server import ROOT

pytestmark = [pytest.mark.redis, pytest.mark.postgres]


@pytest.fixture
def port() -> int:
    """The first of three in a row that are free."""
    for _ in range(50):
        first = free_port()
        if first < 65000 and not any(accepts(first + step) for step in range(3)):
            return first
    raise AssertionError("no three free ports in a row")


@pytest.fixture
def cluster(
    databases: Databases, redis_url: str, port: int, tmp_path: Path
) -> Iterator[subprocess.Popen[bytes]]:
    if not shutil.which("nginx"):
        pytest.skip("there is no nginx here: install nginx-light, or run `make test` as root")
    environ = {name: value for name, value in os.environ.items() if not name.startswith("SAMVARO_")} | {
        "PORT": str(port),
        "SAMVARO_DATABASE_URL": databases.unmigrated("postgres", tmp_path),
        "SAMVARO_REDIS_URL": redis_url,
        "SAMVARO_SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnop",
    }
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "scripts/cluster.py"], cwd=ROOT, env=environ, stdout=log, stderr=log
        )
    yield process
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def test_the_cluster_serves_and_ends(cluster: subprocess.Popen[bytes], port: int, tmp_path: Path) -> None:
    until = time.monotonic() + 120
    while "Ctrl-C" not in (log := (tmp_path / "log").read_text()):
        assert cluster.poll() is None, log[-2000:]
        assert time.monotonic() < until, log[-2000:]
        time.sleep(0.2)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=60) as answer:
        assert b'"redis":true' in answer.read()
    address = f"ws://127.0.0.1:{port}/socket.io/?EIO=4&transport=websocket"
    with pytest.raises(websocket.WebSocketBadStatusException, match="401"):  # past the proxy stands the guard
        websocket.create_connection(address, origin=f"http://127.0.0.1:{port}", timeout=10)
    assert all(accepts(port + step) for step in range(3))
    cluster.send_signal(signal.SIGTERM)
    cluster.wait(30)
    assert not any(accepts(port + step) for step in range(3))
