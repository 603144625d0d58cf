"""A whole activity: made, kept ahead, ended. How it is changed stands in edit.py."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.calendar import checks, dates, filling, rules, seats, standing, team, telling
from app.calendar.models import Activity, Occurrence
from app.core import audit, clock
from app.core.db import begin_write, locked, session


def create_activity(
    details: rules.Details, *, actor: User, key: str | None = None, like: Activity | None = None
) -> Activity:
    """An activity with its dates. The same `key` a second time gives the activity that the first made. `like`: an
    earlier one whose hosts and helpers run this too."""
    checks.require(details)
    begin_write()
    if key and (made := made_with(key)):
        return made
    activity = Activity(**values_of(details), created_by_id=actor.id, submission_key=key)
    try:
        with session.begin_nested():
            session.add(activity)
    except IntegrityError:
        if key and (made := made_with(key)):  # two doors at the same moment: the other one was first
            return made
        raise
    days = (day.day for day in rules.plan(details, today=clock.today()) if not day.skipped)
    add_dates(activity, days, like=like)
    audit.record("activity.created", person=None, actor=actor, activity=activity.id)
    return activity


def made_with(key: str | None) -> Activity | None:
    return session.scalar(select(Activity).where(Activity.submission_key == key))


def values_of(details: rules.Details) -> dict[str, object]:
    return {field.name: getattr(details, field.name) for field in fields(details)}


def details_of(activity: Activity) -> rules.Details:
    return rules.Details(**{field.name: getattr(activity, field.name) for field in fields(rules.Details)})


def add_dates(activity: Activity, days: Iterable[date], *, like: Activity | None = None) -> int:
    """Rows for days that have none yet, whatever became of those that have one. Those who run the nearest earlier date
    run the new ones too."""
    known = set(session.scalars(select(Occurrence.planned_on).where(Occurrence.activity_id == activity.id)))
    new = [new_date(activity, day) for day in days if day not in known]
    session.add_all(new)
    session.flush()
    team.copy_to(new, like.id if like else activity.id)
    standing.seat_at_new(new, activity)
    return len(new)


def new_date(activity: Activity, day: date) -> Occurrence:
    start = rules.moment(day, activity.starts_at, activity.zone)
    return Occurrence(
        activity_id=activity.id,
        planned_on=day,
        title=activity.title,
        place=activity.place,
        starts_at=start,
        ends_at=start + timedelta(minutes=activity.duration_minutes),
        capacity=activity.capacity,
        taken=0,
    )


def keep_ahead(activity: Activity, *, weeks: int = rules.WEEKS_AHEAD) -> int:
    """Dates of an endless series up to the horizon; how many were added."""
    held = locked(Activity, activity.id)
    if held is None or held.ended_at or not rules.is_endless(held.rrule):
        return 0
    planned = rules.plan(held, today=clock.today(), weeks=weeks, since=clock.today())
    return add_dates(held, (day.day for day in planned if not day.skipped))


def end_series(activity: Activity, *, reason: str | None, actor: User) -> int:
    """No more dates: those to come are cancelled with the reason. How many."""
    if activity.ended_at:
        return 0
    audit.record("activity.ended", person=None, actor=actor, activity=activity.id)
    locked(Activity, activity.id)
    activity.ended_at = now = clock.now()
    coming = [occurrence for occurrence in coming_dates(activity) if not occurrence.is_cancelled]
    for occurrence in coming:
        occurrence.cancelled_at, occurrence.cancelled_by_id, occurrence.reason = now, actor.id, reason
    session.flush()
    telling.tell(telling.CANCELLED, coming, at=now)
    return len(coming)


def resume_series(activity: Activity, *, actor: User) -> int:
    """Takes end_series back: the dates it cancelled are on again."""
    if activity.ended_at is None:
        return 0
    audit.record("activity.resumed", person=None, actor=actor, activity=activity.id)
    locked(Activity, activity.id)
    ended, activity.ended_at = activity.ended_at, None
    back = [occurrence for occurrence in coming_dates(activity) if occurrence.cancelled_at == ended]
    now = clock.now()
    for occurrence in back:
        occurrence.cancelled_at = occurrence.cancelled_by_id = occurrence.reason = None
        occurrence.restored_at = now if now - ended > dates.SLIP else None
        filling.renew_offers(occurrence, now)
        seats.fill_seats(occurrence, now=now)
    telling.tell(telling.RESTORED, back, at=now)
    keep_ahead(activity)
    return len(back)


def coming_dates(activity: Activity) -> list[Occurrence]:
    """The dates that have not begun, locked in the order of their ids."""
    begin_write()
    coming = select(Occurrence).where(
        Occurrence.activity_id == activity.id, Occurrence.starts_at > clock.now()
    )
    ordered = coming.order_by(Occurrence.id).with_for_update().execution_options(populate_existing=True)
    return list(session.scalars(ordered))
