"""How far a person has read at each table, and how much is new there since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.dialects import postgresql, sqlite

from app.accounts.models import User
from app.core import clock
from app.core.db import session
from app.rooms.concealing import reported_by
from app.rooms.models import Message, Reading, Room
from app.rooms.policies import Pair


def last_read(room: Room, person: User) -> int | None:
    """The number of the last message that the person has had before them, None who never opened the room."""
    mine = select(Reading.last_seq).where(Reading.room_id == room.id, Reading.user_id == person.id)
    return session.scalar(mine)


def note_read(room: Room, person: User, seq: int) -> None:
    """Note that all up to a number has been read. It only grows, and never past what is said."""
    note_all({(room.id, person.id): seq})


def note_all(read: Mapping[Pair, int]) -> None:
    """The same for several, by room and person."""
    if not read:
        return
    rooms, people = {room_id for room_id, _ in read}, {user_id for _, user_id in read}
    asked = select(Reading.room_id, Reading.user_id, Reading.last_seq)
    asked = asked.where(Reading.room_id.in_(rooms), Reading.user_id.in_(people))
    known = {(row[0], row[1]): row[2] for row in session.execute(asked)}
    numbers = session.execute(select(Room.id, Room.last_seq).where(Room.id.in_(rooms)))
    last = {row[0]: row[1] for row in numbers}
    for (room_id, user_id), seq in read.items():
        reached = min(seq, last[room_id])
        if reached > known.get((room_id, user_id), -1):
            _note(room_id, user_id, reached)


def unread_counts(person: User, room_ids: Iterable[int]) -> dict[int, int]:
    """How many messages of others are new to the person, by room. A room never opened has nothing that is new."""
    found = (
        select(Message.room_id, func.count(Message.id))
        .join(Reading, Reading.room_id == Message.room_id)
        .where(Message.room_id.in_(list(room_ids)), is_new_to(person))
        .group_by(Message.room_id)
    )
    return {row[0]: row[1] for row in session.execute(found)}


def is_new_to(person: User) -> ColumnElement[bool]:
    """Said by another since the person was last here, not hidden and not reported by the person. Over the tables Message and Reading."""
    return and_(
        Reading.user_id == person.id,
        Message.seq > Reading.last_seq,
        Message.author_id != person.id,
        Message.hidden_at.is_(None),
        ~reported_by(person),
    )


def _note(room_id: int, user_id: int, seq: int) -> None:
    """One row per person and room. Of two tablets at the same moment, the one that has read further counts."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = insert(Reading).values(room_id=room_id, user_id=user_id, last_seq=seq, read_at=clock.now())
    session.execute(
        row.on_conflict_do_update(
            index_elements=["room_id", "user_id"],
            set_={"last_seq": row.excluded.last_seq, "read_at": row.excluded.read_at},
            where=Reading.last_seq < row.excluded.last_seq,
        )
    )
