"""Who sits where: seats taken and left, and people put out of the live room when their right ends."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from app.accounts.models import User
from app.core import clock, live
from app.core.db import after_commit, session
from app.core.realtime import emit, room_name
from app.rooms.models import Presence, Room
from app.rooms.policies import can_enter
from app.rooms.queries import SEEN_WITHIN, host_ids, who_is_here
from app.rooms.sweep import end_line
from app.rooms.wire import person_wire

PAGE = ""  # the place of those who are seen by the pages they open


def sit_down(room: Room, person: User, place: str = PAGE) -> None:
    """Note that the person is in the room; tell the others when they were not there a moment ago."""
    mine = select(Presence.place, Presence.seen_at)
    seen = session.execute(mine.where(Presence.room_id == room.id, Presence.user_id == person.id)).all()
    moment = clock.now()
    if any(row.place == place and row.seen_at > moment - SEEN_WITHIN / 6 for row in seen):
        return
    _note(room.id, person.id, place)
    if not any(row.seen_at > moment - SEEN_WITHIN for row in seen):
        after_commit(tell_people, room.id)


def stand_up(room_id: int, user_id: int) -> None:
    """The person has left here, unless they also sit there on another tablet of this process."""
    if live.sits_elsewhere(user_id, room_name("room", room_id)):
        return
    mine = (Presence.room_id == room_id, Presence.user_id == user_id, Presence.place.in_((PAGE, live.PLACE)))
    if session.scalars(delete(Presence).where(*mine).returning(Presence.id)).all():
        after_commit(tell_people, room_id)


def here_wire(room: Room) -> list[dict[str, Any]]:
    hosts = host_ids(room.id)
    return [person_wire(person, hosts) for person in who_is_here(room)]


def tell_people(room_id: int) -> None:
    """Tell the room who sits there now; call it after the commit."""
    if room := session.get(Room, room_id):
        emit("people_changed", {"room": room_id, "here": here_wire(room)}, to=room_name("room", room_id))


def put_out_strangers(room: Room) -> None:
    """Cut the live line of everyone who may no longer be in the room. Whoever has a live line has a presence row."""
    session.flush()
    present = session.scalars(select(Presence).where(Presence.room_id == room.id)).all()
    strangers = [row for row in present if not can_enter(row.user, room)]
    for row in strangers:
        _put_out(row)
    if strangers:
        after_commit(tell_people, room.id)


def put_out_of_all(person: User, **_signal: object) -> None:
    """A person who was switched off sits nowhere."""
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
