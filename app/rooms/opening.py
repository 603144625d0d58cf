"""Opening and closing: what it changes in the rows, and who hears of it. The first table is given, locked."""

from __future__ import annotations

from sqlalchemy import or_, select

from app.accounts.models import User
from app.core import audit, clock
from app.core.db import after_commit, session
from app.core.realtime import emit, room_name
from app.rooms import tables
from app.rooms.hours import span_at
from app.rooms.models import Room
from app.rooms.queries import weeks_of


def open_up(held: Room, *, host: User | None, actor: User | None, by: str = "hand") -> None:
    """Let people write. `host` is who is named on the page; nobody for the practice room."""
    _begin_anew(held)
    held.opened_at, held.closed_at, held.closed_by_id = clock.now(), None, None
    held.opened_by, held.opened_by_id = host, host.id if host else None
    tables.settle(held)  # those who waited for it may be more than there are seats
    audit.record("room.opened", person=None, actor=actor, room=held.id, by=by)
    after_commit(emit, "room_opened", {"room": held.id}, to=room_name("room", held.id))


def close_down(held: Room, *, actor: User | None, by: str = "hand") -> None:
    """Nobody can write until it is opened again; what was said can still be read."""
    _begin_anew(held)  # first: what is set here may be written bit by bit, and only an open room closes
    held.opened_at, held.closed_at = None, clock.now()
    held.closed_by_id = actor.id if actor and _within_hours(held) else None
    held.opened_by, held.opened_by_id = None, None
    tables.close_further(held)
    audit.record("room.closed", person=None, actor=actor, room=held.id, by=by)
    after_commit(emit, "room_closed", {"room": held.id}, to=room_name("room", held.id))


def tell_hosts(held: Room) -> None:
    """Each page asks for the words in its own language."""
    news = {
        "talking_on": held.talking_on,
        "closes_at": held.closes_at.isoformat() if held.closes_at else None,
    }
    for table_id in table_ids(held):
        told = {"room": table_id, **news}
        after_commit(emit, "hosts_changed", told, to=room_name("room", table_id))


def table_ids(held: Room) -> list[int]:
    found = select(Room.id).where(or_(Room.id == held.id, Room.extra_of_id == held.id)).order_by(Room.id)
    return list(session.scalars(found))


def _within_hours(held: Room) -> bool:
    """A hand that closes while there are no hours says nothing of hours that are written down later."""
    return span_at(weeks_of([held.id]).get(held.id, []), clock.now()) is not None


def _begin_anew(held: Room) -> None:
    held.hosted, held.host_left_at = False, None
    held.talking_on, held.closes_at = False, None
