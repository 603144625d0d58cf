"""What was told once, for another date, and may be read at this one.

Needs go with the person from date to date. Those who run a date read them where the person or staff asked for the seat.
Where a host or helper wrote somebody down, they read what is told from then on: else they could look up anybody's food,
address and number by writing them down. The kitchen counts the food all the same, without names: it may make people ill.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from app.accounts.models import User
from app.calendar import policies
from app.calendar.models import SignUp
from app.core.db import session
from app.runsheet.models import Needs


def food_of(entry: SignUp, needs: Needs | None) -> Needs | None:
    """For the kitchen. What is told when the date is over is for others."""
    return needs if needs and needs.food_at and needs.food_at <= entry.occurrence.ends_at else None


def travel_of(entry: SignUp, needs: Needs | None, *, is_asked_for: bool) -> Needs | None:
    shown = needs and is_told_here(entry, needs.travel_at, is_asked_for=is_asked_for)
    return needs if shown else None


def is_told_here(entry: SignUp, moment: datetime | None, *, is_asked_for: bool) -> bool:
    if moment is None or moment > entry.occurrence.ends_at:
        return False
    return is_asked_for or moment >= entry.queued_at


def may_read(reader: User, entry: SignUp, moment: datetime | None) -> bool:
    """One answer of somebody, by name. `moment` is when it was given; None: nothing is told."""
    if reader.is_staff or moment is None:
        return True
    asked = session.scalar(select(policies.is_asked_for()).where(SignUp.id == entry.id))
    return is_told_here(entry, moment, is_asked_for=bool(asked))
