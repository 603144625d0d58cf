"""While you were away: what was said in a room since the person was last there, in three lines."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import case, func, select

from app.accounts.models import User
from app.core.db import session
from app.core.formatting import some_names
from app.core.text import beginning
from app.rooms.models import Message, Reading, Room
from app.rooms.phrases import words_of
from app.rooms.reading import is_new_to

PREVIEW = 80  # characters of the newest message


@dataclass(frozen=True)
class Away:
    """Counted before the page is noted as read."""

    count: int
    names: str
    newest_name: str
    newest_text: str
    first_seq: int  # where the new begins
    to_me: int  # how many of them are said to the person


def while_away(room: Room, person: User) -> Away | None:
    """None when nothing is new, or when the person has never been here."""
    mine = func.sum(case((Message.to_id == person.id, 1), else_=0))
    found = (
        select(User.first_name, func.count(Message.id), func.min(Message.seq), func.max(Message.seq), mine)
        .join(Message, Message.author_id == User.id)
        .join(Reading, Reading.room_id == Message.room_id)
        .where(Message.room_id == room.id, is_new_to(person))
        .group_by(User.id, User.first_name)
        .order_by(func.min(Message.seq))
    )
    rows = session.execute(found).all()
    if not rows:
        return None
    newest = select(Message).where(Message.room_id == room.id, Message.seq == max(row[3] for row in rows))
    message = session.scalars(newest).one()
    return Away(
        count=sum(row[1] for row in rows),
        names=some_names([row[0] for row in rows]),
        newest_name=message.author.first_name,
        newest_text=beginning(words_of(message), PREVIEW),
        first_seq=rows[0][2],
        to_me=sum(row[4] for row in rows),
    )
