"""What a page has missed at a table: the answer of `enter_room`, `catch_up` and `/nytt`, for one reader or many.

What is the same for all who come is read once: after a restart a whole table asks for the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from flask_babel import force_locale
from sqlalchemy import select

from app.accounts.models import User
from app.core.db import session
from app.rooms.concealing import reported_in
from app.rooms.hour_showing import notice_wire
from app.rooms.models import Message, Room
from app.rooms.order_words import Barred, pause_wire
from app.rooms.queries import CATCH_UP, MOST, hidden_before, host_name, hosts_of, messages_after
from app.rooms.sanctions import barred
from app.rooms.telling import here_wires
from app.rooms.wire import FirstName, Wire, message_wire

LARGEST_ANSWER = 32_000  # characters of messages


@dataclass(frozen=True)
class Reader:
    """Who asks, in which room, and the number of the last message that their page has."""

    room_id: int
    user_id: int
    after: int
    locale: str


@dataclass
class Missed:
    """What all who ask for one table get."""

    room: Room
    hosts: set[int]
    here: list[Wire]
    opened_by: str | None  # while they sit there
    messages: dict[int, Sequence[Message]] = field(default_factory=dict)  # by the number they come after
    hidden: dict[int, Sequence[Message]] = field(default_factory=dict)
    wires: dict[int, Wire] = field(default_factory=dict)  # by message
    notices: dict[str, Wire | None] = field(default_factory=dict)  # by language

    def wire(self, message: Message) -> Wire:
        if message.id not in self.wires:
            self.wires[message.id] = message_wire(message, self.hosts)
        return self.wires[message.id]

    def notice(self, locale: str) -> Wire | None:
        if locale not in self.notices:
            with force_locale(locale):
                self.notices[locale] = notice_wire(self.room)
        return self.notices[locale]


@dataclass
class Own:
    """What differs between readers."""

    people: Mapping[int, FirstName]
    reported: Mapping[int, Sequence[Message]]  # by the person who does not see them any more
    bars: Mapping[tuple[int, int], Barred]


def since_all(readers: Sequence[Reader]) -> list[Wire]:
    """Ask after joining: what is said in between comes twice rather than never."""
    if not readers:
        return []
    tables = _tables({reader.room_id for reader in readers})
    for reader in readers:
        missed = tables[reader.room_id]
        if reader.after not in missed.messages:
            missed.messages[reader.after] = messages_after(missed.room, reader.after, CATCH_UP + 1)
            missed.hidden[reader.after] = hidden_before(missed.room, reader.after) if reader.after else []
    own = _own({reader.user_id for reader in readers}, tables)
    return [_told(reader, tables[reader.room_id], own) for reader in readers]


def since(room: Room, person: User, after: int, locale: str) -> Wire:
    return since_all([Reader(room.id, person.id, after, locale)])[0]


def _tables(room_ids: Iterable[int]) -> dict[int, Missed]:
    found = select(Room).where(Room.id.in_(list(room_ids))).execution_options(populate_existing=True)
    rooms = session.scalars(found).all()
    hosts = hosts_of(room.first_table_id for room in rooms)
    here = here_wires(rooms, hosts)
    return {
        room.id: Missed(room, hosts.get(room.first_table_id, set()), here.get(room.id, []), host_name(room))
        for room in rooms
    }


def _own(person_ids: set[int], room_ids: Iterable[int]) -> Own:
    asked = select(User.id, User.first_name).where(User.id.in_(person_ids))
    people = {row.id: row for row in session.execute(asked)}
    return Own(people, reported_in(room_ids, person_ids), barred(person_ids))


def _told(reader: Reader, missed: Missed, own: Own) -> Wire:
    room, messages = missed.room, missed.messages[reader.after]
    reported = {one.id: one for one in own.reported.get(reader.user_id, ()) if one.room_id == room.id}
    by = own.people[reader.user_id]
    wires = [_wire(one, missed, by if one.id in reported else None) for one in messages[:CATCH_UP]]
    told = _first_of(wires)
    return {
        "messages": told,
        "more": len(messages) > len(told),
        "hidden": [_wire(one, missed, by) for one in _gone(reader.after, missed, reported.values())],
        "here": missed.here,
        "is_open": room.is_open,
        "opened_by": missed.opened_by,
        "paused": _paused(own.bars.get((room.first_table_id, reader.user_id)), reader.locale),
        "notice": missed.notice(reader.locale),
    }


def _wire(message: Message, missed: Missed, reported_by: FirstName | None) -> Wire:
    return message_wire(message, reported_by=reported_by) if reported_by else missed.wire(message)


def _gone(after: int, missed: Missed, reported: Iterable[Message]) -> list[Message]:
    """Which of the last messages that the page has are hidden from this reader: it may have missed the news of it."""
    near = {one.id: one for one in reported if after - MOST < one.seq <= after}
    both = near | {one.id: one for one in missed.hidden[after]}
    return sorted(both.values(), key=lambda one: one.seq)


def _paused(bar: Barred | None, locale: str) -> Wire | None:
    if bar is None or bar.until is None:
        return None
    with force_locale(locale):
        return pause_wire(bar)


def _first_of(messages: list[Wire]) -> list[Wire]:
    """As many as make a packet of ordinary size: what one asks for must not be a burden to all."""
    sizes = accumulate(len(message.get("body") or "") for message in messages)
    return [message for message, size in zip(messages, sizes, strict=True) if size <= LARGEST_ANSWER]
