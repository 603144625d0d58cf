"""Which way a notification goes: the person's own, or the next that works. Rather a call than nothing."""

from __future__ import annotations

from dataclasses import dataclass

from app.config import Settings
from app.core.db import session
from app.notifications.kinds import Words
from app.notifications.models import Channel, Contact, Notification
from app.notifications.numbers import is_mobile, phone_of


@dataclass(frozen=True)
class Way:
    channel: Channel
    recipient: str = ""  # a number or an address


def is_trial(settings: Settings) -> bool:
    """Neither SMS nor mail is set up: what would have been sent lies in the outbox for all who have chosen them."""
    return settings.sms is None and settings.mail is None


def way_for(notification: Notification, words: Words, settings: Settings) -> Way:
    if notification.person_id is None:
        return _way_to_guest(words, settings)
    contact = session.get(Contact, notification.person_id)
    if contact is None or contact.channel is Channel.SCREEN:
        return Way(Channel.SCREEN)
    phone, email, trial = contact.phone or "", contact.email or "", is_trial(settings)
    if contact.channel is Channel.SMS:
        works = is_mobile(phone) and (trial or settings.sms is not None)
        return Way(Channel.SMS, phone) if works else Way(Channel.CALL)
    if contact.channel is Channel.EMAIL:
        works = bool(email) and (trial or settings.mail is not None)
        return Way(Channel.EMAIL, email) if works else Way(Channel.CALL)
    return Way(contact.channel)


def _way_to_guest(words: Words, settings: Settings) -> Way:
    """Guests have chosen nothing: a text where one can really be sent, else somebody rings."""
    phone = phone_of(words.guest_phone or "")
    if phone and is_mobile(phone) and settings.sms:
        return Way(Channel.SMS, phone)
    return Way(Channel.CALL)
