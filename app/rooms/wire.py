"""What goes over the socket: first name, figure and whether the person hosts. Never more about anyone."""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import datetime
from typing import Any, Protocol

from app.accounts.models import Role
from app.rooms.models import Message

Wire = dict[str, Any]


class FirstName(Protocol):
    """A person, or the columns of one."""

    @property
    def id(self) -> int: ...
    @property
    def first_name(self) -> str: ...


class Named(FirstName, Protocol):
    """The same with what is shown beside the name."""

    @property
    def figure(self) -> str: ...
    @property
    def role(self) -> Role: ...


def person_wire(person: Named, hosts: Container[int] = ()) -> Wire:
    return {
        "id": person.id,
        "name": person.first_name,
        "figure": person.figure,
        "host": person.role is not Role.MEMBER or person.id in hosts,
    }


def message_wire(
    message: Message, hosts: Container[int] = (), *, reported_by: FirstName | None = None
) -> Wire:
    """A message as every reader gets it; a hidden one is only a place in the order, as is to its reader what
    `reported_by` has reported."""
    place = _place(message.room_id, message.id, message.seq, message.created_at)
    if message.is_hidden:
        took_back = message.hidden_by_id == message.author_id
        return place | {"hidden": True, "by": hider_wire(message), "taken_back": took_back}
    if reported_by is not None:
        by = {"id": reported_by.id, "name": reported_by.first_name}
        return place | {"hidden": True, "by": by, "taken_back": False, "reported": True}
    to = {"id": message.to.id, "name": message.to.first_name} if message.to else None
    house = {"house": True} if message.author.is_house else {}
    return place | _words(person_wire(message.author, hosts) | house, message.body, message.phrase, to)


def posted_wire(row: Mapping[str, Any], message_id: int, author: Wire, to: Wire | None = None) -> Wire:
    """A new message, from what was inserted."""
    place = _place(row["room_id"], message_id, row["seq"], row["created_at"])
    return place | _words(author, row["body"], row["phrase"], to)


def _words(author: Wire, body: str, phrase: str | None, to: Wire | None) -> Wire:
    more = {"phrase": phrase, "to": to}
    return {"author": author, "body": body} | {key: value for key, value in more.items() if value}


def _place(room_id: int, message_id: int, seq: int, at: datetime) -> Wire:
    return {"room": room_id, "id": message_id, "seq": seq, "at": at.isoformat(timespec="seconds")}


def hider_wire(message: Message) -> Wire:
    by = message.hidden_by or message.author
    return {"id": by.id, "name": by.first_name}
