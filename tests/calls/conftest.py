"""Monday 23 November 2026, a quarter past ten: the reminders of tomorrow's lunch have just fallen due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask

from app.accounts.models import User
from app.core import clock
from tests.calendar.plans import NOW
from tests.people import settle


@pytest.fixture(autouse=True)
def standing_clock() -> Iterator[datetime]:
    with clock.frozen(NOW + timedelta(minutes=15)) as now:
        yield now


@pytest.fixture
def cast(app: Flask) -> dict[str, User]:
    return settle()
