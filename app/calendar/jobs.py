"""Door 3, the clock: keeps endless series ahead. A job of core/jobs.py; also `flask calendar keep-ahead`."""

from __future__ import annotations

from sqlalchemy import select

from app.calendar import rules, series
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


KEEP_AHEAD = Job("calendar.keep-ahead", every=6 * 3600, work=keep_all_ahead)
