"""Everything that the sheets of a date are made of, in a number of queries that does not grow with the guests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date as date_type

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import joinedload

from app.accounts import blocks
from app.accounts.figures import FIGURE_NAMES
from app.accounts.models import User
from app.calendar import policies as calendar_policies, rules
from app.calendar.models import KEPT, Occurrence, SignUp, SignUpState
from app.core import clock
from app.core.db import session
from app.notifications.models import Contact
from app.runsheet import policies, sharing
from app.runsheet.models import DropIn, Needs


@dataclass(frozen=True)
class Guest:
    """Somebody with a seat, and all that those who run the date may know."""

    entry: SignUp
    name: str  # the first name; with the figure where two at the date have the same
    needs: Needs | None
    phone: str | None
    visits: int  # earlier dates of the activity
    is_asked_for: bool = True  # by themselves or staff: see sharing.py

    @property
    def id(self) -> int:
        return self.entry.id

    @property
    def food(self) -> Needs | None:
        return sharing.food_of(self.entry, self.needs)

    @property
    def travel(self) -> Needs | None:
        return sharing.travel_of(self.entry, self.needs, is_asked_for=self.is_asked_for)

    def is_food_open(self, reader: User) -> bool:
        """Whether they may read it by name, and change it."""
        told = self.needs.food_at if self.needs else None
        here = sharing.is_told_here(self.entry, told, is_asked_for=self.is_asked_for)
        return reader.is_staff or told is None or here

    @property
    def heads(self) -> int:
        return self.entry.party

    @property
    def companion(self) -> str | None:
        return self.entry.companion_name if self.entry.companions else None


@dataclass(frozen=True)
class DaySheet:
    """One date with its guests, by name."""

    date: Occurrence
    guests: list[Guest]
    drop_ins: list[DropIn]
    blocked: set[blocks.Pair] = field(default_factory=set)  # ids of sign-ups

    @property
    def heads(self) -> int:
        return sum(guest.heads for guest in self.guests)


def day_sheet(date: Occurrence) -> DaySheet:
    rows = session.execute(_guests(date)).all()
    shared = Counter(entry.first_name for entry, *_rest in rows)
    guests = [
        Guest(entry, _told_apart(entry, shared), needs, entry.phone or phone, visits or 0, is_asked_for)
        for entry, needs, phone, visits, is_asked_for in rows
    ]
    return DaySheet(date, guests, drop_ins(date), _blocked(guests))


def drop_ins(date: Occurrence) -> list[DropIn]:
    mine = select(DropIn).where(DropIn.occurrence_id == date.id).order_by(DropIn.id)
    return list(session.scalars(mine.execution_options(populate_existing=True)))


@dataclass(frozen=True)
class MyDays:
    """The dates that somebody runs: today's, and those of the last week."""

    today: list[Occurrence]
    before: list[Occurrence]
    coming: list[Occurrence]


def my_days(person: User) -> MyDays:
    rows = policies.dates_run_by(person).order_by(Occurrence.starts_at, Occurrence.id)
    near = Occurrence.cancelled_at.is_(None), Occurrence.starts_at < clock.now() + KEPT
    dates = list(session.scalars(rows.where(*near)))
    day: date_type = clock.today()
    return MyDays(
        [one for one in dates if rules.local_day(one.starts_at) == day],
        [one for one in reversed(dates) if rules.local_day(one.starts_at) < day],
        [one for one in dates if rules.local_day(one.starts_at) > day],
    )


def _guests(date: Occurrence) -> Select[SignUp, Needs, str, int, bool]:
    visits = _earlier(date).subquery()
    theirs = or_(Needs.person_id == SignUp.person_id, Needs.sign_up_id == SignUp.id)
    same = or_(
        visits.c.person_id == SignUp.person_id,
        and_(visits.c.guest_name == SignUp.guest_name, visits.c.guest_phone == SignUp.guest_phone),
    )
    name = func.lower(func.coalesce(User.first_name, SignUp.guest_name))
    is_asked_for = calendar_policies.is_asked_for()
    phone = case((is_asked_for, Contact.phone))
    return (
        select(SignUp, Needs, phone, visits.c.visits, is_asked_for)
        .outerjoin(SignUp.person)
        .outerjoin(Needs, theirs)
        .outerjoin(Contact, Contact.person_id == SignUp.person_id)
        .outerjoin(visits, same)
        .where(SignUp.occurrence_id == date.id, SignUp.state == SignUpState.SEAT)
        .order_by(name, SignUp.id)
        .options(joinedload(SignUp.person))
        .execution_options(populate_existing=True)
    )


def _earlier(date: Occurrence) -> Select[int | None, str | None, str | None, int]:
    """How often each has been at the activity before."""
    who = SignUp.person_id, SignUp.guest_name, SignUp.guest_phone
    return (
        select(*who, func.count(SignUp.id).label("visits"))
        .join(SignUp.occurrence)
        .where(
            Occurrence.activity_id == date.activity_id,
            Occurrence.starts_at < date.starts_at,
            Occurrence.cancelled_at.is_(None),
            SignUp.state == SignUpState.SEAT,
            _came(),
        )
        .group_by(*who)
    )


def _came() -> ColumnElement[bool]:
    """Where nobody ticked the list, the seat counts."""
    return SignUp.attended.is_not(False)


def _told_apart(entry: SignUp, shared: Counter[str]) -> str:
    """Two Annas: Anna (vitsippa) and Anna (apple). Surnames are for staff only."""
    if shared[entry.first_name] == 1 or entry.person is None:
        return entry.first_name
    return f"{entry.first_name} ({str(FIGURE_NAMES[entry.person.figure]).lower()})"


def _blocked(guests: Sequence[Guest]) -> set[blocks.Pair]:
    entries = {guest.entry.person_id: guest.id for guest in guests if guest.entry.person_id}
    return {frozenset(entries[one] for one in pair) for pair in blocks.pairs_among(entries)}
