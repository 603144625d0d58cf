"""What reaches the application is what was asked for: no header moves it elsewhere."""

from __future__ import annotations

import http.client

import pytest
from flask import Flask

from tests.support.server import LiveServer

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    "header", ["SCRIPT_NAME", "SCRIPT-NAME", "PATH_INFO", "X-Original-URL", "X-Rewrite-URL"]
)
def test_a_header_does_not_move_the_path(app: Flask, live_server: LiveServer, header: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", live_server.port, timeout=5)
    connection.request("GET", "/x/healthz", headers={header: "/x" if "SCRIPT" in header else "/healthz"})
    assert connection.getresponse().status in (303, 400, 404)
    connection.close()
