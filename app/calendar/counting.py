"""How many seats are free, and for whom: the newcomers' share, and taking and giving back under the date's lock.

The share is a part of the seats, rounded up. Until two days before the start it is open only to newcomers: those who, when
they asked, had no seat at an earlier date of the activity. Standing seats never reach into it, not even afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, ColumnExpressionArgument, and_, exists, func, or_, select, update
from sqlalchemy.orm import aliased

from app.accounts.models import User
from app.calendar.models import HELD, Activity, Occurrence, SignUp
from app.core import clock
from app.core.db import session

RELEASED = timedelta(hours=48)  # so long before the start the share is open to all
PARTY: ColumnElement[int] = SignUp.companions + 1
NO_LIMIT = 1_000_000


@dataclass
class Room:
    """Free seats of one date: all of them, and of these the ones that only a newcomer may have now."""

    free: int
    share_left: int

    def for_one(self, *, is_newcomer: bool) -> int:
        return self.free if is_newcomer else max(self.free - self.share_left, 0)

    def take(self, seats: int, *, is_newcomer: bool) -> None:
        self.free -= seats
        if is_newcomer:
            self.share_left = max(self.share_left - seats, 0)


def share_of(capacity: int | None, percent: int) -> int:
    """How many seats the newcomers' share is."""
    return 0 if capacity is None else -(-capacity * percent // 100)


def released_at(date: Occurrence) -> datetime:
    """From when on the share is open to all."""
    return date.starts_at - RELEASED


def share_now(date: Occurrence, percent: int) -> int:
    """The share as it stands now: nothing once it is open to all."""
    return 0 if clock.now() >= released_at(date) else share_of(date.capacity, percent)


def room_of(date: Occurrence) -> Room:
    """For deciding a write, under the date's lock."""
    if date.capacity is None:
        return Room(NO_LIMIT, 0)
    share = share_now(date, percent_of(date))
    newcomers = held(date, SignUp.is_newcomer) if share else 0
    return Room(max(date.capacity - date.taken, 0), max(share - newcomers, 0))


def standing_left(date: Occurrence) -> int:
    """How many more of the seats may be standing ones, whether they are free or not."""
    if date.capacity is None:
        return NO_LIMIT
    most = date.capacity - share_of(date.capacity, percent_of(date))
    return most - held(date, SignUp.is_standing)


def may_count_among_others(date: Occurrence, seats: int) -> bool:
    """Whether seats that newcomers hold may be counted as those of others, without reaching into the share."""
    if date.capacity is None:
        return True
    others = held(date, ~SignUp.is_newcomer)
    return others + seats <= date.capacity - share_now(date, percent_of(date))


def percent_of(date: Occurrence) -> int:
    return session.scalar(select(Activity.newcomer_percent).where(Activity.id == date.activity_id)) or 0


def held(date: Occurrence, condition: ColumnExpressionArgument[bool]) -> int:
    """Seats taken for those of whom the condition is true."""
    total = select(func.sum(PARTY)).where(SignUp.occurrence_id == date.id, SignUp.state.in_(HELD), condition)
    return session.scalar(total) or 0


def had_seat_before(date: Occurrence, who: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a sign-up of `who` (a condition on the class that is given) held a seat at an earlier date."""
    earlier = aliased(Occurrence)
    return exists(
        select(SignUp.id)
        .join(earlier, SignUp.occurrence_id == earlier.id)
        .where(
            earlier.activity_id == date.activity_id,
            earlier.starts_at < date.starts_at,
            SignUp.state.in_(HELD),
            who,
        )
        .correlate(None)
    )


def is_newcomer(person: User, date: Occurrence) -> bool:
    return not session.scalar(select(had_seat_before(date, SignUp.person_id == person.id)))


def is_new_guest(phone: str, name: str, date: Occurrence) -> bool:
    same = and_(SignUp.guest_phone == phone, SignUp.guest_name == name)
    return not session.scalar(select(had_seat_before(date, same)))


def claim(date: Occurrence, seats: int) -> bool:
    """Take seats if there are so many. The condition stands in the UPDATE."""
    room = or_(Occurrence.capacity.is_(None), Occurrence.taken + seats <= Occurrence.capacity)
    return _change_taken(date, room, by=seats)


def give_back(date: Occurrence, seats: int) -> None:
    _change_taken(date, Occurrence.taken >= seats, by=-seats)


def _change_taken(date: Occurrence, condition: ColumnElement[bool], *, by: int) -> bool:
    statement = update(Occurrence).where(Occurrence.id == date.id, condition)
    statement = statement.values(taken=Occurrence.taken + by)
    done = session.execute(statement.execution_options(synchronize_session=False))
    session.refresh(date, ["taken"])
    return bool(done.rowcount == 1)  # type: ignore[attr-defined]
