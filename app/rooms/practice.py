"""The practice room: always open, and the house answers each person's first message."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from app.accounts.house import house_id, the_house
from app.accounts.models import User
from app.core.db import session
from app.rooms.models import Message, Room
from app.rooms.phrases import WELCOME, stored_words
from app.rooms.policies import rooms_visible_to

Answer = tuple[int, int, str, str, str, int]  # what a Post holds: room, author, client id, body, phrase, to


def settle(room: Room, is_practice: bool) -> None:
    """Make it a practice room, or not. Everybody finds it and gets in there, each with a helper."""
    room.is_practice = is_practice
    if is_practice:
        room.is_restricted, room.capacity = False, None
        room.hosted, room.host_left_at, room.talking_on, room.closes_at = False, None, False, None
        the_house()  # here, so that nobody has to make it in the middle of a message


def answers(said: Iterable[tuple[int, int]]) -> list[Answer]:
    """What the house says to those (room, person) who have not been answered there before."""
    house = house_id()
    if house is None:
        return []
    wanted = {client_id(room_id, user_id): (room_id, user_id) for room_id, user_id in said}
    known = select(Message.client_id).where(Message.author_id == house, Message.client_id.in_(wanted))
    answered = set(session.scalars(known))
    words = stored_words(WELCOME)
    return [
        (room_id, house, key, words, WELCOME, user_id)
        for key, (room_id, user_id) in wanted.items()
        if key not in answered
    ]


def client_id(room_id: int, user_id: int) -> str:
    """The same at every try, so that it is stored once."""
    return f"welcome-{room_id}-{user_id}"


def practice_room(person: User) -> Room | None:
    """The one to offer."""
    found = rooms_visible_to(person).where(Room.is_practice, Room.opened_at.is_not(None))
    return session.scalars(found.limit(1)).first()
