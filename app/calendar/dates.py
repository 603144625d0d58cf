"""One date by itself: cancelled, restored, moved, given more or fewer seats. All by staff, with an audit entry."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import gettext as _

from app.accounts.models import User
from app.calendar import filling, rules, seats, telling
from app.calendar.models import LARGEST, Activity, Occurrence
from app.core import audit, clock
from app.core.db import session
from app.core.errors import Refusal

SLIP = telling.SLIP


def cancel_occurrence(occurrence: Occurrence, *, reason: str, actor: User) -> None:
    """Those signed up keep their rows, and read the reason; restore() brings all back."""
    if occurrence.is_cancelled:
        return
    audit.record("occurrence.cancelled", person=None, actor=actor, occurrence=occurrence.id)
    date = hold_coming(occurrence)
    if not date.is_cancelled:
        date.cancelled_at, date.cancelled_by_id, date.reason = clock.now(), actor.id, reason
        date.is_changed = True
        session.flush()
        telling.tell(telling.CANCELLED, [date], at=date.cancelled_at)


def restore(occurrence: Occurrence, *, actor: User) -> None:
    """Takes a cancellation back; the seats are as they were."""
    if not occurrence.is_cancelled:
        return
    audit.record("occurrence.restored", person=None, actor=actor, occurrence=occurrence.id)
    date = hold_coming(occurrence)
    if date.cancelled_at is None:
        return
    date.restored_at = clock.now() if clock.now() - date.cancelled_at > SLIP else None
    date.cancelled_at = date.cancelled_by_id = date.reason = None
    date.is_changed = differs(date)
    session.flush()
    filling.renew_offers(date, clock.now())
    seats.fill_seats(date)
    if date.restored_at:
        telling.tell(telling.RESTORED, [date], at=date.restored_at)


def move_occurrence(occurrence: Occurrence, *, start: datetime, reason: str, actor: User) -> None:
    """Another day or time for this date only; the sign-ups follow. `start` comes from checks.new_start()."""
    audit.record("occurrence.moved", person=None, actor=actor, occurrence=occurrence.id)
    date = hold_coming(occurrence)
    require_change(date)
    if start == date.starts_at:
        raise Refusal("same_time", _("Det är samma tid som förut. Välj en annan."), 422)
    _set_start(date, start)
    date.reason = reason
    date.is_changed = differs(date)
    session.flush()
    if date.moved_at:
        telling.tell(telling.MOVED, [date], at=date.moved_at)
    seats.fill_seats(date)


def move_back(occurrence: Occurrence, *, actor: User) -> None:
    """Takes the moves of a date back, to the time it first had."""
    if occurrence.moved_from is None:
        return
    if occurrence.moved_from <= clock.now():
        raise Refusal("in_the_past", _("Den gamla tiden har redan varit."))
    move_occurrence(occurrence, start=occurrence.moved_from, reason="", actor=actor)


def change_capacity(occurrence: Occurrence, *, capacity: int | None, actor: User) -> None:
    """More or fewer seats for this date only. New seats go to the waiting list; taken ones are never taken away."""
    if capacity is not None and not 1 <= capacity <= LARGEST:
        raise Refusal("capacity", _("Skriv ett tal från %(a)s till %(b)s.", a=1, b=LARGEST), 422)
    audit.record("occurrence.capacity", person=None, actor=actor, occurrence=occurrence.id, capacity=capacity)
    date = hold_coming(occurrence)
    if capacity is not None and capacity < date.taken:
        raise Refusal(
            "below_taken", _("%(n)s är redan anmälda. Så många platser måste finnas.", n=date.taken), 422
        )
    date.capacity = capacity
    date.is_changed = differs(date)
    session.flush()
    seats.fill_seats(date)


def hold_coming(occurrence: Occurrence) -> Occurrence:
    """The date, locked, if it has not begun."""
    date = seats.hold_date(occurrence)
    if date.has_begun():
        raise Refusal("has_begun", _("Det har redan börjat och går inte att ändra."))
    return date


def require_change(date: Occurrence) -> None:
    if date.is_cancelled:
        raise Refusal("cancelled", _("Det är inställt den här dagen. Ta tillbaka det först."))


def _set_start(date: Occurrence, start: datetime) -> None:
    note_move(date, start, now=clock.now())
    length = date.ends_at - date.starts_at
    date.starts_at, date.ends_at = start, start + length


def note_move(date: Occurrence, start: datetime, *, now: datetime) -> None:
    """For those signed up: what time the date first had. Of a slip that is taken back they hear nothing."""
    first = date.moved_from or date.starts_at
    was_slip = date.moved_at is not None and now - date.moved_at <= SLIP
    date.moved_from = first if first != start else None
    date.moved_at = None if first == start and was_slip else now


def differs(date: Occurrence) -> bool:
    """Whether the date still is another than its series says."""
    activity = session.get_one(Activity, date.activity_id)
    planned = rules.moment(date.planned_on, activity.starts_at, activity.zone)
    same_length = date.ends_at - date.starts_at == timedelta(minutes=activity.duration_minutes)
    same = date.starts_at == planned and date.capacity == activity.capacity and date.place == activity.place
    return date.is_online or not (same and same_length and date.title == activity.title)
