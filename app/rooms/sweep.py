"""A right that was ended elsewhere (another process, the command line) ends the live line here within two seconds."""

from __future__ import annotations

from flask import Flask, current_app
from sqlalchemy import select, true

from app.accounts.models import User
from app.core import live
from app.core.db import session
from app.core.realtime import kick, room_name
from app.extensions import socketio
from app.rooms.models import Room
from app.rooms.policies import may_see

_lines: set[tuple[int, int]] = set()  # (room, person) that hear something in this process
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
    for sid in live.sockets_of_user(user_id):
        live.note_group(sid, group, False)
    _lines.discard((room_id, user_id))


def end_strangers() -> None:
    """Cut the lines of all who may no longer see the room they hear."""
    heard = set(_lines)
    if not heard:
        return
    allowed = (
        select(Room.id, User.id)
        .join(User, true())
        .where(Room.id.in_({room for room, _user in heard}), User.id.in_({user for _room, user in heard}))
        .where(may_see())
    )
    for room_id, user_id in heard - {(row[0], row[1]) for row in session.execute(allowed)}:
        end_line(room_id, user_id)


def _sweep(app: Flask) -> None:
    while True:
        socketio.sleep(live.SWEEP_EVERY)
        try:
            with app.app_context():
                end_strangers()
        except Exception:
            app.logger.exception("sweep of rooms failed")
