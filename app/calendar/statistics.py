"""Figures of a quarter by week and activity: visits, newcomers, no-shows. Sums only; nobody stands in them.

All views of a quarter show numbers of the same three tables, so that two views together tell no more than one. Quarters
do not overlap, and while one is under way it has no sums: two looks a week apart would tell the week between.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Row, case, func, select

from app.calendar import rules
from app.calendar.hiding import LEAST, Cell, Table, protect
from app.calendar.models import Activity, Occurrence, SignUp, SignUpState
from app.core import clock
from app.core.db import session
from app.core.formatting import monday_of

ASKED = re.compile(r"(\d{4})-([1-4])")
WEEKS = 13
CAME = SignUp.attended.is_distinct_from(False)  # ticked, or nobody has said


@dataclass(frozen=True)
class Quarter:
    """Thirteen weeks, the fourth of a long year fourteen."""

    year: int
    number: int

    @classmethod
    def asked_for(cls, text: str) -> Quarter:
        """2026-4; the one under way when that is none, or has not begun."""
        now, found = cls.of(clock.today()), ASKED.fullmatch(text)
        asked = cls(int(found[1]), int(found[2])) if found and int(found[1]) >= now.year - 20 else now
        return asked if (asked.year, asked.number) <= (now.year, now.number) else now

    @classmethod
    def of(cls, day: date) -> Quarter:
        year, week, _weekday = day.isocalendar()
        return cls(year, min((week - 1) // WEEKS + 1, 4))

    @property
    def first(self) -> date:
        return date.fromisocalendar(self.year, WEEKS * (self.number - 1) + 1, 1)

    @property
    def end(self) -> date:
        return self.after.first

    @property
    def after(self) -> Quarter:
        return Quarter(self.year + 1, 1) if self.number == 4 else Quarter(self.year, self.number + 1)

    @property
    def before(self) -> Quarter:
        return Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)

    @property
    def is_over(self) -> bool:
        return self.end <= clock.today()

    @property
    def weeks(self) -> list[date]:
        """The Mondays of the weeks that have ended."""
        last = min(self.end, monday_of(clock.today()))
        return [
            self.first + timedelta(weeks=number) for number in range(max((last - self.first).days // 7, 0))
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.number}"


class Figures(NamedTuple):
    """One line; None: hidden. `happened`: there was a date at all."""

    happened: bool
    visits: int | None
    newcomers: int | None
    no_shows: int | None

    @property
    def share(self) -> int | None:
        """Newcomers among a hundred visits."""
        if not self.visits or self.newcomers is None:
            return None
        return round(100 * self.newcomers / self.visits)


class Statistics:
    """The tables of a quarter, with what must be hidden hidden."""

    def __init__(self, quarter: Quarter) -> None:
        self.quarter, self.weeks = quarter, quarter.weeks
        held = _held(quarter) if self.weeks else []
        self.activities = _by_name(held)
        self._column = {activity_id: number for number, (activity_id, _title) in enumerate(self.activities)}
        new = _newcomers(quarter) if self.weeks else {}
        self.visits = self._protected({row.id: row.visits for row in held}, held)
        self.newcomers = self._protected({row.id: new.get(row.id, 0) for row in held}, held, self.visits)
        self.no_shows = self._protected({row.id: row.no_shows for row in held}, held)

    def line(self, monday: date | None, activity_id: int | None) -> Figures:
        """Of a week, or of the whole quarter; of one activity, or of all."""
        row = len(self.weeks) if monday is None else self.weeks.index(monday)
        column = len(self._column) if activity_id is None else self._column[activity_id]
        tables = (self.visits, self.newcomers, self.no_shows)
        return Figures((row, column) in self.visits.value, *(one.shown(row, column) for one in tables))

    def _protected(self, numbers: dict[int, int], held: Sequence[Row[Any]], of: Table | None = None) -> Table:
        counts: list[list[int | None]] = [[None] * len(self._column) for _week in self.weeks]
        for one in held:
            row, column = self._place(one)
            counts[row][column] = (counts[row][column] or 0) + numbers[one.id]
        table = Table(counts, len(self._column))
        return protect(table, also=_few_others(table, of), without_last_row=not self.quarter.is_over)

    def _place(self, one: Row[Any]) -> Cell:
        week = (rules.local_day(one.starts_at) - self.quarter.first).days // 7
        return week, self._column[one.activity_id]


def _few_others(part: Table, whole: Table | None) -> list[Cell]:
    """Where the rest, whole less part, would be a small number that the two tell together."""
    if whole is None:
        return []
    return [cell for cell, number in part.value.items() if whole.value[cell] - number < LEAST]


def _by_name(held: Sequence[Row[Any]]) -> list[tuple[int, str]]:
    names = {row.activity_id: row.title for row in held}
    return sorted(names.items(), key=lambda one: (one[1].lower(), one[0]))


def _span(quarter: Quarter) -> tuple[datetime, datetime]:
    """Of the weeks that have ended."""
    end = quarter.first + timedelta(weeks=len(quarter.weeks))
    return rules.moment(quarter.first, time.min), rules.moment(end, time.min)


def _held(quarter: Quarter) -> Sequence[Row[Any]]:
    """Each date with its sums: the database counts."""
    start, end = _span(quarter)
    seat, party = SignUp.state == SignUpState.SEAT, 1 + SignUp.companions
    counted = (
        select(Occurrence.id, Occurrence.activity_id, Occurrence.starts_at, Activity.title)
        .add_columns(
            func.coalesce(func.sum(case((seat & CAME, party), else_=0)), 0).label("visits"),
            func.coalesce(func.sum(case((seat & ~CAME, party), else_=0)), 0).label("no_shows"),
        )
        .join(Occurrence.activity)
        .outerjoin(SignUp, SignUp.occurrence_id == Occurrence.id)
        .where(Occurrence.starts_at >= start, Occurrence.starts_at < end, Occurrence.cancelled_at.is_(None))
        .group_by(Occurrence.id, Activity.title)
    )
    return session.execute(counted).all()


def _newcomers(quarter: Quarter) -> dict[int, int]:
    """By date: for how many it was the first that they came to."""
    start, end = _span(quarter)
    who = (SignUp.person_id, SignUp.guest_phone, SignUp.guest_name)
    turn = func.row_number().over(partition_by=who, order_by=(Occurrence.starts_at, SignUp.id))
    visits = (
        select(Occurrence.id.label("id"), Occurrence.starts_at.label("starts_at"), turn.label("turn"))
        .join(SignUp, SignUp.occurrence_id == Occurrence.id)
        .where(SignUp.state == SignUpState.SEAT, CAME)
        .where(Occurrence.starts_at < end, Occurrence.cancelled_at.is_(None))
        .subquery()
    )
    first = select(visits.c.id, func.count()).where(visits.c.turn == 1, visits.c.starts_at >= start)
    return {row[0]: row[1] for row in session.execute(first.group_by(visits.c.id))}
