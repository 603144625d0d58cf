"""It is Monday 23 November 2026, ten in the morning, as in the tests of the calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask

from app.accounts.models import User
from app.core import clock, rates
from app.exchange import feed_routes
from tests.calendar.plans import NOW
from tests.people import settle


@pytest.fixture(autouse=True)
def standing_clock() -> Iterator[datetime]:
    with clock.frozen(NOW) as now:
        yield now


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Ids begin anew with every test's database."""
    rates._buckets.clear()
    feed_routes._kept.clear()


@pytest.fixture
def cast(app: Flask) -> dict[str, User]:
    return settle()


@pytest.fixture
def sofia(cast: dict[str, User]) -> User:
    """The coordinator."""
    return cast["Sofia"]
