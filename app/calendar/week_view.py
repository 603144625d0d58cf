"""A week for coordinators in one view: series, places, hosts, seats, and in words what is missing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date as date_type, datetime, time, timedelta

from flask_babel import gettext as _, ngettext
from sqlalchemy import and_, select
from sqlalchemy.orm import joinedload

from app.calendar import overview, rules, team
from app.calendar.models import LONGEST, Activity, Occurrence
from app.calendar.news import moment_in_words
from app.calendar.team_models import Assignment, Task
from app.core import clock
from app.core.db import session
from app.core.formatting import capital, monday_of, plain_day

ASKED = re.compile(r"(\d{4})-W(\d{2})")
BACK, AHEAD = timedelta(days=10 * 366), timedelta(days=3 * 366)


@dataclass(frozen=True)
class Gap:
    """Something that is missing or in the way. `pressing`: somebody should see to it."""

    words: str
    pressing: bool = True


@dataclass
class Row:
    date: Occurrence
    runners: list[Assignment]
    waiting: int
    gaps: list[Gap] = field(default_factory=list)

    @property
    def is_pressing(self) -> bool:
        return any(gap.pressing for gap in self.gaps)

    @property
    def hosts(self) -> list[Assignment]:
        return [row for row in self.runners if row.task is Task.HOST]

    @property
    def is_settled(self) -> bool:
        """Nothing can be missing any more."""
        return self.date.is_cancelled or self.date.has_begun()


@dataclass(frozen=True)
class ShownWeek:
    monday: date_type

    @classmethod
    def asked_for(cls, text: str) -> ShownWeek:
        """2026-W48; this week when that is no week, or lies too far away."""
        here = monday_of(clock.today())
        try:
            found = ASKED.fullmatch(text)
            monday = date_type.fromisocalendar(int(found[1]), int(found[2]), 1) if found else here
        except ValueError:
            monday = here
        return cls(monday if here - BACK <= monday <= here + AHEAD else here)

    @property
    def before(self) -> str:
        return written(self.monday - timedelta(days=7))

    @property
    def after(self) -> str:
        return written(self.monday + timedelta(days=7))

    @property
    def is_this(self) -> bool:
        return self.monday == monday_of(clock.today())

    @property
    def number(self) -> int:
        return self.monday.isocalendar().week

    @property
    def days(self) -> str:
        last = self.monday + timedelta(days=6)
        return capital(_("%(a)s till %(b)s", a=plain_day(self.monday), b=plain_day(last)))


def written(day: date_type) -> str:
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02}"


def rows_of(week: ShownWeek) -> list[Row]:
    """Three questions, however many dates there are."""
    start = rules.moment(week.monday, time.min)
    end = rules.moment(week.monday + timedelta(days=7), time.min)
    dates = _dates(
        start - timedelta(minutes=LONGEST), end
    )  # one that began on Sunday may still be in the way
    ids = [date.id for date in dates]
    teams, queues = team.of_dates(ids), overview.waiting_counts(ids)
    rows = [Row(date, teams.get(date.id, []), queues.get(date.id, 0)) for date in dates]
    _find_gaps(rows)
    return [row for row in rows if row.date.starts_at >= start]


def _dates(start: datetime, end: datetime) -> Sequence[Occurrence]:
    """Dates of an ended series that were cancelled with it are left out."""
    ended = and_(Activity.ended_at.is_not(None), Occurrence.cancelled_at.is_not(None))
    found = select(Occurrence).join(Occurrence.activity).options(joinedload(Occurrence.activity))
    found = found.where(Occurrence.starts_at >= start, Occurrence.starts_at < end, ~ended)
    return session.scalars(found.order_by(Occurrence.starts_at, Occurrence.id)).all()


def _find_gaps(rows: list[Row]) -> None:
    meetings = _at_once(rows)
    for row in rows:
        if row.is_settled:
            continue
        if not row.hosts:
            row.gaps.append(Gap(_("Ingen värd")))
        row.gaps += _collisions(row, meetings[row.date.id])
        if row.waiting:
            row.gaps.append(Gap(ngettext("%(num)s på kö", "%(num)s på kö", row.waiting)))
        if row.date.free:
            left = ngettext("%(num)s plats kvar", "%(num)s platser kvar", row.date.free)
            row.gaps.append(Gap(left, pressing=False))


def _at_once(rows: list[Row]) -> dict[int, list[Row]]:
    """By date: the others that go on at the same time. In order of time, so each looks only at those just before."""
    found: dict[int, list[Row]] = defaultdict(list)
    going: list[Row] = []
    for row in (one for one in rows if not one.date.is_cancelled):
        going = [other for other in going if other.date.ends_at > row.date.starts_at]
        for other in going:
            found[row.date.id].append(other)
            found[other.date.id].append(row)
        going.append(row)
    return found


def _collisions(row: Row, others: list[Row]) -> list[Gap]:
    gaps = [
        Gap(_("Krockar med %(title)s i samma lokal", title=other.date.title))
        for other in others
        if _same_place(row.date, other.date)
    ]
    busy = {one.person_id for other in others for one in other.runners}
    for one in row.runners:
        if one.person_id in busy:
            name = one.person.first_name
            host = _("Värden %(name)s är på två ställen", name=name)
            gaps.append(Gap(host if one.task is Task.HOST else _("%(name)s är på två ställen", name=name)))
    return gaps


def _same_place(one: Occurrence, other: Occurrence) -> bool:
    if one.is_online or other.is_online:
        return False
    return " ".join(one.place.casefold().split()) == " ".join(other.place.casefold().split())


def when(date: Occurrence) -> str:
    """Tisdag 24 november, klockan 11.30"""
    return capital(moment_in_words(date.starts_at))


def state(row: Row) -> str:
    """What there is to say when nothing is missing."""
    if row.date.is_cancelled:
        return _("Inställt")
    if row.date.has_begun():
        return _("Har varit") if row.date.has_ended() else _("Pågår nu")
    return "" if row.gaps else _("Klart")
