"""What a person has reported, they do not see any more: in no list, no count, no search and no catch-up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, exists, select

from app.accounts.models import User
from app.core.db import session
from app.rooms.models import Message
from app.rooms.order_models import Report


def reported_by(person: User) -> ColumnElement[bool]:
    """Has the person reported it, and not taken that back? Over the table Message."""
    return exists().where(
        Report.message_id == Message.id, Report.reporter_id == person.id, Report.withdrawn_at.is_(None)
    )


def concealed(messages: Iterable[Message], person: User) -> set[int]:
    """The ids of those among these that the person has reported."""
    ids = [message.id for message in messages]
    if not ids:
        return set()
    mine = (Report.reporter_id == person.id, Report.withdrawn_at.is_(None), Report.message_id.in_(ids))
    return set(session.scalars(select(Report.message_id).where(*mine)))


def reported_in(room_ids: Iterable[int], person_ids: Iterable[int]) -> dict[int, list[Message]]:
    """What each of these people has reported in these rooms."""
    found = (
        select(Report.reporter_id, Message)
        .join(Message, Message.id == Report.message_id)
        .where(Report.reporter_id.in_(list(person_ids)), Report.withdrawn_at.is_(None))
        .where(Message.room_id.in_(list(room_ids)))
        .execution_options(populate_existing=True)
    )
    reported: dict[int, list[Message]] = {}
    for person_id, message in session.execute(found):
        reported.setdefault(person_id, []).append(message)
    return reported


def reporters_of(message: Message) -> Sequence[User]:
    """Those from whom the message is concealed."""
    found = select(Report).where(Report.message_id == message.id, Report.withdrawn_at.is_(None))
    return [report.reporter for report in session.scalars(found.order_by(Report.id))]
