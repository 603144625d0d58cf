"""/healthz tells of the process, /readyz of what it needs."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.config import Settings
from tests.support.client import CheckingClient
from tests.support.environ import environment, free_port


def ready(database_url: str, **more: str) -> tuple[int, dict[str, bool]]:
    app = create_app(Settings.from_environ(environment(database_url=database_url) | more))
    answer = app.test_client().get("/readyz")
    app.extensions["samvaro-engine"].dispose()
    return answer.status_code, answer.get_json()


@pytest.mark.one_database
def test_the_process_answers(client: CheckingClient) -> None:
    assert client.get("/healthz").get_json() == {"ok": True}


def test_ready_with_its_database(client: CheckingClient) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()) == (200, {"ok": True, "database": True})


@pytest.mark.redis
@pytest.mark.one_database
def test_ready_with_redis(app: Flask, database_url: str, redis_url: str) -> None:
    assert ready(database_url, SAMVARO_REDIS_URL=redis_url) == (
        200,
        {"ok": True, "database": True, "redis": True},
    )


@pytest.mark.one_database
def test_not_ready_without_redis_where_it_is_configured(app: Flask, database_url: str) -> None:
    status, said = ready(database_url, SAMVARO_REDIS_URL=f"redis://127.0.0.1:{free_port()}/0")
    assert (status, said) == (503, {"ok": False, "database": True, "redis": False})


def test_not_ready_without_a_database(tmp_path: Path) -> None:
    for gone in (
        f"sqlite:///{tmp_path}",  # a folder is no database
        f"postgresql://nobody@127.0.0.1:{free_port()}/gone",
    ):
        assert ready(gone) == (503, {"ok": False, "database": False})
