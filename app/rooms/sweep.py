"""A right that was ended elsewhere (another process, the command line) ends the live line here within two seconds."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from app.accounts.models import User
from app.core import clock, live
from app.core.db import session
from app.core.realtime import kick, room_name
from app.extensions import socketio
from app.rooms.models import Presence, Room
from app.rooms.policies import FIRST_ID, may_see

UNSEEN = timedelta(seconds=150)  # a seat is free after 90; who hears on may have been busy
Heard = tuple[int, int]  # room, person
_lines: set[Heard] = set()  # who hears something in this process
_running: list[object] = []


def note(room_id: int, user_id: int) -> None:
    """From now on the person hears the room here. The first one starts the sweep."""
    _lines.add((room_id, user_id))
    if not _running:
        _running.append(socketio.start_background_task(_sweep, current_app._get_current_object()))  # type: ignore[attr-defined]


def forget(room_id: int, user_id: int) -> None:
    if not live.sits_elsewhere(user_id, room_name("room", room_id)):
        _lines.discard((room_id, user_id))


def end_line(room_id: int, user_id: int) -> None:
    """Cut every line of the person to the room in this process."""
    group = room_name("room", room_id)
    kick(group, user_id)
    for line in live.lines_of(user_id):
        line.groups.discard(group)
    _lines.discard((room_id, user_id))


def end_strangers() -> None:
    """Cut the lines of all who may no longer see the room they hear, and of those who have not been seen at any of its
    tables for long: a page asks every half minute, and nobody is to listen unseen."""
    heard = set(_lines)
    if not heard:
        return
    found = session.execute(select(Room.id, FIRST_ID).where(Room.id.in_({room_id for room_id, _ in heard})))
    first = {row[0]: row[1] for row in found}
    seen = (
        select(FIRST_ID, Presence.user_id)
        .select_from(Presence)
        .join(Room, Room.id == Presence.room_id)
        .join(User, User.id == Presence.user_id)
        .where(FIRST_ID.in_(set(first.values())), Presence.seen_at > clock.now() - UNSEEN, may_see())
    )
    here = {(row[0], row[1]) for row in session.execute(seen)}
    for room_id, user_id in heard:
        if (first.get(room_id), user_id) not in here:
            end_line(room_id, user_id)


def _sweep(app: Flask) -> None:
    while True:
        socketio.sleep(live.SWEEP_EVERY)
        try:
            with app.app_context():
                end_strangers()
        except DBAPIError as error:
            app.logger.error("database not available for the sweep of rooms: %s", type(error.orig).__name__)
        except Exception:  # it must go on: nothing else cuts the lines of a right ended elsewhere
            app.logger.exception("sweep of rooms failed")
