"""What waits for paper: a line each on the next sheet that is printed for the person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import force_locale
from sqlalchemy import ColumnElement, and_, exists, or_, select, update

from app.accounts.models import User
from app.core import clock
from app.core.db import begin_write, session
from app.notifications.kinds import Words, words_for
from app.notifications.models import Channel, Contact, DeliveryState, Notification


@dataclass(frozen=True)
class PaperLine:
    """One thing to print; `id` is for mark_printed()."""

    id: int
    words: Words


def waiting_for(person: User) -> list[PaperLine]:
    """In the person's language, oldest first; what is no longer true or of no use is left out."""
    rows = session.scalars(
        select(Notification)
        .where(Notification.person_id == person.id, _waits())
        .order_by(Notification.due_at, Notification.id)
    ).all()
    with force_locale(person.locale or "sv"):
        made = [(row.id, words_for(row)) for row in rows]
    return [PaperLine(id_, words) for id_, words in made if words]


def mark_printed(ids: Iterable[int]) -> int:
    """They have been told. Of two who print at the same moment the second marks nothing; how many were marked."""
    begin_write()
    printed = update(Notification).where(Notification.id.in_(list(ids)), _waits())
    values = {"state": DeliveryState.SENT, "channel": Channel.PAPER, "sent_at": clock.now()}
    done = session.execute(printed.values(**values).execution_options(synchronize_session=False))
    return int(done.rowcount)  # type: ignore[attr-defined]


def _waits() -> ColumnElement[bool]:
    """Marked for paper, or not yet looked at and for somebody who chose paper: a sheet may lie days before it is due."""
    chose = exists().where(Contact.person_id == Notification.person_id, Contact.channel == Channel.PAPER)
    of_use = or_(Notification.not_after.is_(None), Notification.not_after > clock.now())
    by_paper = or_(Notification.channel == Channel.PAPER, and_(Notification.channel.is_(None), chose))
    return and_(Notification.state == DeliveryState.WAITING, of_use, by_paper)
