"""Notifications for tests: one kind that says which it is, queued through the service."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts.models import User
from app.core import clock
from app.core.db import commit, session
from app.notifications import services
from app.notifications.kinds import Words, kind
from app.notifications.models import Channel, Contact, DeliveryState, Notification

PHONE, OTHER_PHONE, ADDRESS = "+46701740605", "+46701740606", "anna@example.se"
FALSE = 404  # a subject that is no longer true
GUEST, BROKEN = 700, 500
_keys = count(1)


@kind("test")
def words(notification: Notification) -> Words | None:
    """A sentence of the catalogue, so that its language shows."""
    if notification.subject_id == FALSE:
        return None
    if notification.subject_id == BROKEN:
        raise ZeroDivisionError
    text = f"{_('Du är utloggad')} {notification.subject_id}."
    guest = {"guest_name": "Elsa", "guest_phone": "070-174 06 07"} if notification.subject_id == GUEST else {}
    return Words(_("Kalender"), text, "/kalender", **guest)


kind("test-urgent", urgent=True)(words)
kind("test-elsewhere", on_screen=False)(words)


def queue(person: User | None, subject: int = 1, name: str = "test", **changes: Any) -> Notification:
    key = changes.pop("key", f"test-{next(_keys)}-{clock.now().timestamp()}")
    services.queue(name, key=key, person=person, subject_id=subject, **changes)
    commit()
    return session.scalars(select(Notification).where(Notification.key == key)).one()


def reached_by(
    person: User, channel: Channel, *, phone: str | None = PHONE, email: str | None = ADDRESS
) -> None:
    session.merge(Contact(person_id=person.id, channel=channel, phone=phone, email=email))
    commit()


def told(person: User) -> Notification:
    """What stands on the person's home page."""
    row = queue(person, 2)
    row.state, row.channel, row.sent_at = DeliveryState.SENT, Channel.SCREEN, clock.now()
    commit()
    return row


def dead_letter(person: User, failure: str = "http_500") -> Notification:
    row = queue(person, 3)
    row.state, row.channel, row.failure, row.attempts = DeliveryState.DEAD, Channel.SMS, failure, 5
    commit()
    return row


def read_again(row: Notification) -> Notification:
    session.rollback()
    session.refresh(row)
    session.rollback()
    return row


def states() -> dict[str, int]:
    session.rollback()
    rows = session.scalars(select(Notification.state)).all()
    session.rollback()
    return {state.value: list(rows).count(state) for state in set(rows)}


def later(now: datetime, **time: int) -> datetime:
    return now + timedelta(**time)
