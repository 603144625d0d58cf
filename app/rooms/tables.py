"""The tables of one room. Further ones open and close by themselves, under the lock of the first table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import and_, delete, or_, select, update

from app.core import clock
from app.core.db import after_commit, session
from app.core.realtime import emit, room_name
from app.rooms import arranging
from app.rooms.arranging import FIRST
from app.rooms.models import Presence, Room
from app.rooms.queries import SEEN_WITHIN
from app.rooms.telling import tell_moved, tell_people


@dataclass
class Table:
    id: int
    number: int
    is_open: bool
    people: dict[int, dict[str, datetime]] = field(default_factory=dict)  # person → place → when last seen


@dataclass
class Topic:
    """All tables of one room by number, and who sits there now."""

    seats: int | None
    tables: dict[int, Table]

    @property
    def is_open(self) -> bool:
        return self.tables[FIRST].is_open

    @property
    def seating(self) -> arranging.Seating:
        return {table.number: list(table.people) for table in self.tables.values() if table.is_open}

    @property
    def is_calm(self) -> bool:
        return not self.is_open or arranging.is_calm(self.seating, self.seats)

    def seat_of(self, person_id: int, asked_id: int) -> Table | None:
        """Where the person sits. While the room is closed that is wherever one looks."""
        for table in self.tables.values():
            if person_id in table.people and (table.is_open if self.is_open else table.id == asked_id):
                return table
        return None

    def by_id(self, table_id: int) -> Table:
        return next(table for table in self.tables.values() if table.id == table_id)

    @property
    def ids(self) -> list[int]:
        return [table.id for table in self.tables.values()]


def read_topic(first_id: int) -> Topic:
    """One query, without a lock: read it again under the lock before anything is changed."""
    seen = and_(Presence.room_id == Room.id, Presence.seen_at > clock.now() - SEEN_WITHIN)
    rows = session.execute(
        select(Room.id, Room.number, Room.opened_at, Room.capacity, Presence.user_id, Presence.place, Presence.seen_at)
        .outerjoin(Presence, seen)
        .where(or_(Room.id == first_id, Room.extra_of_id == first_id))
        .order_by(Room.number, Presence.id)
    ).all()  # fmt: skip
    topic = Topic(seats=rows[0].capacity, tables={})
    for row in rows:
        table = topic.tables.setdefault(row.number, Table(row.id, row.number, row.opened_at is not None))
        if row.user_id is not None:
            table.people.setdefault(row.user_id, {})[row.place] = row.seen_at
    return topic


def place(held: Room, topic: Topic, asked_id: int) -> Table:
    """A table for who comes; a further one opens when all are full. `held` is the first table, locked."""
    if not topic.is_open:
        return topic.by_id(asked_id)
    number = arranging.choose(topic.seating, topic.by_id(asked_id).number, topic.seats)
    return _opened(held, topic, number)


def settle(held: Room, topic: Topic | None = None) -> None:
    """Move who sits alone or over the seats, and close what is empty. `held` is the first table, locked."""
    session.flush()
    topic = topic or read_topic(held.id)
    if not topic.is_open:
        return
    closed = [table for table in topic.tables.values() if not table.is_open]
    waiting = [person for table in closed for person in table.people]
    for number, people in arranging.arrange(topic.seating, topic.seats, waiting).items():
        for person_id in people:
            move(held, topic, person_id, number)
    for table in topic.tables.values():
        if table.is_open and not table.people and table.number != FIRST:
            table.is_open = False
            _change(table.id, opened_at=None, closed_at=clock.now(), opened_by_id=None)


def move(held: Room, topic: Topic, person_id: int, number: int) -> None:
    """Change somebody's seat. Who sits there already stays."""
    left = next(table for table in topic.tables.values() if person_id in table.people)
    if left.number == number:
        return
    table = _opened(held, topic, number)
    free_elsewhere(topic, {person_id: left})
    mine = (Presence.room_id == left.id, Presence.user_id == person_id)
    session.execute(update(Presence).where(*mine).values(room_id=table.id))
    table.people[person_id] = left.people.pop(person_id)
    after_commit(tell_moved, person_id, left.id, table.id)
    for changed in (left, table):
        after_commit(tell_people, changed.id)


def free_elsewhere(topic: Topic, kept: Mapping[int, Table]) -> None:
    """One seat for each person in a room: what is left from before at other tables than these goes."""
    if len(topic.tables) == 1 or not kept:
        return
    theirs = (Presence.room_id.in_(topic.ids), Presence.user_id.in_(list(kept)))
    found = session.execute(select(Presence.id, Presence.room_id, Presence.user_id).where(*theirs)).all()
    others = [row.id for row in found if row.room_id != kept[row.user_id].id]
    if others:
        session.execute(delete(Presence).where(Presence.id.in_(others)))


def _opened(held: Room, topic: Topic, number: int) -> Table:
    table = topic.tables.get(number)
    if table is None:
        made = Room(extra_of_id=held.id, number=number, created_by_id=held.created_by_id, **_copied(held))
        made.opened_at, made.opened_by_id = clock.now(), held.opened_by_id
        session.add(made)
        session.flush()
        table = topic.tables[number] = Table(made.id, number, True)
    elif not table.is_open:
        table.is_open = True
        _change(table.id, opened_at=clock.now(), closed_at=None, opened_by_id=held.opened_by_id)
    return table


def follow(held: Room) -> None:
    """Further tables are called, seen and put away as the first one is."""
    session.flush()
    same = {**_copied(held), "archived_at": held.archived_at}
    session.execute(update(Room).where(Room.extra_of_id == held.id).values(**same))


def close_further(held: Room) -> None:
    """The first table has closed, and the others with it."""
    open_ones = (Room.extra_of_id == held.id, Room.opened_at.is_not(None))
    closed = (
        update(Room).where(*open_ones).values(opened_at=None, closed_at=held.closed_at, opened_by_id=None)
    )
    for table_id in session.scalars(closed.returning(Room.id)).all():
        after_commit(emit, "room_closed", {"room": table_id}, to=room_name("room", table_id))


def _copied(held: Room) -> dict[str, object]:
    names = ("name", "topic", "sign", "is_restricted", "capacity", "talks_on")
    return {name: getattr(held, name) for name in names}


def _change(table_id: int, **values: object) -> None:
    session.execute(update(Room).where(Room.id == table_id).values(**values))
