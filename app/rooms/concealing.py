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


def reporters_of(message: Message) -> Sequence[User]:
    """Those from whom the message is concealed."""
    found = select(Report).where(Report.message_id == message.id, Report.withdrawn_at.is_(None))
    return [report.reporter for report in session.scalars(found.order_by(Report.id))]
