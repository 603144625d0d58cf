"""How long somebody has to answer when a seat is offered. Pure; knows no database.

Only the time between eight in the morning and nine in the evening counts. An offer takes at most half of what is left of it
before the start, so that the next in line has time too; with less than half an hour left nobody is asked, and the seat is
simply given.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from flask_babel import lazy_gettext as _l

from app.calendar import rules
from app.calendar.models import LONGEST_ANSWER

CHOICES = {
    0: _l("Platsen ges direkt, utan fråga"),
    30: _l("En halvtimme"),
    60: _l("En timme"),
    120: _l("Två timmar"),
    240: _l("Fyra timmar"),
    LONGEST_ANSWER: _l("Till samma tid nästa dag"),
}
WAKES, RESTS = time(8), time(21)
TOO_LATE = timedelta(minutes=30)
FURTHEST = timedelta(days=7)  # further ahead the start shortens nothing


def answer_until(now: datetime, minutes: int | None, starts_at: datetime) -> datetime | None:
    """The moment to which the answer is waited for; None when the seat is given without asking."""
    if minutes is None:
        return None
    spans = list(_waking(now, min(starts_at, now + FURTHEST)))
    left = sum((end - begin for begin, end in spans), timedelta())
    if left < TOO_LATE:
        return None
    wanted = min(timedelta(minutes=minutes), left / 2)
    for begin, end in spans:
        if wanted <= end - begin:
            return begin + wanted
        wanted -= end - begin
    return None


def tell_at(now: datetime, starts_at: datetime) -> datetime:
    """When to tell of a seat: now, or at eight in the morning unless it begins before."""
    first = next(_waking(now, now + timedelta(days=1)))[0]
    return first if first < starts_at else now


def _waking(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    day = rules.local_day(start)
    while (opens := rules.moment(day, WAKES)) < end:
        span = max(start, opens), min(end, rules.moment(day, RESTS))
        if span[0] < span[1]:
            yield span
        day += timedelta(days=1)
