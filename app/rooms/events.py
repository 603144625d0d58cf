"""Rooms over the socket: the same policies and services as over HTTP, then an acknowledgement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate

from flask import Flask, request
from flask_babel import gettext as _

from app.accounts.models import User
from app.core import live
from app.core.access import get_or_404
from app.core.batches import Asked
from app.core.db import commit, session
from app.core.errors import Refusal
from app.core.payload import client_id, text, whole
from app.core.realtime import enter, leave, on, on_deferred, on_farewell, room_name
from app.rooms import reading, seats, sweep
from app.rooms.concealing import concealed
from app.rooms.hour_showing import notice_wire
from app.rooms.models import BODY_LENGTH, Room
from app.rooms.order_words import pause_wire
from app.rooms.policies import can_enter, removals_of, rooms_visible_to
from app.rooms.posting import Post
from app.rooms.queries import CATCH_UP, hidden_before, host_ids, messages_after
from app.rooms.sanctions import pause_of
from app.rooms.scribe import writer
from app.rooms.telling import here_wire
from app.rooms.wire import Wire, message_wire

SAID_PER_MINUTE = 60  # the same over HTTP
LARGEST_ANSWER = 32_000  # characters of messages


@dataclass(frozen=True)
class After:
    """A room and the number of the last message that the page has."""

    room: int = whole()
    after: int = whole(0)


@dataclass(frozen=True)
class Leaving:
    room: int = whole()


@dataclass(frozen=True)
class Sending:
    room: int = whole()
    client_id: str = client_id()
    body: str = text(BODY_LENGTH, lines=True)
    to: int | None = whole(default=None)


@on("enter_room", After)
@on("catch_up", After)
def enter_room(person: User, given: After) -> Wire:
    """Hear what is told in the room from now on, and get what was said since. Asked again every 30 s and after a
    gap: that keeps the seat, and takes it again when the server has forgotten the line."""
    room = _find(person, given.room)
    table = seats.sit_down(room, person, live.PLACE)
    if given.after:
        reading.note_read(room, person, given.after)
    commit()
    if table.id != room.id:
        _part(room.id, person)
    _join(table, person)
    if not can_enter(person, table):  # the right ended while we were on our way in
        _part(table.id, person)
        _find(person, room.id)
    return since(room, person, given.after) | {"table": table.id}


@on("leave_room", Leaving)
def leave_room(person: User, given: Leaving) -> None:
    """Stop hearing. Leaving a room one is not in changes nothing, so nothing is revealed either."""
    _part(given.room, person)
    seats.stand_up(given.room, person.id)
    commit()


@on_deferred("send_message", Sending, per_minute=SAID_PER_MINUTE)
def send_message(app: Flask, line: live.Connection, given: Sending, answer: Callable[[Wire], None]) -> None:
    """Say something; authorised, stored and acknowledged together with what others say at the same moment."""
    post = Post(given.room, line.user_id, given.client_id, given.body, to_id=given.to)
    writer.hand_in(app, Asked(post, line, answer))


def _find(person: User, room_id: int) -> Room:
    seen = rooms_visible_to(person).where(Room.id == room_id)
    room = session.scalar(seen)
    if room is None and session.scalar(removals_of(person).where(Room.id == room_id)) is not None:
        raise Refusal("removed", _("Du är inte med i rummet just nu."), 403)
    return room or get_or_404(seen)


def since(room: Room, person: User, after: int) -> Wire:
    """Read after joining: what is said in between comes twice rather than never."""
    messages = messages_after(room, after, CATCH_UP + 1)
    hosts, reported = host_ids(room.id), concealed(messages, person)
    told = _first_of(
        [
            message_wire(one, hosts, reported_by=person if one.id in reported else None)
            for one in messages[:CATCH_UP]
        ]
    )
    return {
        "messages": told,
        "more": len(messages) > len(told),
        "hidden": [message_wire(one, reported_by=person) for one in hidden_before(room, after, person)],
        "here": here_wire(room),
        "is_open": room.is_open,
        "opened_by": room.opened_by.first_name if room.is_open and room.opened_by else None,
        "paused": pause_wire(pause_of(person, room)),
        "notice": notice_wire(room),
    }


def _first_of(messages: list[Wire]) -> list[Wire]:
    """As many as make a packet of ordinary size: what one asks for must not be a burden to all."""
    sizes = accumulate(len(message.get("body") or "") for message in messages)
    return [message for message, size in zip(messages, sizes, strict=True) if size <= LARGEST_ANSWER]


def _sid() -> str:
    return str(request.sid)  # type: ignore[attr-defined]


def _join(room: Room, person: User) -> None:
    group = room_name("room", room.id)
    enter(group)
    live.note_group(_sid(), group, True)
    sweep.note(room.id, person.id)


def _part(room_id: int, person: User) -> None:
    group = room_name("room", room_id)
    leave(group)
    live.note_group(_sid(), group, False)
    sweep.forget(room_id, person.id)


@on_farewell
def _farewell(user_id: int, groups: list[str]) -> None:
    """A line is lost: the seat is free unless the person sits there on another tablet."""
    for group in groups:
        kind, _colon, number = group.partition(":")
        if kind == "room":
            sweep.forget(int(number), user_id)
            seats.stand_up(int(number), user_id)
            commit()  # one room's lock at a time
