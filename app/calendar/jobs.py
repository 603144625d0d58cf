"""Door 3, the clock: what time alone changes of dates, seats and rooms, and the reminders. Also `flask calendar …`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from app.calendar import guests, offers, reminders, rooms_of_dates, rules, series, standing
from app.calendar.models import Activity
from app.calendar.standing_models import EndedBy, StandingSeat
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


def bring_offers_up_to_date() -> int:
    """Offers that nobody answered, and seats of the newcomers' share that are open to all now; how many dates."""
    return sum(_each(offers.due(), offers.expire))


def end_skipped() -> int:
    """Standing seats whose person was away twice in a row; how many."""

    def finish(seat_id: int) -> bool:
        seat = session.get_one(StandingSeat, seat_id)
        standing.end(seat, by=EndedBy.SKIPPED, actor=None)
        return True

    return sum(_each([seat.id for seat in standing.skipped_twice()], finish))


def forget_numbers() -> int:
    """Telephone numbers of guests a week after their date; how many rows."""
    gone = guests.forget_numbers()
    commit()
    return gone


def _each(ids: Sequence[int], work: Callable[[int], bool]) -> list[bool]:
    """One transaction for each, so that a long list never holds the writers' queue."""
    done = []
    for one in ids:
        try:
            done.append(work(one))
            commit()
        except BaseException:
            rollback()
            raise
    return done


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


ALL = (
    Job("calendar.keep-ahead", every=6 * 3600, work=keep_all_ahead),
    Job("calendar.keep-rooms", every=20, work=keep_rooms),
    Job("calendar.reminders", every=300, work=queue_reminders),
    Job("calendar.offers", every=20, work=bring_offers_up_to_date),
    Job("calendar.standing", every=300, work=end_skipped),
    Job("calendar.numbers", every=3600, work=forget_numbers),
)
