"""The calendar stands still: it is Monday 23 November 2026, ten in the morning."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask

from app.accounts.models import User
from app.core import clock
from tests.calendar.plans import NOW
from tests.people import settle


@pytest.fixture(autouse=True)
def standing_clock() -> Iterator[datetime]:
    with clock.frozen(NOW) as now:
        yield now


@pytest.fixture
def cast(app: Flask) -> dict[str, User]:
    return settle()


@pytest.fixture
def sofia(cast: dict[str, User]) -> User:
    """The coordinator."""
    return cast["Sofia"]
