"""The tables of a room in words: where the reader sits, who sits at the others, and what a host may do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import or_, select

from app.accounts.models import User
from app.core import formatting
from app.core.db import session
from app.rooms import moving
from app.rooms.models import Room
from app.rooms.queries import people_at, who_is_here


@dataclass(frozen=True)
class TableShown:
    """A table of a room and who sits there now."""

    room: Room
    people: Sequence[User]

    @property
    def names(self) -> str:
        return formatting.names_in_words([person.first_name for person in self.people])

    @property
    def ids(self) -> str:
        return ",".join(str(person.id) for person in self.people)


@dataclass(frozen=True)
class Desk:
    """A table as the page of the hosts shows it, with the numbers that its people could go to."""

    table: TableShown
    one_may_go_to: list[int]
    all_may_go_to: list[int]  # lower numbers only: the higher table empties


def tables_of(room: Room) -> list[TableShown]:
    """All tables of the room that were ever set, by number."""
    first = room.first_table_id
    found = select(Room).where(or_(Room.id == first, Room.extra_of_id == first)).order_by(Room.number)
    rows = session.scalars(found.execution_options(populate_existing=True)).all()
    here = people_at([row.id for row in rows if row.is_open]) if len(rows) > 1 else {}
    return [TableShown(row, here.get(row.id, [])) for row in rows]


def open_tables(tables: Sequence[TableShown]) -> list[TableShown]:
    return [table for table in tables if table.room.is_open]


def are_several(tables: Sequence[TableShown]) -> bool:
    return len(open_tables(tables)) > 1


def seat_words(room: Room, reader: User, tables: Sequence[TableShown], *, moved: bool) -> str:
    """At which table the reader sits, and with whom. Nothing where there is one table only."""
    if not room.is_open or not (are_several(tables) or moved):
        return ""
    words = _seat_words(room, reader, moved)
    return f"{full_words(tables[0])} {words}" if moved and _is_full(tables[0], room) else words


def full_words(table: TableShown) -> str:
    """Why one does not sit where one wanted to."""
    return _("Bord %(number)s är fullt.", number=table.room.number)


def _is_full(first: TableShown, room: Room) -> bool:
    """Is another table the first one, and has it no free seat?"""
    seats = first.room.capacity
    return first.room.id != room.id and seats is not None and len(first.people) >= seats


def _seat_words(room: Room, reader: User, moved: bool) -> str:
    names = formatting.names_in_words(
        [person.first_name for person in who_is_here(room) if person.id != reader.id]
    )
    said = {"number": room.number, "names": names}
    if not names:
        return alone_words(room.number)
    if moved:
        return _("Du sitter nu vid bord %(number)s med %(names)s.", **said)
    return _("Du sitter vid bord %(number)s med %(names)s.", **said)


def alone_words(number: int) -> str:
    return _("Du sitter vid bord %(number)s.", number=number)


def desks(room: Room) -> list[Desk]:
    """The tables with company, for those who may move people."""
    shown = open_tables(tables_of(room))
    seating = {table.room.number: [person.id for person in table.people] for table in shown}

    def free(table: TableShown, movers: int) -> list[int]:
        others = (number for number in seating if number != table.room.number)
        return [one for one in others if moving.may_take(seating, movers, one, table.room.capacity)]

    return [_desk(table, free(table, 1), free(table, len(table.people))) for table in shown]


def _desk(table: TableShown, one: list[int], everybody: list[int]) -> Desk:
    if not table.people:
        return Desk(table, [], [])
    return Desk(table, one, [number for number in everybody if number < table.room.number])
