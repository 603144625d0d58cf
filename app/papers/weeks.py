"""The weeks that the programme is printed for: the last, this one and the eight that come."""

from __future__ import annotations

import re
from datetime import date, timedelta

from app.core import clock
from app.core.formatting import monday_of

BACK, AHEAD = 1, 8
WEEK = timedelta(days=7)
NAME = re.compile(r"([0-9]{4})-W([0-9]{2})", re.ASCII)


class NoWeek(ValueError):
    """It is not the name of any week."""


def this_monday() -> date:
    return monday_of(clock.today())


def monday_named(text: str) -> date:
    """The Monday of 2026-W48."""
    found = NAME.fullmatch(text)
    try:
        return date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else _refuse(text)
    except ValueError:
        return _refuse(text)


def name_of(monday: date) -> str:
    year, week, _ = monday.isocalendar()
    return f"{year}-W{week:02}"


def path_of(monday: date) -> str:
    """The page of that week's programme. It stands in printed codes: it must not change."""
    return f"/program/vecka/{name_of(monday)}"


def is_offered(monday: date) -> bool:
    return _near(monday) is not None


def before(monday: date) -> str | None:
    return _near(monday - WEEK)


def after(monday: date) -> str | None:
    return _near(monday + WEEK)


def _near(monday: date) -> str | None:
    distance = (monday - this_monday()).days // 7
    return name_of(monday) if -BACK <= distance <= AHEAD else None


def _refuse(text: str) -> date:
    raise NoWeek(text)
