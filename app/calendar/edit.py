"""Changing a series from one day on.

What the change touches: dates that have not begun, that nobody changed or cancelled by themselves and that do not
lie in a week (month, for a monthly rule) before the day from which the change holds.
- A day that the new rule also has keeps its row and its sign-ups; time, place, title and capacity follow.
- A day that the new rule lacks, with sign-ups, moves to the new day of the same week (month, for a monthly rule),
  and those signed up are told. Is there none, it is cancelled with the reason, never deleted.
- A day that the new rule lacks and nobody signed up for is taken away.
- A day that an earlier edit cancelled and the new rule has is on again, with its sign-ups.
Capacity never goes below the seats that are taken: such a date keeps as many seats as it has guests.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts.models import User
from app.calendar import checks, dates, filling, rules, seats, series, telling
from app.calendar.models import Activity, Occurrence, SignUp, SignUpState
from app.core import audit, clock
from app.core.db import begin_write, locked, session
from app.core.errors import Refusal


@dataclass
class Change:
    """What an edit does, date by date; shown before it is done."""

    kept: list[Occurrence] = field(default_factory=list)
    revived: list[Occurrence] = field(default_factory=list)
    moved: dict[int, tuple[Occurrence, date]] = field(default_factory=dict)
    cancelled: list[Occurrence] = field(default_factory=list)
    removed: list[Occurrence] = field(default_factory=list)
    untouched: list[Occurrence] = field(default_factory=list)
    added: list[date] = field(default_factory=list)
    awaited: set[int] = field(default_factory=set)  # ids of dates that somebody signed up for


def foresee(activity: Activity, details: rules.Details, coming: list[Occurrence]) -> Change:
    """What would become of `coming` (the dates that have not begun) under the new details. Changes nothing."""
    wanted = _wanted(details)
    has_row = set(session.scalars(select(Occurrence.planned_on).where(Occurrence.activity_id == activity.id)))
    free_days = [day for day in wanted if day not in has_row]
    change = Change(untouched=[d for d in coming if not _is_touched(d, activity, details, wanted)])
    ours = [d for d in coming if d not in change.untouched]
    vanishing = [d for d in ours if d.planned_on not in wanted]
    change.kept = [d for d in ours if d.planned_on in wanted and not d.is_cancelled]
    change.revived = [d for d in ours if d.is_cancelled]
    change.awaited = _with_sign_ups(ours)
    change.removed = [d for d in vanishing if d.id not in change.awaited]
    _find_room(change, [d for d in vanishing if d.id in change.awaited], free_days, activity.rrule)
    return change


def _find_room(change: Change, awaited: list[Occurrence], free_days: list[date], rule: str | None) -> None:
    """Dates with guests move to a free day nearby, or are cancelled; what is still free becomes new dates."""
    pairs = rules.pair([d.planned_on for d in awaited], free_days, rule)
    change.moved = {d.id: (d, pairs[d.planned_on]) for d in awaited if d.planned_on in pairs}
    change.cancelled = [d for d in awaited if d.planned_on not in pairs]
    change.added = [day for day in free_days if day not in pairs.values()]


def _is_touched(
    occurrence: Occurrence, activity: Activity, details: rules.Details, wanted: list[date]
) -> bool:
    if occurrence.is_changed or (occurrence.is_cancelled and occurrence.planned_on not in wanted):
        return False
    rule = activity.rrule
    return rules.period(occurrence.planned_on, rule) >= rules.period(details.starts_on, rule)


def edit_series(activity: Activity, details: rules.Details, *, reason: str | None, actor: User) -> Change:
    """Carry the change out; returns what was done."""
    begin_write()
    for _field, message in checks.problems(details, longest_back=timedelta(0)):
        raise Refusal(f"bad_{_field}", message, 422)
    audit.record("activity.edited", person=None, actor=actor, activity=activity.id)
    if (held := locked(Activity, activity.id)) is None or held.ended_at:
        raise Refusal("ended", _("Aktiviteten är avslutad."))
    _complete_until(held, details.starts_on)
    change = foresee(held, details, series.coming_dates(held))
    held.before_edit = series.details_of(held).as_text()
    for name, value in series.values_of(details).items():
        setattr(held, name, value)
    _apply(held, change, reason, actor)
    return change


def _apply(activity: Activity, change: Change, reason: str | None, actor: User) -> None:
    """One moment for all: what was done at once is told at once."""
    now = clock.now()
    for occurrence in change.removed:
        session.delete(occurrence)
    for occurrence in change.cancelled:
        occurrence.cancelled_at, occurrence.cancelled_by_id = now, actor.id
        occurrence.reason = reason
    for occurrence, day in change.moved.values():
        occurrence.planned_on = day
    for occurrence in change.revived:
        _revive(occurrence, now)
    followers = [*change.kept, *change.revived, *(occurrence for occurrence, _day in change.moved.values())]
    for occurrence in followers:
        _follow(occurrence, activity, reason, tell_at=now if occurrence.id in change.awaited else None)
    session.flush()
    for occurrence in followers:
        filling.renew_offers(occurrence, now)
        seats.fill_seats(occurrence, now=now)
    series.add_dates(activity, change.added)
    _tell(change, followers, now)


def _tell(change: Change, followers: list[Occurrence], now: datetime) -> None:
    telling.tell(telling.CANCELLED, change.cancelled, at=now)
    telling.tell(telling.MOVED, [date for date in followers if date.moved_at == now], at=now)
    telling.tell(telling.RESTORED, [date for date in change.revived if date.restored_at == now], at=now)


def _revive(occurrence: Occurrence, now: datetime) -> None:
    was_slip = occurrence.cancelled_at is not None and now - occurrence.cancelled_at <= dates.SLIP
    occurrence.restored_at = None if was_slip else now
    occurrence.cancelled_at = occurrence.cancelled_by_id = occurrence.reason = None


def _follow(
    occurrence: Occurrence, activity: Activity, reason: str | None, *, tell_at: datetime | None
) -> None:
    """The date takes the activity's words, seats and time."""
    occurrence.title, occurrence.place = activity.title, activity.place
    occurrence.capacity = None if activity.capacity is None else max(activity.capacity, occurrence.taken)
    start = rules.moment(occurrence.planned_on, activity.starts_at, activity.zone)
    if tell_at and start != occurrence.starts_at:
        dates.note_move(occurrence, start, now=tell_at)
        occurrence.reason = reason
    occurrence.starts_at = start
    occurrence.ends_at = start + timedelta(minutes=activity.duration_minutes)


def _complete_until(activity: Activity, day: date) -> None:
    """The old rule holds until the change does, also where an endless series had not been kept so far ahead."""
    weeks = (day - clock.today()).days // 7 + 1
    planned = rules.plan(activity, today=clock.today(), weeks=weeks, since=clock.today())
    series.add_dates(activity, (p.day for p in planned if p.day < day and not p.skipped))


def _wanted(details: rules.Details) -> list[date]:
    planned = rules.plan(details, today=clock.today(), since=clock.today())
    return [day.day for day in planned if not day.skipped and _lies_ahead(day.day, details)]


def _lies_ahead(day: date, details: rules.Details) -> bool:
    return rules.moment(day, details.starts_at, details.zone) > clock.now()


def _with_sign_ups(rows: list[Occurrence]) -> set[int]:
    awaited = select(SignUp.occurrence_id).where(
        SignUp.occurrence_id.in_([d.id for d in rows]), SignUp.state != SignUpState.LEFT
    )
    return set(session.scalars(awaited))
