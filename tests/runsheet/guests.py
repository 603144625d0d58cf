"""Guests of a lunch, put straight into the tables."""

from __future__ import annotations

from typing import Any

from app.accounts.models import User
from app.calendar import seats
from app.calendar.models import CameBy, Occurrence, SignUp, SignUpState
from app.core import clock
from app.core.db import commit, session
from app.runsheet import needs
from app.runsheet.needs import Food, Travel


def comes(person: User, date: Occurrence, food: Food | None = None, travel: Travel | None = None) -> SignUp:
    entry = seats.sign_up(person, date, actor=person)
    tell(entry, person, food, travel)
    return entry


def guest(date: Occurrence, name: str, actor: User, *, phone: str = "08-465 004 31", **more: Any) -> SignUp:
    """Somebody without an account; `companions=1, companion_name="Nils"` for company."""
    entry = SignUp(
        occurrence_id=date.id, guest_name=name, guest_phone=phone, actor_id=actor.id, came_by=CameBy.PHONE,
        state=SignUpState.SEAT, queued_at=clock.now(), seated_at=clock.now(), **more,
    )  # fmt: skip
    session.add(entry)
    date.taken += entry.party if entry.companions else 1
    commit()
    return entry


def tell(entry: SignUp, actor: User, food: Food | None = None, travel: Travel | None = None) -> None:
    if food:
        needs.tell_food(entry, food, actor=actor)
    if travel:
        needs.tell_travel(entry, travel, actor=actor)
    commit()


def crowd(date: Occurrence, count: int, actor: User) -> list[SignUp]:
    """So many guests at once."""
    made = [
        SignUp(
            occurrence_id=date.id, guest_name=f"Gäst {n}", guest_phone=f"08-465 004 {n % 100:02}", actor_id=actor.id,
            state=SignUpState.SEAT, queued_at=clock.now(), seated_at=clock.now(),
        )
        for n in range(count)
    ]  # fmt: skip
    session.add_all(made)
    date.taken += count
    commit()
    return made
