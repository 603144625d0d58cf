"""The one whom somebody brings along, with or without a name: together they are a party of two seats."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import exists, select

from app.accounts.models import User
from app.calendar import counting, filling, seats
from app.calendar.models import Occurrence, SignUp, SignUpState
from app.core.db import session
from app.core.errors import Refusal


def bring(entry: SignUp, *, name: str | None, actor: User) -> SignUp:
    """A companion for somebody on the list. A seat more when there is one and nobody waits for it."""
    date = _hold(entry, "calendar.companion_added", actor)
    if entry.state is SignUpState.LEFT:
        raise Refusal("not_on_list", _("Anmälan finns inte kvar. Anmäl på nytt."))
    seats.require_fits(date, 2)
    if entry.companions == 0 and entry.is_held:
        _one_more_seat(entry, date)
    entry.companions, entry.companion_name = 1, name
    session.flush()
    filling.settle(date)
    return entry


def come_alone(entry: SignUp, *, actor: User) -> SignUp:
    """Without the companion. In the queue this may be what was needed for the seat that is free."""
    date = _hold(entry, "calendar.companion_removed", actor)
    if entry.companions == 0 or entry.state is SignUpState.LEFT:
        return entry
    if entry.is_held:
        counting.give_back(date, entry.companions)
    entry.companions, entry.companion_name = 0, None
    session.flush()
    filling.settle(date, fresh=entry)
    return entry


def _hold(entry: SignUp, action: str, actor: User) -> Occurrence:
    seats.audit_if_staff(action, entry.person, entry.occurrence, actor)
    date = seats.hold_date(entry.occurrence)
    seats.require_open(date)
    filling.settle(date)
    seats.reread(entry)
    return date


def _one_more_seat(entry: SignUp, date: Occurrence) -> None:
    waits = exists().where(SignUp.occurrence_id == date.id, SignUp.state == SignUpState.WAITING)
    if session.scalar(select(waits)):
        raise Refusal(
            "others_wait", _("Andra står på kölistan. Därför finns det ingen plats till sällskap nu.")
        )
    room = counting.room_of(date).for_one(is_newcomer=entry.is_newcomer)
    if entry.is_standing:
        room = min(room, counting.standing_left(date))
    if room < 1 or not counting.claim(date, 1):
        raise Refusal("no_room", _("Det finns ingen plats till sällskap den här dagen."))
