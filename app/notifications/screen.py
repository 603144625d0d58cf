"""What the home page tells a person, until it is put away."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Select, or_, select

from app.accounts.models import User
from app.core import clock
from app.core.db import begin_write, session
from app.notifications.kinds import kinds_on_screen, words_for
from app.notifications.models import Channel, DeliveryState, Notification

FRESH = timedelta(days=14)
MOST = 10


@dataclass(frozen=True)
class ScreenNotice:
    number: int
    text: str
    path: str | None


def notices_for(person: User) -> list[ScreenNotice]:
    """In the reader's language, the newest first; only what is still true and of use."""
    rows = session.scalars(_standing(person).order_by(Notification.id.desc()).limit(MOST))
    said = ((row, words_for(row)) for row in rows)
    return [ScreenNotice(row.id, words.text, words.path) for row, words in said if words]


def put_away(person: User, *, numbers: Collection[int]) -> None:
    """These have been read."""
    begin_write()
    for row in session.scalars(_standing(person).where(Notification.id.in_(numbers))):
        row.put_away_at = clock.now()
    session.flush()


def _standing(person: User) -> Select[Notification]:
    return select(Notification).where(
        Notification.person_id == person.id,
        Notification.channel == Channel.SCREEN,
        Notification.state == DeliveryState.SENT,
        Notification.put_away_at.is_(None),
        Notification.sent_at > clock.now() - FRESH,
        or_(Notification.not_after.is_(None), Notification.not_after > clock.now()),
        Notification.kind.in_(kinds_on_screen()),
    )
