"""The week's programme: what is on, when and where, for everybody who comes by. No seats, no reasons, no people.

Nothing in it depends on the hour or on the day of the week, so that it is true for as long as it is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import and_, select
from sqlalchemy.orm import InstrumentedAttribute

from app.calendar import rules
from app.calendar.models import Activity, Occurrence
from app.calendar.places import where
from app.core import clock
from app.core.db import session
from app.core.formatting import capital, clock_time, monday_of, plain_day, time_in_words

DAYS = 7


@dataclass(frozen=True)
class Entry:
    """A date as everybody may know it."""

    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    moved_from: datetime | None
    is_cancelled: bool

    @classmethod
    def of(cls, one: Occurrence) -> Entry:
        return cls(one.title, where(one), one.starts_at, one.ends_at, one.moved_from, one.is_cancelled)

    @property
    def day(self) -> date:
        return rules.local_day(self.starts_at)

    @property
    def day_before(self) -> date | None:
        """Where it lay first, when it is held on another day."""
        before = rules.local_day(self.moved_from) if self.moved_from else None
        return None if before == self.day or self.is_cancelled else before

    @property
    def span(self) -> str:
        """Klockan 11.30 till 13.00"""
        return _("Klockan %(a)s till %(b)s", a=clock_time(self.starts_at), b=clock_time(self.ends_at))

    @property
    def news(self) -> str:
        """That it is cancelled, or when it was to be before. Why is for those who have signed up."""
        if self.is_cancelled:
            return _("Inställt")
        if self.moved_from is None:
            return ""
        before = plain_day(rules.local_day(self.moved_from))
        return _("Ny tid. Förut %(day)s, %(time)s.", day=before, time=time_in_words(self.moved_from))

    @property
    def moved_away(self) -> str:
        """On the day where it was."""
        at = time_in_words(self.starts_at)
        return _(
            "%(title)s är flyttad till %(day)s, %(time)s.", title=self.title, day=plain_day(self.day), time=at
        )


@dataclass(frozen=True)
class Day:
    day: date
    entries: tuple[Entry, ...]
    moved: tuple[Entry, ...]

    @property
    def words(self) -> str:
        return capital(plain_day(self.day))


@dataclass(frozen=True)
class Programme:
    """Monday to Sunday; only days with something to tell. Two that are equal look alike."""

    first: date
    days: tuple[Day, ...]
    year: int  # in which it is read: days of another one are written with theirs

    @property
    def heading(self) -> str:
        """Vecka 48, måndag 23 november till söndag 29 november"""
        last = self.first + timedelta(days=DAYS - 1)
        number = self.first.isocalendar().week
        return _("Vecka %(n)s, %(a)s till %(b)s", n=number, a=plain_day(self.first), b=plain_day(last))

    @property
    def has_free_days(self) -> bool:
        return sum(bool(day.entries) for day in self.days) < DAYS


def this_week() -> Programme:
    return week_of(monday_of(clock.today()))


def week_of(first: date) -> Programme:
    """The week that begins with this Monday."""
    here, left = _entries(Occurrence.starts_at, first), _entries(Occurrence.moved_from, first)
    days = [
        Day(
            day,
            tuple(one for one in here if one.day == day),
            tuple(one for one in left if one.day_before == day),
        )
        for day in (first + timedelta(days=number) for number in range(DAYS))
    ]
    return Programme(first, tuple(day for day in days if day.entries or day.moved), clock.today().year)


def _entries(moment: InstrumentedAttribute[Any], first: date) -> list[Entry]:
    """Those whose moment is in the week. The cancelled dates of an ended series are nobody's news."""
    start, end = _midnight(first), _midnight(first + timedelta(days=DAYS))
    ended = and_(Activity.ended_at.is_not(None), Occurrence.cancelled_at.is_not(None))
    found = select(Occurrence).join(Occurrence.activity)
    found = found.where(Activity.in_programme, ~ended, moment >= start, moment < end)
    return [Entry.of(one) for one in session.scalars(found.order_by(moment, Occurrence.id))]


def _midnight(day: date) -> datetime:
    return rules.moment(day, time.min)
