"""An application with both gateways, which are servers of their own on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask

from app.accounts.models import User
from app.core import clock
from app.notifications.models import Channel
from tests.notifications.gateways import HttpServer, MailServer, http_server, mail_server
from tests.notifications.telling import reached_by
from tests.people import settle
from tests.support.environ import environment, free_port

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)  # a Monday, twelve o'clock in Stockholm


@pytest.fixture
def sms() -> Iterator[HttpServer]:
    with http_server() as server:
        yield server


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def environ(database_url: str, sms: HttpServer, mail: MailServer) -> dict[str, str]:
    return environment(database_url=database_url, port=free_port()) | sms.environ() | mail.environ()


@pytest.fixture
def noon() -> Iterator[datetime]:
    with clock.frozen(NOON) as now:
        yield now


@pytest.fixture
def anna(app: Flask) -> User:
    """By SMS."""
    person = settle("Anna", "Bengt", "Sofia")["Anna"]
    reached_by(person, Channel.SMS)
    return person
