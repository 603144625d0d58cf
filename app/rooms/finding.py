"""Finding what was said in a room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.accounts.models import User
from app.core.db import session
from app.core.text import folded
from app.rooms.concealing import reported_by
from app.rooms.models import Message, Room

PER_PAGE = 20


@dataclass(frozen=True)
class Found:
    """One page of messages, the newest first; `further` is the number to go on before, None on the last page."""

    messages: Sequence[Message]
    further: int | None


def find_in(room: Room, words: str, person: User, *, before: int | None = None) -> Found:
    """The messages that hold all the words, in any order: a line may have been broken between them."""
    seen = (Message.hidden_at.is_(None), ~reported_by(person))
    wanted = select(Message).where(Message.room_id == room.id, *seen)
    for word in folded(words).split():
        wanted = wanted.where(Message.folded.contains(word, autoescape=True))
    if before is not None:
        wanted = wanted.where(Message.seq < before)
    rows = session.scalars(wanted.order_by(Message.seq.desc()).limit(PER_PAGE + 1)).all()
    return Found(rows[:PER_PAGE], rows[PER_PAGE - 1].seq if len(rows) > PER_PAGE else None)
