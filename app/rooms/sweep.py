"""A right that was ended elsewhere (another process, the command line) ends the live line here within two seconds."""

from __future__ import annotations

from flask import Flask, current_app
from sqlalchemy import Select, select, true
from sqlalchemy.exc import DBAPIError

from app.accounts.models import User
from app.core import live
from app.core.db import session
from app.core.realtime import kick, room_name
from app.extensions import socketio
from app.rooms.models import Presence, Room
from app.rooms.policies import may_see

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
    """Cut the lines of all who may no longer see the room they hear."""
    heard = set(_lines)
    if not heard:
        return
    seated = select(Presence.room_id, Presence.user_id).where(Presence.room_id.in_(_rooms(heard)))
    seated = seated.join(Room, Room.id == Presence.room_id).join(User, User.id == Presence.user_id)
    unseated = heard - _pairs(seated.where(may_see()))
    if unseated:  # few: the seat of a line is noted with it
        pairs = select(Room.id, User.id).join(User, true()).where(Room.id.in_(_rooms(unseated)))
        unseated -= _pairs(pairs.where(User.id.in_({user for _room, user in unseated}), may_see()))
    for room_id, user_id in unseated:
        end_line(room_id, user_id)


def _rooms(lines: set[Heard]) -> set[int]:
    return {room for room, _user in lines}


def _pairs(found: Select[int, int]) -> set[Heard]:
    return {(row[0], row[1]) for row in session.execute(found)}


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
