"""To whom something may be said in a room. Numbers can be counted through, so only those may be named whom the others
have met there: who sits at one of its tables now, or has written at one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased

from app.accounts.models import User
from app.core import clock
from app.rooms.models import Message, Presence, Room
from app.rooms.policies import FIRST_ID, may_see
from app.rooms.queries import SEEN_WITHIN


def hearers(person: User, room: Room) -> Select[User]:
    """To whom the person may say something in the room; the same rule as in posting.py."""
    others = select(User).join(Room, Room.id == room.id).where(User.id != person.id)
    return others.where(may_hear(seen_after()))


def may_hear(seen_after: datetime | BindParameter[Any]) -> ColumnElement[bool]:
    """Over the tables Room and User: met there, may read there still, and not the house."""
    table = aliased(Room)
    of_the_room = or_(table.id == FIRST_ID, table.extra_of_id == FIRST_ID)
    sits = exists().where(
        Presence.user_id == User.id, Presence.seen_at > seen_after, Presence.room_id == table.id, of_the_room
    )
    wrote = exists().where(Message.author_id == User.id, Message.room_id == table.id, of_the_room)
    return and_(~User.is_house, may_see(), or_(sits, wrote))


def seen_after() -> datetime:
    """Who was seen later sits there now."""
    return clock.now() - SEEN_WITHIN
