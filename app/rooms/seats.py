"""Who sits where: seats taken and left, and people put out of the live room when their right ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from flask_babel import gettext as _
from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Table as SqlTable,
    and_,
    delete,
    func,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

from app.accounts.models import User
from app.core import clock, live
from app.core.db import after_commit, locked, session
from app.core.errors import Refusal
from app.core.realtime import room_name
from app.rooms import tables
from app.rooms.hour_keeping import hosts_come
from app.rooms.models import Presence, Room
from app.rooms.policies import FIRST_ID, Pair, can_enter, sights
from app.rooms.queries import SEEN_WITHIN
from app.rooms.sweep import end_line
from app.rooms.tables import Table
from app.rooms.telling import tell_people

PAGE = ""  # the place of those who are seen by the pages they open
_HERE = Presence.place.in_((PAGE, live.PLACE))


def sit_down(room: Room, person: User, place: str = PAGE) -> Room:
    """Give the person a seat in the room, the one they have or another, and say at which table it is."""
    asked = (room.id, person.id)
    seat = seat_all(room.first_table_id, [asked], place).get(asked)
    if seat is None:
        raise Refusal("not_found", _("Rummet finns inte längre."), 404)
    return room if seat == room.id else session.get_one(Room, seat, populate_existing=True)


def seat_all(first_id: int, comers: Iterable[Pair], place: str) -> dict[Pair, int]:
    """Give people (with the table each asks for) seats in one room, and say at which table. Who may not come in gets none.

    Asked every half minute by everybody: one query when nothing has changed, the lock only when something has to.
    """
    comers, topic = list(comers), tables.read_topic(first_id)
    seated = {comer: seat for comer in comers if (seat := topic.seat_of(comer[1], comer[0]))}
    if topic.is_calm and len(seated) == len(comers) and _still_there(seated, place):
        return {comer: seat.id for comer, seat in seated.items()}
    return _take_seats(first_id, comers, place)


def _still_there(seated: Mapping[Pair, Table], place: str) -> bool:
    """Note it at most every 15 seconds; no when a row was moved or taken away just now."""
    moment = clock.now()
    seen = [(seat.id, person, seat.people[person].get(place)) for (_, person), seat in seated.items()]
    if any(seen_at is None for _, _, seen_at in seen):
        return False
    due = {
        (table, person) for table, person, seen_at in seen if seen_at and seen_at <= moment - SEEN_WITHIN / 6
    }
    if not due:
        return True
    noted = session.execute(
        update(Presence).where(_are(due), Presence.place == place).values(seen_at=moment),
        execution_options={"synchronize_session": False},
    )
    return cast("CursorResult[object]", noted).rowcount == len(due)


def _take_seats(first_id: int, comers: Iterable[Pair], place: str) -> dict[Pair, int]:
    held = locked(Room, first_id)
    if held is None:
        raise LookupError(first_id)  # rooms are put away, never deleted
    may = sights(comers)  # some may have been removed while we waited for the lock
    let_in = [comer for comer in comers if comer in may and may[comer].sees]
    hosts_come(held, [person_id for _, person_id in let_in])
    topic, seated = tables.read_topic(held.id), dict[int, Table]()
    # One seat for each, also when two tablets ask for different tables at once: the last one is where the person looks.
    for person_id, asked_id in {person_id: asked_id for asked_id, person_id in let_in}.items():
        seat = topic.seat_of(person_id, asked_id) or tables.place(held, topic, asked_id)
        if person_id not in seat.people:
            after_commit(tell_people, seat.id)
        seat.people.setdefault(person_id, {})[place] = clock.now()
        seated[person_id] = seat
    tables.free_elsewhere(topic, seated)
    _note({(seat.id, person_id) for person_id, seat in seated.items()}, place)
    tables.settle(held, topic)
    now = {person_id: topic.seat_of(person_id, seat.id) or seat for person_id, seat in seated.items()}
    return {comer: now[comer[1]].id for comer in let_in}


def by_topic(leavers: Iterable[Pair]) -> dict[int, list[int]]:
    """The presences, by first table, of those of these (table, person) who leave a seat: not who also sits there on
    another tablet of this process. A seat that was moved to another table since is left too, but not one that is held
    by the page there, where the person is on the way to."""
    gone = {one for one in leavers if not _sits_elsewhere(*one)}
    if not gone:
        return {}
    left = aliased(Room)
    first_id, theirs = func.coalesce(left.extra_of_id, left.id), tuple_(left.id, Presence.user_id).in_(gone)
    found = (
        select(first_id, left.id, Presence)
        .join(Room, Room.id == Presence.room_id)
        .join(left, first_id == FIRST_ID)
        .where(Presence.user_id.in_({person_id for _, person_id in gone}), _HERE, theirs)
    )
    topics: dict[int, list[int]] = defaultdict(list)
    for first, left_id, row in session.execute(found):
        moved = row.place == live.PLACE and not _sits_elsewhere(row.room_id, row.user_id)
        if row.room_id == left_id or moved:
            topics[first].append(row.id)
    return topics


def stand_up_from(first_id: int, presence_ids: Sequence[int]) -> None:
    """Free these seats in one room."""
    held = locked(Room, first_id)
    if held is None:
        return
    freed = delete(Presence).where(Presence.id.in_(presence_ids)).returning(Presence.room_id)
    left = set(session.scalars(freed, execution_options={"synchronize_session": False}))
    for table_id in left:
        after_commit(tell_people, table_id)
    if left:
        tables.settle(held)


def _sits_elsewhere(room_id: int, user_id: int) -> bool:
    return live.sits_elsewhere(user_id, room_name("room", room_id))


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


def _are(pairs: set[Pair]) -> ColumnElement[bool]:
    """By key first: of the pairs alone SQLite would look at every row."""
    people = Presence.user_id.in_({person_id for _, person_id in pairs})
    return and_(people, tuple_(Presence.room_id, Presence.user_id).in_(pairs))


def _note(seated: Iterable[Pair], place: str) -> None:
    """One row per person, table and place, whatever two tablets do at the same moment."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    keys, moment = ["room_id", "user_id", "place"], clock.now()
    row = insert(cast("SqlTable", Presence.__table__))
    row = row.on_conflict_do_update(index_elements=keys, set_={"seen_at": row.excluded.seen_at})
    rows = [
        {"room_id": table_id, "user_id": person_id, "place": place, "seen_at": moment}
        for table_id, person_id in sorted(seated)
    ]
    if rows:
        session.connection().execute(row, rows)
