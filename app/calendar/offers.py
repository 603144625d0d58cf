"""Answers to an offered seat, by the person or by those who run the date; and what happens when none comes.

Yes takes the seat. No, and no answer in time, leave the queue: the seat goes to the next, and who still wants to come
asks anew, last in line (decision 23).
"""

from __future__ import annotations

from app.accounts.models import User
from app.calendar import filling, seats
from app.calendar.models import Occurrence, SignUp
from app.core import clock
from app.core.db import locked


def accept(entry: SignUp, *, actor: User) -> SignUp:
    """The row as it then is: with a seat, or out of the queue when the time to answer is over."""
    if not entry.is_offered:
        return entry
    seats.audit_if_staff("calendar.offer_accepted", entry.person, entry.occurrence, actor)
    date = seats.hold_date(entry.occurrence)
    seats.require_open(date)
    filling.settle(date)
    found = seats.reread(entry)
    return seats.take_offer(found) if found.is_offered else found


def expire(occurrence_id: int) -> bool:
    """What time alone changes at one date. False when the date is gone."""
    if (date := locked(Occurrence, occurrence_id)) is None:
        return False
    filling.settle(date)
    return True


def due() -> list[int]:
    return filling.due_dates(clock.now())
