"""Rooms for the tests of rooms, made through the services."""

from __future__ import annotations

from app.accounts.models import User
from app.core.db import commit, session
from app.rooms import services
from app.rooms.models import Message, Room


def a_room(
    actor: User, name: str = "Kaffebordet", *, is_open: bool = True, invited: tuple[User, ...] = ()
) -> Room:
    """A stored room; restricted when somebody is invited."""
    room = services.create_room(name=name, sign="kaffe", is_restricted=bool(invited), actor=actor)
    for person in invited:
        services.invite(room, person, actor=actor)
    if is_open:
        services.open_room(room, actor=actor)
    commit()
    return room


def say(room: Room, author: User, *bodies: str) -> list[Message]:
    """What this person says, one after the other."""
    said = [_say(room, author, body) for body in bodies]
    commit()
    return said


def _say(room: Room, author: User, body: str) -> Message:
    number = session.get_one(Room, room.id).last_seq + 1
    client_id = f"{room.id:04}-{author.id:04}-{number:06}"
    return services.post_message(room, author=author, body=body, client_id=client_id, actor=author)
