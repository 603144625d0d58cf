"""Who stands at the staff's desk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from app.accounts.models import User
from tests.people import settle
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in

NewClient = Callable[[], CheckingClient]


@pytest.fixture
def cast(app: Flask) -> dict[str, User]:
    return settle()


@pytest.fixture
def sofia(client: CheckingClient, cast: dict[str, User]) -> CheckingClient:
    """The coordinator's browser."""
    sign_in(client, cast["Sofia"])
    return client


@pytest.fixture
def johan(new_client: NewClient, cast: dict[str, User]) -> CheckingClient:
    """The administrator's browser."""
    client = new_client()
    sign_in(client, cast["Johan"])
    return client
