"""The week's programme: what is on, when and where, for everybody who comes by. No seats, no reasons, no people.

Nothing in it depends on the hour or on the day of the week, so that it is true for as long as it is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import and_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from app.calendar import rules
from app.calendar.models import Activity, Occurrence
from app.core import clock
from app.core.db import session
from app.core.formatting import capital, clock_time, monday_of, plain_day, time_in_words

DAYS = 7


@dataclass
class Day:
    day: date
    dates: list[Occurrence] = field(default_factory=list)
    moved: list[Occurrence] = field(default_factory=list)  # lay here first, and are held on another day

    @property
    def words(self) -> str:
        return capital(plain_day(self.day))


@dataclass(frozen=True)
class Programme:
    """Monday to Sunday; only days with something to tell."""

    first: date
    days: list[Day]

    @property
    def heading(self) -> str:
        """Vecka 48, måndag 23 november till söndag 29 november"""
        last = self.first + timedelta(days=DAYS - 1)
        return _(
            "Vecka %(n)s, %(a)s till %(b)s",
            n=self.first.isocalendar().week,
            a=plain_day(self.first),
            b=plain_day(last),
        )

    @property
    def has_free_days(self) -> bool:
        return len(self.days) < DAYS


def this_week() -> Programme:
    first = monday_of(clock.today())
    days = [Day(first + timedelta(days=number)) for number in range(DAYS)]
    for one in _dates(Occurrence.starts_at, first):
        days[(rules.local_day(one.starts_at) - first).days].dates.append(one)
    for one in _dates(Occurrence.moved_from, first):
        if one.moved_from and not one.is_cancelled and _changed_day(one):
            days[(rules.local_day(one.moved_from) - first).days].moved.append(one)
    return Programme(first, [day for day in days if day.dates or day.moved])


def span(one: Occurrence) -> str:
    """Klockan 11.30 till 13.00"""
    return _("Klockan %(a)s till %(b)s", a=clock_time(one.starts_at), b=clock_time(one.ends_at))


def note(one: Occurrence) -> str:
    """That it is cancelled, or where it was before. Why is for those who have signed up."""
    if one.is_cancelled:
        return _("Inställt")
    if one.moved_from is None:
        return ""
    before = plain_day(rules.local_day(one.moved_from))
    return _("Ny tid. Förut %(day)s, %(time)s.", day=before, time=time_in_words(one.moved_from))


def _dates(moment: InstrumentedAttribute[Any], first: date) -> list[Occurrence]:
    """Those whose moment is in the week. The cancelled dates of an ended series are nobody's news."""
    start, end = _midnight(first), _midnight(first + timedelta(days=DAYS))
    ended = and_(Activity.ended_at.is_not(None), Occurrence.cancelled_at.is_not(None))
    found = select(Occurrence).join(Occurrence.activity).options(joinedload(Occurrence.activity))
    found = found.where(Activity.in_programme, ~ended, moment >= start, moment < end)
    return list(session.scalars(found.order_by(moment, Occurrence.id)))


def _changed_day(one: Occurrence) -> bool:
    return one.moved_from is not None and rules.local_day(one.moved_from) != rules.local_day(one.starts_at)


def _midnight(day: date) -> datetime:
    return rules.moment(day, time.min)
