"""One notification on its way: taken by one process, given over once, and noted. Who commits in between is jobs.py.

At most once: before the net is used, the row says so. A process that ends in the middle leaves it claimed, and nobody
sends it again by himself (docs/decisions/0024).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask_babel import force_locale
from sqlalchemy import ColumnElement, Update, case, select, update

from app.config import Settings
from app.core import clock
from app.core.db import begin_write, locked, session
from app.notifications import push
from app.notifications.hours import WITH_STAFF, is_due, is_too_late
from app.notifications.kinds import Words, words_for
from app.notifications.models import Channel, DeliveryState, Notification, Outgoing
from app.notifications.outward import NotSent, Unsure
from app.notifications.ways import Way, is_trial, way_for

LEASE = timedelta(minutes=5)  # longer than any sending takes
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120))
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Parcel:
    """What is needed to send, read before the net is used."""

    number: int
    attempt: int
    way: Way
    words: Words
    tablets: Sequence[push.Tablet] = field(default_factory=list)


class LeftAlone(Exception):
    """Somebody else has it, or its way does not answer at present; `take` is to be rolled back."""


def due_numbers(most: int) -> list[int]:
    """Those that may go now, the one that has waited longest first."""
    found = select(Notification.id).where(is_due(clock.now()))
    return list(session.scalars(found.order_by(Notification.due_at, Notification.id).limit(most)))


def take(number: int, settings: Settings, resting: set[Channel]) -> Parcel | None:
    """Claim one and make its words, in one transaction. None when nothing is left to do once that is committed: it is
    no longer true, or it goes no further than this house."""
    begin_write()
    now = clock.now()
    claim = {
        "state": DeliveryState.CLAIMED,
        "claimed_until": now + LEASE,
        "attempts": Notification.attempts + 1,
    }
    if not _changed(number, is_due(now), claim):
        raise LeftAlone
    found = select(Notification).where(Notification.id == number)
    row = session.scalars(found.execution_options(populate_existing=True)).one()
    words = _words(row)
    if words is None:
        _settle(row, DeliveryState.DROPPED)
        return None
    way = way_for(row, words, settings)
    if way.channel in resting:
        raise LeftAlone
    row.channel = way.channel
    return _parcel(row, way, words, settings)


def _words(row: Notification) -> Words | None:
    """In the receiver's language. None when it is too late, no longer true, or the person is switched off."""
    if row.not_after and row.not_after < clock.now():
        return None
    if row.person and not row.person.is_active:
        return None
    with force_locale((row.person and row.person.locale) or "sv"):
        return words_for(row)


def _parcel(row: Notification, way: Way, words: Words, settings: Settings) -> Parcel | None:
    if way.channel in WITH_STAFF:
        row.attempts -= 1
        _settle(row, DeliveryState.WAITING)
        return None
    tablets = push.tablets_of(row.person_id) if way.channel is Channel.SCREEN and row.person_id else []
    stays_here = not tablets if way.channel is Channel.SCREEN else is_trial(settings)
    if not stays_here:
        session.flush()
        return Parcel(row.id, row.attempts, way, words, tablets)
    if way.channel is not Channel.SCREEN:
        what = {
            "channel": way.channel,
            "recipient": way.recipient,
            "subject": words.subject,
            "text": words.text,
        }
        session.add(Outgoing(notification_id=row.id, **what))
    row.sent_at = clock.now()
    _settle(row, DeliveryState.SENT)
    return None


def _settle(row: Notification, state: DeliveryState) -> None:
    row.state, row.claimed_until = state, None
    session.flush()


def note_sent(parcel: Parcel) -> None:
    values = {"state": DeliveryState.SENT, "sent_at": clock.now(), "failure": None}
    _changed(parcel.number, _still(parcel), values | {"claimed_until": None})


def note_failure(parcel: Parcel, failure: NotSent | Unsure) -> None:
    """Surely not sent: again later, a few times. Perhaps sent: never again by itself."""
    later = _later(parcel.attempt) if isinstance(failure, NotSent) else {"state": DeliveryState.DEAD}
    _changed(parcel.number, _still(parcel), later | {"claimed_until": None, "failure": failure.code})


def put_off(number: int) -> None:
    """Its words could not be made: a fault of ours, which may be mended meanwhile."""
    row = locked(Notification, number)
    if row is None or row.state is not DeliveryState.WAITING:
        return
    row.attempts, row.failure = row.attempts + 1, "words"
    for name, value in _later(row.attempts).items():
        setattr(row, name, value)
    session.flush()


def settle_expired() -> int:
    """Those whose process has ended in the middle. What was for the screen stands there; of the others nobody knows."""
    expired = (Notification.state == DeliveryState.CLAIMED, Notification.claimed_until < clock.now())
    is_screen = Notification.channel == Channel.SCREEN
    values = {
        "state": case((is_screen, DeliveryState.SENT.value), else_=DeliveryState.DEAD.value),
        "failure": case((is_screen, None), else_=UNKNOWN),
        "sent_at": case((is_screen, clock.now()), else_=None),
        "claimed_until": None,
    }
    return _count(update(Notification).where(*expired).values(values))


def drop_late() -> int:
    """What is too late for anybody. What was tried and failed is shown to staff instead."""
    tried = Notification.failure.is_not(None)
    state = case((tried, DeliveryState.DEAD.value), else_=DeliveryState.DROPPED.value)
    late = (Notification.state == DeliveryState.WAITING, is_too_late())
    return _count(update(Notification).where(*late).values(state=state))


def _later(attempt: int) -> dict[str, Any]:
    if attempt > len(BACK_OFF):
        return {"state": DeliveryState.DEAD}
    return {"state": DeliveryState.WAITING, "due_at": clock.now() + BACK_OFF[attempt - 1]}


def _still(parcel: Parcel) -> ColumnElement[bool]:
    """Ours, also when another process has given it up meanwhile: what really happened is what counts."""
    held = Notification.state.in_((DeliveryState.CLAIMED, DeliveryState.DEAD))
    return held & (Notification.attempts == parcel.attempt)


def _changed(number: int, condition: ColumnElement[bool], values: dict[str, Any]) -> bool:
    return _count(update(Notification).where(Notification.id == number, condition).values(values)) == 1


def _count(statement: Update) -> int:
    return session.connection().execute(statement).rowcount
