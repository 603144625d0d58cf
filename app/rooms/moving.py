"""A host moves people between the tables of a room, or puts two tables together."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from app.accounts.models import User
from app.core import audit
from app.core.db import locked, session
from app.core.errors import Refusal
from app.rooms import arranging, tables
from app.rooms.models import Room


def move_people(room: Room, people_ids: Sequence[int], number: int, *, actor: User) -> list[tuple[User, int]]:
    """Seat these at a table with company, all or none, and tell who moved and from which table.

    An empty table is taken only by several: who sat there alone would be led back at once. Who has left, or sits there
    already, is not moved.
    """
    held = locked(Room, room.first_table_id)
    if held is None or not held.is_open:
        raise Refusal("room_closed", _("Rummet är stängt just nu."))
    topic = tables.read_topic(held.id)
    seated = {person: table for table, people in topic.seating.items() for person in people}
    movers = [one for one in dict.fromkeys(people_ids) if seated.get(one, number) != number]
    if not movers:
        raise Refusal("nobody_to_move", _("Ingen flyttade. De sitter inte kvar där."))
    if not _fits(topic, len(movers), number):
        raise Refusal("no_seat", _("Det finns inte plats vid bord %(number)s.", number=number))
    for person_id in movers:
        tables.move(held, topic, person_id, number)
    tables.settle(held, topic)
    moved = [(session.get_one(User, person_id), seated[person_id]) for person_id in movers]
    for person, left in moved:
        audit.record("room.moved", person=person, actor=actor, room=held.id, left=left, table=number)
    return moved


def _fits(topic: tables.Topic, movers: int, number: int) -> bool:
    there = topic.seating.get(number, [])
    known = number in topic.tables and (there or movers > 1)
    return bool(known) and (topic.seats is None or len(there) + movers <= topic.seats)


def may_take(seating: arranging.Seating, movers: int, number: int, seats: int | None) -> bool:
    """Is there company and room at the table? For the buttons of the page."""
    there = len(seating.get(number, ()))
    return there > 0 and (seats is None or there + movers <= seats)
