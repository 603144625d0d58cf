"""Door 3, the clock: keeps endless series ahead (also `flask calendar keep-ahead`) and queues the reminders."""

from __future__ import annotations

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from app.calendar import reminders, rooms_of_dates, rules, series
from app.calendar.models import Activity
from app.core.db import commit, rollback, session
from app.core.jobs import Job


def keep_all_ahead(weeks: int = rules.WEEKS_AHEAD) -> int:
    """One transaction per activity, so that a long list never holds the writers' queue. How many dates were added."""
    endless = select(Activity).where(
        Activity.ended_at.is_(None),
        Activity.rrule.is_not(None),
        ~Activity.rrule.contains("UNTIL="),
        ~Activity.rrule.contains("COUNT="),
    )
    added = 0
    for activity in session.scalars(endless.order_by(Activity.id)).all():
        try:
            added += series.keep_ahead(activity, weeks=weeks)
            commit()
        except BaseException:
            rollback()
            raise
    return added


def queue_reminders() -> int:
    """A few rows in each transaction. How many were queued."""
    dates = reminders.due_dates()
    rollback()  # what was read is read again by the statement that writes
    queued = 0
    for first in range(0, len(dates), reminders.DATES_AT_ONCE):
        made = reminders.AT_ONCE
        while made == reminders.AT_ONCE:
            made = reminders.queue_some(dates[first : first + reminders.DATES_AT_ONCE])
            commit()
            queued += made
    return queued


def keep_rooms() -> int:
    """The rooms of dates that are held online: one transaction for each. How many were changed."""
    changed, due = 0, rooms_of_dates.due()
    rollback()
    for date_id in due:
        try:
            changed += rooms_of_dates.keep(date_id)
            commit()
        except DBAPIError:
            rollback()
            raise
        except Exception:  # one room must not stand in the way of the others
            rollback()
            current_app.logger.exception("keeping the room of date %s failed", date_id)
    return changed


KEEP_ROOMS = Job("calendar.keep-rooms", every=20, work=keep_rooms)


REMIND = Job("calendar.reminders", every=300, work=queue_reminders)
KEEP_AHEAD = Job("calendar.keep-ahead", every=6 * 3600, work=keep_all_ahead)
