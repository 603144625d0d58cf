"""What coordinators see: every activity with its next date, and the dates of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as date_type

from flask_babel import gettext as _, ngettext
from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.calendar import red_days, rules
from app.calendar.edit import Change
from app.calendar.models import Activity, Occurrence, SignUp, SignUpState
from app.calendar.news import moment_in_words
from app.core import clock, formatting
from app.core.db import session


@dataclass(frozen=True)
class ActivityRow:
    activity: Activity
    next: Occurrence | None
    waiting: int


@dataclass(frozen=True)
class DateRow:
    date: Occurrence
    waiting: int

    @property
    def needs_attention(self) -> bool:
        return self.waiting > 0 or self.date.is_cancelled

    @property
    def state(self) -> str:
        return state_of(self.date, self.waiting)


def activities() -> list[ActivityRow]:
    """Those with a date to come first, in the order of that date; then the rest by name."""
    first: dict[int, Occurrence] = {}
    for date in session.scalars(_coming().where(Occurrence.cancelled_at.is_(None))):
        first.setdefault(date.activity_id, date)
    queues = waiting_counts([date.id for date in first.values()])
    everything = session.scalars(select(Activity).order_by(func.lower(Activity.title), Activity.id)).all()
    rows = [
        ActivityRow(a, first.get(a.id), queues.get(first[a.id].id, 0) if a.id in first else 0)
        for a in everything
    ]
    return sorted(
        rows, key=lambda row: (row.next is None, row.next.starts_at if row.next else row.activity.created_at)
    )


def dates(activity: Activity) -> list[DateRow]:
    rows = coming(activity)
    queues = waiting_counts([date.id for date in rows])
    return [DateRow(date, queues.get(date.id, 0)) for date in rows]


def coming(activity: Activity) -> list[Occurrence]:
    """The dates that have not begun."""
    return list(session.scalars(_coming().where(Occurrence.activity_id == activity.id)))


def waiting_counts(ids: list[int]) -> dict[int, int]:
    counted = select(SignUp.occurrence_id, func.count(SignUp.id)).where(
        SignUp.occurrence_id.in_(ids), SignUp.state == SignUpState.WAITING
    )
    return {row[0]: row[1] for row in session.execute(counted.group_by(SignUp.occurrence_id))}


def state_of(date: Occurrence, waiting: int) -> str:
    """One word or two for the table."""
    if date.is_cancelled:
        return _("Inställt")
    if waiting:
        return ngettext("%(num)s på kö", "%(num)s på kö", waiting)
    if date.free == 0:
        return _("Fullt")
    return _("Ändrad dag") if date.is_changed else _("Klart")


def persons(*, not_on: Occurrence | None = None) -> list[User]:
    """Everybody by name; with `not_on` without those who are on that date's list already."""
    found = select(User).where(User.deactivated_at.is_(None), ~User.is_house)
    if not_on:
        listed = SignUp.occurrence_id == not_on.id, SignUp.state != SignUpState.LEFT
        known = select(SignUp.person_id).where(*listed, SignUp.person_id.is_not(None))
        found = found.where(User.id.not_in(known))
    return list(
        session.scalars(found.order_by(func.lower(User.first_name), func.lower(User.last_name), User.id))
    )


def day_in_words(day: date_type) -> str:
    """Onsdag 6 januari, trettondedag jul."""
    holiday = red_days.name_of(day)
    words = formatting.capital(formatting.day_in_words(day))
    return f"{words}, {holiday}" if holiday else words


def in_words(change: Change, details: rules.Details) -> dict[str, list[str]]:
    """What an edit does to each date, by its new time, for the page that asks whether it is right."""

    def new(date: Occurrence, day: date_type) -> str:
        at = formatting.when_in_words(rules.moment(day, details.starts_at, details.zone))
        return f"{formatting.capital(at)}. {signed_up(date)}"

    def old(date: Occurrence) -> str:
        return f"{formatting.capital(formatting.when_in_words(date.starts_at))}. {signed_up(date)}"

    def move(date: Occurrence, day: date_type) -> str:
        before = formatting.capital(formatting.plain_day(date.planned_on))
        after = moment_in_words(rules.moment(day, details.starts_at, details.zone))
        return _("%(before)s blir %(after)s", before=before, after=after) + f". {signed_up(date)}"

    return {
        "moved": [move(date, day) for date, day in change.moved.values()],
        "cancelled": [old(date) for date in change.cancelled],
        "removed": [old(date) for date in change.removed],
        "added": [day_in_words(day) for day in change.added],
        "kept": [new(date, date.planned_on) for date in change.kept],
        "revived": [new(date, date.planned_on) for date in change.revived],
        "untouched": [old(date) for date in change.untouched],
    }


def signed_up(date: Occurrence) -> str:
    """6 är anmälda."""
    if not date.taken:
        return _("Ingen är anmäld.")
    return ngettext("%(num)s är anmäld.", "%(num)s är anmälda.", date.taken)


def what_ends(activity: Activity) -> str:
    """How many dates and people it concerns that the activity ends."""
    coming = select(Occurrence.id).where(
        Occurrence.activity_id == activity.id, Occurrence.starts_at > clock.now(), Occurrence.cancelled_at.is_(None)
    )  # fmt: skip
    days = len(session.scalars(coming).all())
    listed = SignUp.occurrence_id.in_(coming), SignUp.state != SignUpState.LEFT
    known, guests = func.count(SignUp.person_id.distinct()), func.count(SignUp.guest_phone.distinct())
    people = session.scalar(select(known + guests).where(*listed)) or 0
    number = ngettext("%(num)s dag ställs in.", "%(num)s dagar ställs in.", days)
    concerned = ngettext(
        "%(num)s människa är anmäld eller står på kö.",
        "%(num)s människor är anmälda eller står på kö.",
        people,
    )
    nobody = _("Ingen är anmäld.")
    return f"{number} {concerned if people else nobody}"


def _coming() -> Select[Occurrence]:
    coming = (
        select(Occurrence).options(joinedload(Occurrence.activity)).where(Occurrence.starts_at > clock.now())
    )
    return coming.order_by(Occurrence.starts_at, Occurrence.id)
