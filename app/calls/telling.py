"""What an outcome does to the notifications: told, another channel from now on, and both taken back."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import update

from app.accounts.models import User
from app.calls import calling
from app.calls.models import Call, Outcome
from app.calls.receivers import receiver_of
from app.core import audit, clock
from app.core.db import locked, session
from app.notifications.models import Channel, Contact, DeliveryState, Notification

REFUSED = "no_calls"  # a guest who does not want to be rung is not told


def tell(call: Call, ids: Collection[int]) -> bool:
    """They have heard what stood on the page, and no more."""
    told = _waiting_ids(call, ids)
    if not calling.end(call, Outcome.TOLD, told=told):
        return False
    _change(told, DeliveryState.WAITING, state=DeliveryState.SENT, sent_at=clock.now())
    return True


def heard(call: Call, ids: Collection[int]) -> None:
    """This much of it, while the call goes on."""
    told = _waiting_ids(call, ids)
    _change(told, DeliveryState.WAITING, state=DeliveryState.SENT, sent_at=clock.now())


def stop_calling(call: Call, channel: Channel | None) -> bool:
    """From now on by `channel`, what waits included. A guest has no other: None."""
    waiting = _waiting_ids(call)
    if not calling.end(call, Outcome.NO_CALLS, told=waiting):
        return False
    if call.person and channel:
        _choose(call.person, channel, actor=call.caller)
        _change(waiting, DeliveryState.WAITING, channel=None)
    else:
        _change(waiting, DeliveryState.WAITING, state=DeliveryState.DROPPED, failure=REFUSED)
    return True


def take_back(call: Call) -> None:
    """The call is in hand again, and what it told waits again."""
    outcome, ids = call.outcome, call.told_ids
    calling.reopen(call)
    if outcome is Outcome.TOLD:
        _change(ids, DeliveryState.SENT, state=DeliveryState.WAITING, sent_at=None)
    elif outcome is Outcome.NO_CALLS and call.person:
        _choose(call.person, Channel.CALL, actor=call.caller)
        _change(ids, DeliveryState.WAITING, channel=Channel.CALL)
    elif outcome is Outcome.NO_CALLS:
        _change(ids, DeliveryState.DROPPED, state=DeliveryState.WAITING, failure=None)


def _waiting_ids(call: Call, among: Collection[int] | None = None) -> list[int]:
    receiver = receiver_of(call, call.caller)
    rows = receiver.rows if receiver else []
    return [row.id for row in rows if among is None or row.id in among]


def _choose(person: User, channel: Channel, *, actor: User) -> None:
    audit.record("contact.channel_changed", person=person, actor=actor, channel=channel.value)
    locked(User, person.id)
    contact = session.get(Contact, person.id) or Contact(person_id=person.id)
    contact.channel = channel
    session.add(contact)
    session.flush()


def _change(ids: Collection[int], now_in: DeliveryState, **values: Any) -> None:
    if ids:
        rows = update(Notification).where(Notification.id.in_(list(ids)), Notification.state == now_in)
        session.execute(rows.values(**values).execution_options(synchronize_session=False))
