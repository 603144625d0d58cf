"""How one room may call for a person's attention, where it is not as in the person's other rooms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select, update

from app.accounts import attention
from app.accounts.models import User
from app.core.db import session
from app.rooms.models import Reading, Room
from app.rooms.reading import last_read, note_read


@dataclass(frozen=True)
class Choice:
    """None: as in the person's other rooms."""

    announce: str | None = None
    sound: bool | None = None


def choice_for(room: Room, person: User) -> Choice:
    """It is kept in the rows of all tables of the room where the person has been, and holds at every table."""
    found = select(Reading).where(Reading.user_id == person.id, Reading.room_id.in_(_tables(room)))
    rows = session.scalars(found.order_by(Reading.id)).all()
    return Choice(
        next((row.announce for row in rows if row.announce is not None), None),
        next((row.sound for row in rows if row.sound is not None), None),
    )


def choose(room: Room, person: User, choice: Choice) -> None:
    if last_read(room, person) is None:  # nobody looks for new messages of a room they have never been in
        note_read(room, person, room.last_seq)
    mine = (Reading.user_id == person.id, Reading.room_id.in_(_tables(room)))
    session.execute(update(Reading).where(*mine).values(announce=choice.announce, sound=choice.sound))
    attention.tell(person, room_id=room.first_table_id, announce=choice.announce, sound=choice.sound)


def for_script(room: Room, person: User) -> dict[str, Any]:
    here = choice_for(room, person)
    return {
        "room": room.first_table_id,
        "own": {"announce": person.announce, "sound": person.sound},
        "here": {"announce": here.announce, "sound": here.sound},
    }


def _tables(room: Room) -> Any:
    first = room.first_table_id
    return select(Room.id).where(or_(Room.id == first, Room.extra_of_id == first))
