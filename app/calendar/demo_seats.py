"""Seats of the demo town as life has them: standing seats, company, a guest who rang, a seat that is offered."""

from __future__ import annotations

import contextlib
from datetime import timedelta

from sqlalchemy import select

from app.accounts.models import User
from app.calendar import companions, guests, seats, standing
from app.calendar.models import Activity, CameBy, Occurrence, SignUp, SignUpState
from app.core import clock
from app.core.db import session
from app.core.errors import Refusal

ANSWER = 240  # minutes
NEWCOMERS = {"Sopplunch på Utsikten": 10, "Sittgympa med musik": 25}  # per cent


def settle(members: list[User], *, actor: User) -> None:
    for activity in session.scalars(select(Activity).where(Activity.capacity.is_not(None))):
        activity.answer_minutes = ANSWER
        activity.newcomer_percent = NEWCOMERS.get(activity.title, 0)
    session.flush()
    if gympa := _coming("Sittgympa med musik"):
        for person in members[:2]:
            standing.grant(person, gympa.activity, actor=actor)
        guests.sign_up_guest("Lars", "0701740612", gympa, seats.Asking(actor, CameBy.PHONE))
        _bring_company(gympa, actor)
    if quiz := _coming("Frågesport om fåglar"):
        _offer_a_seat(quiz, actor)


def _bring_company(date: Occurrence, actor: User) -> None:
    """The first on the list brings somebody, if there is a chair."""
    if entry := _first(date):
        with contextlib.suppress(Refusal):
            companions.bring(entry, name="Berit", actor=actor)


def _offer_a_seat(date: Occurrence, actor: User) -> None:
    if entry := _first(date):
        seats.leave_entry(entry, actor=actor)


def _first(date: Occurrence) -> SignUp | None:
    held = select(SignUp).where(SignUp.occurrence_id == date.id, SignUp.state == SignUpState.SEAT)
    return session.scalar(held.order_by(SignUp.queued_at, SignUp.id).limit(1))


def _coming(title: str) -> Occurrence | None:
    """Not within a day, when nobody would be asked, and not one that is cancelled."""
    found = select(Occurrence).where(
        Occurrence.title == title, Occurrence.starts_at > clock.now() + timedelta(days=1),
        Occurrence.cancelled_at.is_(None),
    )  # fmt: skip
    return session.scalar(found.order_by(Occurrence.starts_at).limit(1))
