"""Reading the calendar: a date together with how the reader stands to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ColumnExpressionArgument,
    Row,
    Select,
    and_,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.orm import aliased, joinedload

from app.accounts.models import User
from app.calendar import rules
from app.calendar.counting import share_now
from app.calendar.models import HELD, Activity, Occurrence, SignUp, SignUpState
from app.core import clock
from app.core.db import session

_NAME = func.lower(func.coalesce(User.first_name, SignUp.guest_name))


@dataclass(frozen=True)
class Line:
    """One date as one reader sees it."""

    occurrence: Occurrence
    mine: SignUp | None = None
    place: int | None = None  # in the waiting list, from 1
    been_before: bool = False  # the reader has had a seat at an earlier date of the activity
    newcomers: int = 0  # seats that newcomers hold
    queue: int = 0  # how many wait
    new_in_queue: int = 0

    @property
    def day(self) -> date:
        return rules.local_day(self.occurrence.starts_at)

    @property
    def room(self) -> int | None:
        """Seats that the reader would get at once; None when there is no limit."""
        date = self.occurrence
        if date.free is None:
            return None
        share = max(share_now(date, date.activity.newcomer_percent) - self.newcomers, 0)
        if self.been_before:
            return 0 if self.queue else max(date.free - share, 0)
        if self.new_in_queue:
            return 0
        return min(date.free, share) if self.queue else date.free

    @property
    def share(self) -> int:
        """Seats kept for newcomers now."""
        return share_now(self.occurrence, self.occurrence.activity.newcomer_percent)

    @property
    def is_kept_for_newcomers(self) -> bool:
        """Seats are free, but the reader has been there before and these are kept for newcomers."""
        return bool(self.share and self.occurrence.free and self.room == 0 and self.been_before)

    @property
    def waits_for_two(self) -> bool:
        """First in line with a companion, and one seat is free."""
        companions = self.mine.companions if self.mine else 0
        return bool(self.place == 1 and companions and self.occurrence.free == 1)

    @property
    def is_offered(self) -> bool:
        return self.mine is not None and self.mine.is_offered

    @property
    def is_seated(self) -> bool:
        return self.mine is not None and self.mine.is_seated

    @property
    def is_waiting(self) -> bool:
        return self.mine is not None and self.mine.is_waiting


def between(person: User, first: date, days: int = 7) -> list[Line]:
    """What stands in the calendar on these days. Dates of an ended series are left out, but not for its guests."""
    start, end = _midnight(first), _midnight(first + timedelta(days=days))
    ended = and_(Activity.ended_at.is_not(None), Occurrence.cancelled_at.is_not(None))
    shown = or_(~ended, SignUp.id.is_not(None))
    return _lines(person, Occurrence.starts_at >= start, Occurrence.starts_at < end, shown)


def moved_away(person: User, first: date, days: int = 7) -> list[Occurrence]:
    """Dates that first lay on these days and are held on another day now, by the time they had."""
    start, end = _midnight(first), _midnight(first + timedelta(days=days))
    lay_here = Occurrence.moved_from >= start, Occurrence.moved_from < end
    found = select(Occurrence).where(*lay_here, Occurrence.cancelled_at.is_(None))
    found = found.where(true() if person.is_active else false()).order_by(
        Occurrence.moved_from, Occurrence.id
    )
    return [
        one for one in session.scalars(found)
        if one.moved_from and rules.local_day(one.moved_from) != rules.local_day(one.starts_at)
    ]  # fmt: skip


def mine(person: User) -> list[Line]:
    """The dates to come that the person has a seat for or waits for."""
    return _lines(person, Occurrence.ends_at > clock.now(), SignUp.id.is_not(None))


def line_for(person: User, occurrence: Occurrence) -> Line:
    return _lines(person, Occurrence.id == occurrence.id)[0]


def next_for(person: User) -> Occurrence | None:
    """The next date that the person has a seat for."""
    return session.scalar(
        _coming()
        .join(SignUp, SignUp.occurrence_id == Occurrence.id)
        .where(SignUp.person_id == person.id, SignUp.state == SignUpState.SEAT)
        .limit(1)
    )


def next_on(person: User) -> Occurrence | None:
    """The next date that is on, whoever comes."""
    return session.scalar(_coming().where(true() if person.is_active else false()).limit(1))


def roll(occurrence: Occurrence) -> list[SignUp]:
    """Those with a seat, by first name. For hosts and staff only."""
    return _entries(occurrence, SignUpState.SEAT, _NAME, SignUp.id)


def waiting(occurrence: Occurrence) -> list[SignUp]:
    """The waiting list in its order. For hosts and staff only."""
    return _entries(occurrence, SignUpState.WAITING, SignUp.queued_at, SignUp.id)


def offered(occurrence: Occurrence) -> list[SignUp]:
    """Those who are asked whether they want a seat. For those who run the date and staff only."""
    return _entries(occurrence, SignUpState.OFFERED, SignUp.queued_at, SignUp.id)


def _entries(occurrence: Occurrence, state: SignUpState, *order: object) -> list[SignUp]:
    entries = select(SignUp).outerjoin(SignUp.person).options(joinedload(SignUp.person))
    entries = entries.where(SignUp.occurrence_id == occurrence.id, SignUp.state == state)
    return list(session.scalars(entries.order_by(*order)))  # type: ignore[arg-type]


def _coming() -> Select[Occurrence]:
    coming = select(Occurrence).options(joinedload(Occurrence.activity))
    coming = coming.where(Occurrence.ends_at > clock.now(), Occurrence.cancelled_at.is_(None))
    return coming.order_by(Occurrence.starts_at, Occurrence.id)


def _lines(person: User, *conditions: ColumnElement[bool], limit: int | None = None) -> list[Line]:
    own = and_(
        SignUp.occurrence_id == Occurrence.id, SignUp.person_id == person.id, SignUp.state != SignUpState.LEFT
    )
    statement = (
        select(Occurrence, SignUp, _place(), *_facts(person))
        .join(Occurrence.activity)
        .outerjoin(SignUp, own)
        .where(*conditions)
        .order_by(Occurrence.starts_at, Occurrence.id)
        .limit(limit)
        .options(joinedload(Occurrence.activity))
        .execution_options(populate_existing=True)
    )
    rows: Sequence[Row[Occurrence, SignUp, int, bool, int, int, int]] = session.execute(statement).all()
    return [Line(row[0], row[1], row[2] if _waits(row[1]) else None, *row[3:]) for row in rows]


def _facts(person: User) -> tuple[ColumnElement[Any], ...]:
    """been_before, newcomers, queue and new_in_queue of Line, within the one statement."""
    other, earlier = aliased(SignUp), aliased(Occurrence)
    here = other.occurrence_id == Occurrence.id
    waits = here, other.state == SignUpState.WAITING
    been = exists(
        select(other.id)
        .join(earlier, other.occurrence_id == earlier.id)
        .where(earlier.activity_id == Occurrence.activity_id, earlier.starts_at < Occurrence.starts_at)
        .where(other.person_id == person.id, other.state.in_(HELD))
        .correlate(Occurrence)
    )

    def number(what: ColumnElement[int], *conditions: ColumnExpressionArgument[bool]) -> ColumnElement[int]:
        counted = select(func.coalesce(func.sum(what), 0)).where(*conditions)
        return counted.correlate(Occurrence).scalar_subquery()

    newcomers = number(other.companions + 1, here, other.state.in_(HELD), other.is_newcomer)
    one = literal(1)
    return been, newcomers, number(one, *waits), number(one, *waits, other.is_newcomer)


def _waits(entry: SignUp | None) -> bool:  # the outer join gives None
    return entry is not None and entry.is_waiting


def _place() -> ColumnElement[int]:
    """How many stand in the queue up to and with this entry."""
    ahead = aliased(SignUp)
    return (
        select(func.count(ahead.id))
        .where(
            ahead.occurrence_id == SignUp.occurrence_id,
            ahead.state == SignUpState.WAITING,
            tuple_(ahead.queued_at, ahead.id) <= tuple_(SignUp.queued_at, SignUp.id),
        )
        .correlate(SignUp)
        .scalar_subquery()
    )


def _midnight(day: date) -> datetime:
    return rules.moment(day, time.min)
