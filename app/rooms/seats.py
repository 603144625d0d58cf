"""Who sits where: seats taken and left, and people put out of the live room when their right ends."""

from __future__ import annotations

from typing import cast

from flask_babel import gettext as _
from sqlalchemy import CursorResult, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.accounts.models import User
from app.core import clock, live
from app.core.db import after_commit, locked, session
from app.core.errors import Refusal
from app.core.realtime import room_name
from app.rooms import tables
from app.rooms.hour_keeping import host_comes
from app.rooms.models import Presence, Room
from app.rooms.policies import can_enter
from app.rooms.queries import SEEN_WITHIN
from app.rooms.sweep import end_line
from app.rooms.tables import Table
from app.rooms.telling import tell_people

PAGE = ""  # the place of those who are seen by the pages they open


def sit_down(room: Room, person: User, place: str = PAGE) -> Room:
    """Give the person a seat in the room, the one they have or another, and say at which table it is.

    Asked every half minute by everybody: one query when nothing has changed, the lock only when something has to.
    """
    topic = tables.read_topic(room.first_table_id)
    seat = topic.seat_of(person.id, room.id)
    if seat is None or not topic.is_calm or not _still_there(seat, person, place):
        seat = _take_seat(room, person, place)
    return _table(room, seat)


def _still_there(seat: Table, person: User, place: str) -> bool:
    """Note it at most every 15 seconds; no when the row was moved or taken away just now."""
    seen_at, moment = seat.people[person.id].get(place), clock.now()
    if seen_at is None:
        return False
    if seen_at > moment - SEEN_WITHIN / 6:
        return True
    mine = (Presence.room_id == seat.id, Presence.user_id == person.id, Presence.place == place)
    noted = session.execute(update(Presence).where(*mine).values(seen_at=moment))
    return cast("CursorResult[object]", noted).rowcount > 0


def _take_seat(room: Room, person: User, place: str) -> Table:
    held = locked(Room, room.first_table_id)
    if held is None:
        raise LookupError(room.id)  # rooms are put away, never deleted
    if not can_enter(person, room):  # removed while we waited for the lock
        raise Refusal("not_found", _("Rummet finns inte längre."), 404)
    host_comes(held, person)
    topic = tables.read_topic(held.id)
    seat = topic.seat_of(person.id, room.id) or tables.place(held, topic, room.id)
    if person.id not in seat.people:
        after_commit(tell_people, seat.id)
    tables.free_elsewhere(topic, person.id, seat)
    _note(seat.id, person.id, place)
    seat.people.setdefault(person.id, {})[place] = clock.now()
    tables.settle(held, topic)
    return topic.seat_of(person.id, seat.id) or seat


def _table(room: Room, seat: Table) -> Room:
    return room if seat.id == room.id else session.get_one(Room, seat.id, populate_existing=True)


def stand_up(room_id: int, user_id: int) -> None:
    """The person has left here, unless they also sit there on another tablet of this process."""
    if live.sits_elsewhere(user_id, room_name("room", room_id)):
        return
    mine = (Presence.room_id == room_id, Presence.user_id == user_id, Presence.place.in_((PAGE, live.PLACE)))
    room = session.scalar(select(Room).join(Presence, Presence.room_id == Room.id).where(*mine).limit(1))
    if room is None or (held := locked(Room, room.first_table_id)) is None:
        return
    if session.scalars(delete(Presence).where(*mine).returning(Presence.id)).all():
        after_commit(tell_people, room_id)
        tables.settle(held)


def put_out_strangers(room: Room) -> None:
    """Cut the live line of everyone who may no longer be in the room, at any table. `room` is the first, locked.
    Whoever has a live line has a presence row."""
    session.flush()
    here = select(Room.id).where(or_(Room.id == room.id, Room.extra_of_id == room.id))
    present = session.scalars(select(Presence).where(Presence.room_id.in_(here))).all()
    strangers = [row for row in present if not can_enter(row.user, room)]
    for row in strangers:
        _put_out(row)
        after_commit(tell_people, row.room_id)
    if strangers and (held := locked(Room, room.id)):
        tables.settle(held)


def put_out(room: Room, person: User) -> None:
    """Take a person's seat and every live line, at all tables. `room` is the first, locked; the right has ended."""
    put_out_strangers(room)
    here = select(Room.id).where(or_(Room.id == room.id, Room.extra_of_id == room.id))
    for table_id in session.scalars(here):
        after_commit(end_line, table_id, person.id)


def put_out_of_all(person: User, **_signal: object) -> None:
    """A person who was switched off sits nowhere. Who is left alone gets company when next seen: taking the rooms'
    locks here, after the person's, could make two wait for each other."""
    for row in session.scalars(select(Presence).where(Presence.user_id == person.id)).all():
        _put_out(row)
        after_commit(tell_people, row.room_id)


def _put_out(row: Presence) -> None:
    session.delete(row)
    after_commit(end_line, row.room_id, row.user_id)


def _note(room_id: int, user_id: int, place: str) -> None:
    """One row per person, room and place, whatever two tablets do at the same moment."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = insert(Presence).values(room_id=room_id, user_id=user_id, place=place, seen_at=clock.now())
    keys = ["room_id", "user_id", "place"]
    session.execute(row.on_conflict_do_update(index_elements=keys, set_={"seen_at": row.excluded.seen_at}))
