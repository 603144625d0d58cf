"""How a person wants to hear of things, and by which number and address. For the person and for staff only."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts.models import User
from app.core import audit
from app.core.db import locked, session
from app.notifications.models import Channel, Contact
from app.notifications.numbers import is_mobile


def contact_of(person: User) -> Contact:
    """As it is stored, or as it is as long as nothing was chosen."""
    found = session.scalar(select(Contact).where(Contact.person_id == person.id))
    return found or Contact(person_id=person.id, channel=Channel.SCREEN)


def open_channels(phone: str | None, email: str | None) -> list[Channel]:
    """What can be chosen with this number and this address."""
    closed = set()
    if not phone:
        closed |= {Channel.CALL}
    if not phone or not is_mobile(phone):
        closed |= {Channel.SMS}
    if not email:
        closed |= {Channel.EMAIL}
    return [channel for channel in Channel if channel not in closed]


def change(person: User, *, channel: Channel, phone: str | None, email: str | None, actor: User) -> None:
    """Store all three. The trail says what was changed, never to what."""
    audit.hold()
    locked(User, person.id)
    contact = contact_of(person)
    new = {"channel": channel, "phone": phone, "email": email}
    changed = sorted(name for name, value in new.items() if getattr(contact, name) != value)
    for name, value in new.items():
        setattr(contact, name, value)
    session.add(contact)
    session.flush()
    if changed and actor.id != person.id:
        audit.record("contact.changed", person=person, actor=actor, changed=changed)


def choose_channel(person: User, channel: Channel) -> bool:
    """The person's own choice; false when there is no number or address for it."""
    locked(User, person.id)
    contact = contact_of(person)
    if channel not in open_channels(contact.phone, contact.email):
        return False
    contact.channel = channel
    session.add(contact)
    session.flush()
    return True
