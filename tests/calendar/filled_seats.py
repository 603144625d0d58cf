"""Dates as they look in the middle of life: full, with a queue, a guest, an offer, a standing seat."""

from __future__ import annotations

from app.accounts.models import User
from app.calendar import guests, seats, standing
from app.calendar.models import CameBy, Occurrence
from app.core.db import commit
from tests.calendar.plans import WEEKLY, lunch, lunches


def seats_taken(cast: dict[str, User]) -> tuple[Occurrence, Occurrence, Occurrence]:
    """A full date where Anna waits, one where she is offered a seat, one where she has a standing seat."""
    anna, sofia, marianne = cast["Anna"], cast["Sofia"], cast["Marianne"]
    full = lunch(sofia, title="Frågesport", capacity=2, answer_minutes=60)
    asking = seats.Asking(sofia, CameBy.PHONE, 1, "Olle")
    guests.sign_up_guest("Lars", "0701740605", full, asking)
    seats.sign_up(anna, full, actor=anna)
    offer = lunch(sofia, title="Bokcirkeln", capacity=1, answer_minutes=60)
    seats.sign_up(marianne, offer, actor=marianne)
    seats.sign_up(anna, offer, actor=anna)
    seats.leave(marianne, offer, actor=marianne)
    series = lunches(sofia, title="Sång", rrule=f"{WEEKLY};COUNT=4", capacity=8, newcomer_percent=25)
    standing.grant(anna, series[0].activity, actor=sofia, companions=1, companion_name="Berit")
    commit()
    return full, offer, series[0]
