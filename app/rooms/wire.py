"""What goes over the socket: first name, figure and whether the person hosts. Never more about anyone."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from app.accounts.models import User
from app.rooms.models import Message

Wire = dict[str, Any]


def person_wire(person: User, hosts: Container[int] = ()) -> Wire:
    return {
        "id": person.id,
        "name": person.first_name,
        "figure": person.figure,
        "host": person.is_host or person.id in hosts,
    }


def message_wire(message: Message, hosts: Container[int] = ()) -> Wire:
    """A message as every reader gets it; a hidden one is only a place in the order."""
    at = message.created_at.isoformat(timespec="seconds")
    place = {"room": message.room_id, "id": message.id, "seq": message.seq, "at": at}
    if message.is_hidden:
        took_back = message.hidden_by_id == message.author_id
        return place | {"hidden": True, "by": hider_wire(message), "taken_back": took_back}
    ready = {"phrase": message.phrase} if message.phrase else {}
    return (
        place
        | ready
        | {
            "author": person_wire(message.author, hosts),
            "body": message.body,
        }
    )


def hider_wire(message: Message) -> Wire:
    by = message.hidden_by or message.author
    return {"id": by.id, "name": by.first_name}
