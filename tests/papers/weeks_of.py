"""Weeks with something in them, for tests of paper."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from flask_babel import force_locale

from app.accounts.models import User
from app.calendar.models import Occurrence
from app.calendar.programme import week_of
from app.core import clock, printing
from app.papers import weeks
from app.papers.programme_sheet import TEMPLATE, programme_sheet
from tests.calendar.plans import NOW, TUESDAY, lunch

WEEK = "2026-W48"
ORIGIN = "https://samvaro.kommunen.example"


def sheet(lang: str = "sv", week: str = WEEK) -> bytes:
    """The programme as it is printed."""
    monday = weeks.monday_named(week)
    with force_locale(lang):
        data = programme_sheet(week_of(monday), address=ORIGIN + weeks.path_of(monday))
    return printing.make_pdf(TEMPLATE, data)


def on(actor: User, weekday: int, hour: int, title: str, **changes: Any) -> Occurrence:
    """Something on a day of week 48, 0 for Monday."""
    day = TUESDAY + timedelta(days=weekday - 1)
    with clock.frozen(NOW - timedelta(days=7)):  # planned before it began
        return lunch(actor, title=title, starts_on=day, starts_at=time(hour), **changes)


def full_week(actor: User) -> None:
    """What a week usually holds."""
    for weekday, hour, title in (
        (0, 10, "Kaffebordet"), (0, 14, "Bokcirkeln"), (1, 11, "Sopplunch"), (2, 10, "Sittgympa med musik"),
        (2, 13, "Minnen från skolan"), (3, 15, "Frågesport om fåglar"), (4, 10, "Fredagskaffe"),
        (4, 13, "Promenad runt sjön"),
    ):  # fmt: skip
        on(actor, weekday, hour, title)
