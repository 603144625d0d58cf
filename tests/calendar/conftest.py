"""The calendar stands still: it is Monday 23 November 2026, ten in the morning."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import event

from app.accounts.models import User
from app.core import clock, db
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


@pytest.fixture
def count_statements(app: Flask) -> Callable[[], AbstractContextManager[list[str]]]:
    """`with count_statements() as asked:` gathers what the database is asked, without the ends of transactions."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        asked: list[str] = []

        def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
            asked.append(statement)

        event.listen(db.engine(), "before_cursor_execute", note)
        yield asked
        event.remove(db.engine(), "before_cursor_execute", note)

    return counting
