"""Door 3, the clock: keeps endless series ahead, and what time alone changes of seats. Called by `flask calendar …` and by
the background loop."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Flask
from sqlalchemy import select

from app.calendar import guests, offers, rules, series, standing
from app.calendar.models import Activity
from app.calendar.standing_models import EndedBy, StandingSeat
from app.core import jobs as core_jobs
from app.core.db import commit, rollback, session
from app.extensions import socketio

EVERY = 6 * 3600  # seconds


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


def register(app: Flask) -> None:
    for name, every, work in (
        ("calendar.offers", 20.0, bring_offers_up_to_date),
        ("calendar.standing", 300.0, end_skipped),
        ("calendar.numbers", 3600.0, forget_numbers),
    ):
        core_jobs.register(app, core_jobs.Job(name, every, work))


def start(app: Flask) -> None:
    """What a serving process runs beside its requests: now and every six hours. Several processes may do so at once."""

    def loop() -> None:
        while True:
            try:
                with app.app_context():
                    keep_all_ahead()
            except Exception:
                app.logger.exception("keeping the calendar ahead failed")
            socketio.sleep(EVERY)

    socketio.start_background_task(loop)
