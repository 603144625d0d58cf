"""Monday 23 November 2026, ten in the morning: tomorrow is the lunch. Marianne runs it, Sven does not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask

from app.accounts.models import User
from app.calendar.models import Occurrence
from app.calendar.team_models import Assignment
from app.core import clock
from app.core.db import commit, session
from tests.calendar.plans import NOW, lunch
from tests.people import settle


@pytest.fixture(autouse=True)
def standing_clock() -> Iterator[datetime]:
    with clock.frozen(NOW) as now:
        yield now


@pytest.fixture
def cast(app: Flask) -> dict[str, User]:
    return settle()


@pytest.fixture
def date(cast: dict[str, User]) -> Occurrence:
    """With 40 seats."""
    made = lunch(cast["Sofia"], capacity=40)
    session.add(Assignment(occurrence_id=made.id, person_id=cast["Marianne"].id))
    commit()
    return made
