"""News of who sits where. Call these after the commit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial

from flask import Flask, current_app
from sqlalchemy import or_, select
from sqlalchemy.exc import DBAPIError

from app.accounts.models import User
from app.core import clock
from app.core.db import session
from app.core.loop import at_most_every
from app.core.realtime import emit, room_name
from app.rooms.models import Presence, Room
from app.rooms.queries import hosts_of, seen_just_now, who_is_here
from app.rooms.wire import Wire, person_wire

CALM = 0.25  # seconds between two tellings of who sits at a table: many may come back at once
JUST_NOW = timedelta(seconds=10)  # a table that closed within this has news for the others: it is empty


def here_wire(room: Room) -> list[Wire]:
    """Who sits there, in the order they came."""
    return here_wires([room], hosts_of([room.first_table_id])).get(room.id, [])


def here_wires(rooms: Sequence[Room], hosts: Mapping[int, set[int]]) -> dict[int, list[Wire]]:
    """The same for several tables, with the hosts of their rooms. Columns instead of people: it is asked by everybody
    who returns."""
    first = {room.id: room.first_table_id for room in rooms if room.is_open}
    seated = (
        select(Presence.room_id, User.id, User.first_name, User.figure, User.role)
        .join(User, Presence.user_id == User.id)
        .where(Presence.room_id.in_(list(first)), seen_just_now())
        .order_by(Presence.id)
    )
    here: dict[int, dict[int, Wire]] = defaultdict(dict)  # on two tablets: as first seen
    for row in session.execute(seated):
        here[row.room_id].setdefault(row.id, person_wire(row, hosts.get(first[row.room_id], ())))
    return {room_id: list(people.values()) for room_id, people in here.items()}


def tell_people(room_id: int) -> None:
    """Tell the table who sits there, soon: of many changes at once the table hears the last."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    at_most_every(CALM, ("people", room_id), partial(_tell_people, app, room_id))


def _tell_people(app: Flask, room_id: int) -> None:
    try:
        with app.app_context():
            if room := session.get(Room, room_id):
                emit(
                    "people_changed",
                    {"room": room_id, "here": here_wire(room)},
                    to=room_name("room", room_id),
                )
                _tell_other_tables(room)
    except DBAPIError as error:  # whoever asks again, every half minute, is told who is here
        app.logger.error("database not available for who is here: %s", type(error.orig).__name__)


def _tell_other_tables(room: Room) -> None:
    """Who sits at this table stands on the pages of the others too. Where there is one table nobody is told."""
    if not room.is_open and not (room.closed_at and room.closed_at > clock.now() - JUST_NOW):
        return
    first = room.first_table_id
    others = (
        or_(Room.id == first, Room.extra_of_id == first),
        Room.id != room.id,
        Room.opened_at.is_not(None),
    )
    for table_id in session.scalars(select(Room.id).where(*others).order_by(Room.id)):
        emit("tables_changed", {"room": table_id}, to=room_name("room", table_id))


def tell_moved(user_id: int, left_id: int, room_id: int) -> None:
    """Tell a person that their seat is at another table now, and with whom."""
    room = session.get_one(Room, room_id)
    names = [person.first_name for person in who_is_here(room) if person.id != user_id]
    news = {"room": room_id, "left": left_id, "number": room.number, "with": names}
    emit("seat_changed", news, to=room_name("user", user_id))
