"""The phone hour in words."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from app.accounts.models import User
from app.calls.models import Outcome
from app.calls.receivers import MOST_TRIES, NEVER, Receiver, Standing
from app.core import formatting
from app.notifications.models import Notification
from app.notifications.numbers import phone_shown


def number(phone: str) -> str:
    return phone_shown(phone)


def standing(one: Receiver, reader: User) -> str:
    """How it stands, in the list."""
    if one.standing is Standing.HELD and one.caller and one.caller.id == reader.id:
        return _("Du ringer just nu")
    if one.standing is Standing.HELD and one.caller:
        return _("%(name)s ringer just nu", name=one.caller.first_name)
    if one.standing is Standing.RESTING and one.rests_until:
        return _("Svarade inte. Igen %(time)s", time=formatting.time_in_words(one.rests_until))
    words = {
        Standing.NOT_REACHED: _("Svarade inte på %(n)s försök i dag", n=MOST_TRIES),
        Standing.WRONG_NUMBER: _("Numret är fel"),
        Standing.NO_NUMBER: _("Nummer saknas"),
    }
    return words.get(one.standing) or (_("Hoppades över") if one.skipped else _("Väntar på samtal"))


def deadline(moment: datetime) -> str:
    """When it is too late; nothing when it never is."""
    return formatting.capital(formatting.when_in_words(moment)) if moment != NEVER else "–"


def about(row: Notification) -> str:
    """What it is about, in one or two words."""
    return {
        "reminder": _("Påminnelse"),
        "seat_offered": _("Erbjudande om plats"),
        "seat_given": _("Har fått plats"),
    }.get(row.kind) or _("Besked")


def ended(outcome: Outcome, name: str) -> str:
    return {
        Outcome.TOLD: _("%(name)s har fått veta.", name=name),
        Outcome.NO_ANSWER: _("%(name)s svarade inte. Ring igen om en halvtimme.", name=name),
        Outcome.WRONG_NUMBER: _("Numret till %(name)s är fel. Det står på listan.", name=name),
        Outcome.NO_CALLS: _("Vi ringer inte %(name)s mer.", name=name),
    }.get(outcome) or _("Du hoppade över %(name)s.", name=name)


def name_of(call_person: User | None, guest_name: str | None, reader: User) -> str:
    if call_person is None:
        return guest_name or ""
    return call_person.full_name if reader.is_staff else call_person.first_name
