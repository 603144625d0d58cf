"""Queueing reminders: for everybody with a seat, persons and guests, ahead of time and once.

The key holds the sign-up, which reminder it is and when the date begins: a date that is moved is reminded of anew, and
whatever is queued again, by this process or another, is there already.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    cast,
    column,
    exists,
    func,
    literal,
    select,
    values,
)
from sqlalchemy.dialects import postgresql, sqlite

from app.calendar import remind_times
from app.calendar.models import Activity, Occurrence, SignUp, SignUpState
from app.core import clock
from app.core.db import UTCDateTime, begin_write, session
from app.notifications.models import DeliveryState, Notification

KIND = "reminder"
AHEAD = timedelta(hours=36)  # a machine that sleeps over a night has queued what falls in it
AT_ONCE = 200  # rows in one transaction, so that nobody waits long behind it
DATES_AT_ONCE = 500


class DueDate(NamedTuple):
    """One reminder of one date."""

    occurrence_id: int
    code: str
    stamp: str
    due_at: datetime
    starts_at: datetime


def stamp_of(starts_at: datetime) -> str:
    """When a date begins, for a key."""
    return f"{starts_at:%Y%m%dT%H%M%SZ}"


def key_of(sign_up_id: int, code: str, starts_at: datetime) -> str:
    return f"{KIND}:{sign_up_id}:{code}:{stamp_of(starts_at)}"


def due_dates() -> list[DueDate]:
    """The reminders of coming dates that are due within AHEAD, or late and still of use."""
    now = clock.now()
    coming = (
        select(Occurrence.id, Occurrence.starts_at, Activity.reminders, Activity.zone)
        .join(Occurrence.activity)
        .where(Occurrence.starts_at > now, Occurrence.starts_at <= now + AHEAD + remind_times.LONGEST)
        .where(Occurrence.cancelled_at.is_(None), Activity.ended_at.is_(None), Activity.reminders != "")
        .where(Occurrence.taken > 0)
        .order_by(Occurrence.starts_at, Occurrence.id)
    )
    return [
        DueDate(id_, due.lead.value, stamp_of(starts_at), due.at, starts_at)
        for id_, starts_at, codes, zone in session.execute(coming).all()
        for due in remind_times.of_use(codes, starts_at, zone, now)
        if due.at <= now + AHEAD
    ]


def queue_some(dates: Sequence[DueDate]) -> int:
    """At most AT_ONCE rows for these reminders, by one statement; how many there were."""
    if not dates:
        return 0
    begin_write()
    kind = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    names = [
        "kind",
        "key",
        "person_id",
        "subject_id",
        "due_at",
        "not_after",
        "state",
        "attempts",
        "created_at",
    ]
    new = kind(Notification).from_select(names, _missing(dates)).on_conflict_do_nothing()
    return len(session.execute(new.returning(Notification.id)).all())


def _missing(dates: Sequence[DueDate]) -> Select[Any]:
    """A row for everybody with a seat who has none yet. Who took the seat when it was late already knows."""
    due = (
        values(
            column("occurrence_id", Integer), column("code", String), column("stamp", String),
            column("due_at", UTCDateTime), column("starts_at", UTCDateTime), name="due",
        ).data([tuple(date) for date in dates]).cte("due")
    )  # fmt: skip
    key = literal(f"{KIND}:") + cast(SignUp.id, String) + ":" + due.c.code + ":" + due.c.stamp
    return (
        select(
            literal(KIND), key, SignUp.person_id, SignUp.id, due.c.due_at, due.c.starts_at,
            literal(DeliveryState.WAITING.value), literal(0), literal(clock.now(), UTCDateTime),
        )
        .join(due, due.c.occurrence_id == SignUp.occurrence_id)
        .where(SignUp.state == SignUpState.SEAT, _before(due.c.due_at))
        .where(~exists().where(Notification.key == key))
        .order_by(due.c.due_at, SignUp.id)
        .limit(AT_ONCE)
    )  # fmt: skip


def _before(due_at: ColumnElement[datetime]) -> ColumnElement[bool]:
    return func.coalesce(SignUp.seated_at, SignUp.queued_at) <= due_at
