"""Whom the host rings while a date is held in a room: those who do not hear of things by screen, and guests."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from app.accounts.models import User
from app.calendar import policies
from app.calendar.models import Occurrence, SignUp, SignUpState
from app.core import audit
from app.core.db import session
from app.notifications.models import Channel, Contact
from app.notifications.numbers import phone_shown

RUNG = (Channel.CALL, Channel.SMS, Channel.PAPER)
DIALLED = "+0123456789"


@dataclass(frozen=True)
class Call:
    """Somebody to ring. The number is for those who run the date."""

    first_name: str
    phone: str | None


def is_rung(person_id: int | None) -> bool:
    """None: a guest, who has nothing but a telephone."""
    if person_id is None:
        return True
    return session.scalar(select(Contact.channel).where(Contact.person_id == person_id)) in RUNG


def is_shown(date: Occurrence) -> bool:
    return date.is_online and not date.is_cancelled and date.is_kept()


def calls(date: Occurrence, *, actor: User) -> list[Call]:
    """Those with a seat whom a screen does not reach, by name. Each look at a person's number is an entry of theirs."""
    found = select(SignUp, Contact.phone, policies.is_asked_for()).outerjoin(SignUp.person)
    found = found.outerjoin(Contact, Contact.person_id == SignUp.person_id)
    found = found.where(SignUp.occurrence_id == date.id, SignUp.state == SignUpState.SEAT)
    found = found.where(SignUp.person_id.is_(None) | Contact.channel.in_(RUNG))
    name = func.lower(func.coalesce(User.first_name, SignUp.guest_name))
    shown = []
    for entry, own, is_asked_for in session.execute(found.order_by(name, SignUp.id)):
        phone = own if is_asked_for or actor.is_staff else None
        if entry.person and phone:
            audit.record("person.phone_read", person=entry.person, actor=actor, occurrence=date.id)
        shown.append(Call(entry.first_name, _dialled(phone if entry.person else entry.guest_phone)))
    return shown


def _dialled(phone: str | None) -> str | None:
    """None for what stands where a number was."""
    return phone_shown(phone) if phone and phone[0] in DIALLED else None
