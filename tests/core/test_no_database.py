"""No database: who wants a line is told so, in a status that every proxy and client understands."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from app import create_app
from app.config import Settings
from tests.support.environ import environment, kept_port


@pytest.fixture
def stranded() -> Iterator[Flask]:
    """An application whose database does not answer."""
    made = create_app(
        Settings.from_environ(
            environment(database_url=f"postgresql://postgres@127.0.0.1:{kept_port()}/postgres")
        )
    )
    yield made
    made.extensions["samvaro-engine"].dispose()


def test_the_handshake_is_answered(stranded: Flask, caplog: pytest.LogCaptureFixture) -> None:
    client = stranded.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = "a token from better days"
    answer = client.get(
        "/socket.io/?EIO=4&transport=websocket",
        headers={"Upgrade": "websocket", "Origin": "http://127.0.0.1:5000"},
    )
    assert answer.status_code == 503
    assert "Traceback" not in caplog.text
