"""When a reminder comes by the clock on the wall, and what it says."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, time, timedelta

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import func, select

from app.accounts.models import User
from app.calendar import remind_times, seats
from app.calendar.remind_times import Lead
from app.core import clock
from app.core.clock import STOCKHOLM
from app.core.db import commit, session
from app.notifications.kinds import words_for
from app.notifications.models import Notification
from tests.calendar.plans import NOW, lunch
from tests.calendar.test_reminders import queued, run_at, seated, text_at, wall
from tests.people import extra


def test_in_the_receivers_language_and_within_an_sms(cast: dict[str, User], sofia: User) -> None:
    row = lunch(sofia, title="Sopplunch på Utsikten")
    seated(cast["Anna"], row)
    run_at(NOW)
    swedish = text_at(NOW)
    assert swedish is not None
    assert swedish == (
        "Påminnelse: Sopplunch på Utsikten i morgon, tisdag 24 november, klockan 11.30, Restaurang Utsikten. "
        "Kan du inte komma? Ring 08-465 004 10."
    )
    with clock.frozen(NOW), force_locale("en"):
        english = words_for(queued()[0])
    assert english is not None
    assert "tomorrow, Tuesday 24 November" in english.text
    assert "Can’t you come?" in english.text
    row.title, row.place = "M" * 80, "W" * 120
    commit()
    long = text_at(NOW)
    assert long is not None
    assert "klockan 11.30" in long
    assert "W" not in long
    assert len(long) <= 160


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("start", "morning", "day_before"),
    [
        (wall(2026, 3, 29, 11, 30), wall(2026, 3, 29, 8, 0), wall(2026, 3, 28, 10, 0)),  # clocks go forward
        (wall(2026, 10, 25, 11, 30), wall(2026, 10, 25, 8, 0), wall(2026, 10, 24, 10, 0)),  # and back
        (wall(2026, 3, 30, 9, 0), wall(2026, 3, 29, 19, 0), wall(2026, 3, 29, 10, 0)),
        (wall(2026, 10, 25, 9, 59), wall(2026, 10, 24, 19, 0), wall(2026, 10, 24, 10, 0)),
        (wall(2026, 11, 24, 10, 0), wall(2026, 11, 24, 8, 0), wall(2026, 11, 23, 10, 0)),
    ],
)
def test_by_the_clock_on_the_wall(start: datetime, morning: datetime, day_before: datetime) -> None:
    utc = start.astimezone(UTC)
    assert remind_times.due_at(Lead.MORNING, utc, "Europe/Stockholm") == morning
    assert remind_times.due_at(Lead.DAY, utc, "Europe/Stockholm") == day_before
    for lead in Lead:
        at = remind_times.due_at(lead, utc, "Europe/Stockholm").astimezone(STOCKHOLM)
        assert time(8) <= at.time() < time(21)


def test_a_run_asks_the_database_a_fixed_number_of_times(
    app: Flask,
    cast: dict[str, User],
    sofia: User,
    count_statements: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    rows = [lunch(sofia, title=f"Lunch {n}", capacity=None) for n in range(6)]
    for row in rows:
        seated(cast["Anna"], row)
    with count_statements() as few:
        run_at(NOW)
    for person in extra(20):
        for row in rows:
            with clock.frozen(NOW - timedelta(days=1)):
                seats.sign_up(person, row, actor=person)
    commit()
    with count_statements() as many:
        assert run_at(NOW) == 120
    assert len(few) == len(many) <= 3
    assert session.scalar(select(func.count(Notification.id))) == 126
