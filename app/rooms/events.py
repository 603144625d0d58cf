"""Rooms over the socket: each event goes to the greenlet that serves it together with those of others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask

from app.core.batches import Asked
from app.core.live import Connection
from app.core.payload import client_id, text, whole
from app.core.realtime import on, on_farewell
from app.rooms.arriving import Coming, Leaving, door
from app.rooms.models import BODY_LENGTH
from app.rooms.posting import Post
from app.rooms.scribe import writer
from app.rooms.wire import Wire

Reply = Callable[[Wire], None]
SAID_PER_MINUTE = 60  # the same over HTTP


@dataclass(frozen=True)
class After:
    """A room and the number of the last message that the page has."""

    room: int = whole()
    after: int = whole(0)


@dataclass(frozen=True)
class OneRoom:
    room: int = whole()


@dataclass(frozen=True)
class Sending:
    room: int = whole()
    client_id: str = client_id()
    body: str = text(BODY_LENGTH, lines=True)
    to: int | None = whole(default=None)


@on("enter_room", After)
@on("catch_up", After)
def enter_room(app: Flask, line: Connection, given: After, answer: Reply) -> None:
    """Hear what is told in the room from now on, and get what was said since. Asked again every 30 s and after a
    gap: that keeps the seat, and takes it again when the server has forgotten the line."""
    door.hand_in(app, Asked(Coming(given.room, given.after), line, answer))


@on("leave_room", OneRoom)
def leave_room(app: Flask, line: Connection, given: OneRoom, answer: Reply) -> None:
    """Stop hearing."""
    door.hand_in(app, Asked(Leaving(given.room), line, answer))


@on("send_message", Sending, per_minute=SAID_PER_MINUTE)
def send_message(app: Flask, line: Connection, given: Sending, answer: Reply) -> None:
    """Say something; authorised, stored and acknowledged together with what others say at the same moment."""
    session_id = line.session_id
    post = Post(given.room, line.user_id, given.client_id, given.body, to_id=given.to, session_id=session_id)
    writer.hand_in(app, Asked(post, line, answer))


@on_farewell
def _farewell(app: Flask, line: Connection) -> None:
    """A line is lost: the seat is free unless the person sits there on another tablet."""
    for group in sorted(line.groups):
        kind, _colon, number = group.partition(":")
        if kind == "room":
            door.hand_in(app, Asked(Leaving(int(number)), line, lambda _answer: None))
