"""The door without a card opens from this machine only."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.people import settle
from tests.support.client import CheckingClient

pytestmark = pytest.mark.one_database


@pytest.fixture
def environ(environ: dict[str, str]) -> dict[str, str]:
    return environ | {"SAMVARO_DEMO": "1"}


def test_it_opens_here(app: Flask, client: CheckingClient) -> None:
    anna = settle("Anna")["Anna"]
    assert "Hej, är du Anna?" in client.get(f"/demo/{anna.id}").text
    assert client.post(f"/demo/{anna.id}").status_code == 303
    assert client.get("/om-mig").status_code == 200


@pytest.mark.parametrize("person_id", [0, 4711, 2**31, 10**30])
def test_who_is_not_there_is_not_found(app: Flask, client: CheckingClient, person_id: int) -> None:
    assert client.get(f"/demo/{person_id}").status_code == 404


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"environ_base": {"REMOTE_ADDR": "192.0.2.7"}},
        {"headers": {"X-Forwarded-For": "192.0.2.7"}},
        {"headers": {"Host": "evil.example:5000"}},
    ],
)
def test_it_opens_nowhere_else(app: Flask, client: CheckingClient, elsewhere: dict[str, object]) -> None:
    anna = settle("Anna")["Anna"]
    assert client.get(f"/demo/{anna.id}", **elsewhere).status_code == 404
    assert client.post(f"/demo/{anna.id}", **elsewhere).status_code in (
        400,
        404,
    )  # 400: it knows no such form
