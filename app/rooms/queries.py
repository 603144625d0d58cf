"""Reading: the talk of a room and who sits there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import InstrumentedAttribute

from app.accounts.models import User
from app.core import clock
from app.core.db import session
from app.rooms.hosting import opens_now
from app.rooms.hour_words import when_open
from app.rooms.hours import next_span
from app.rooms.models import Membership, Message, OpeningHours, Presence, Room
from app.rooms.policies import FIRST_ID, rooms_visible_to
from app.rooms.reading import unread_counts

ON_PAGE = 50
CATCH_UP = 100  # messages in one answer over the socket
MOST = 200
SEEN_WITHIN = timedelta(seconds=90)


@dataclass(frozen=True)
class RoomWithPeople:
    """A room in a list, who sits there now, at all its tables and at each, and how much is new there."""

    room: Room
    people: Sequence[User]
    tables: Sequence[Sequence[User]] = ()  # only where there is more than one
    unread: int = 0  # messages of others since the person was last there
    opens: datetime | None = None  # of a closed one with hours; now, when it waits for a host only
    when_open: str = ""  # the same in words


def newest(room: Room, limit: int = ON_PAGE, *, before: int | None = None) -> Sequence[Message]:
    """The last messages of a room, or the last before a number; oldest first."""
    found = select(Message).where(Message.room_id == room.id)
    if before is not None:
        found = found.where(Message.seq < before)
    rows = session.scalars(_fresh(found.order_by(Message.seq.desc()).limit(min(limit, MOST))))
    return list(reversed(rows.all()))


def messages_after(room: Room, seq: int, limit: int = CATCH_UP) -> Sequence[Message]:
    """What has been said after a number, in order."""
    found = select(Message).where(Message.room_id == room.id, Message.seq > seq).order_by(Message.seq)
    return session.scalars(_fresh(found.limit(min(limit, MOST)))).all()


def message_in(room: Room, message_id: int) -> Select[Message]:
    return select(Message).where(Message.room_id == room.id, Message.id == message_id)


def hidden_in(room: Room, limit: int = ON_PAGE) -> Sequence[Message]:
    """The last hidden messages, newest first: for those who may show them again."""
    found = select(Message).where(Message.room_id == room.id, Message.hidden_at.is_not(None))
    return session.scalars(found.order_by(Message.seq.desc()).limit(limit)).all()


def hidden_before(room: Room, seq: int, span: int = MOST) -> Sequence[Message]:
    """Which of the last messages up to a number are hidden: for a page that missed the news of it."""
    found = select(Message).where(Message.room_id == room.id, Message.hidden_at.is_not(None))
    found = found.where(Message.seq <= seq, Message.seq > seq - span).order_by(Message.seq)
    return session.scalars(_fresh(found)).all()


def who_is_here(room: Room) -> Sequence[User]:
    """Those seen in the room a moment ago, in the order they first came. Nobody sits in a closed room."""
    return people_at([room.id]).get(room.id, []) if room.is_open else []


def rooms_with_people(person: User) -> list[RoomWithPeople]:
    """Every room the person may see, always in the same order, with who sits there."""
    seen = session.scalars(rooms_visible_to(person)).all()
    here = people_at([room.id for room in seen if room.is_open])
    unread = unread_counts(person, [room.id for room in seen])
    weeks = weeks_of(room.id for room in seen if not room.is_open and room.extra_of_id is None)
    found = [_with_people(room, seen, here, unread) for room in seen if room.extra_of_id is None]
    return [_with_hours(one, weeks.get(one.room.id, [])) for one in found]


def _with_hours(one: RoomWithPeople, week: Sequence[OpeningHours]) -> RoomWithPeople:
    if one.room.is_open or not week:
        return one
    moment = clock.now()
    coming = next_span(week, moment)
    opens = moment if opens_now(one.room, week, moment) else coming.start if coming else None
    return replace(one, opens=opens, when_open=when_open(one.room, week))


def _with_people(
    room: Room, seen: Sequence[Room], here: dict[int, list[User]], unread: Mapping[int, int]
) -> RoomWithPeople:
    open_ones = [one for one in seen if one.first_table_id == room.id and one.is_open]
    tables = [here.get(one.id, []) for one in sorted(open_ones, key=lambda one: one.number)]
    people = [person for table in tables for person in table]
    new = sum(unread.get(one.id, 0) for one in seen if one.first_table_id == room.id)
    return RoomWithPeople(room, people, tables if len(tables) > 1 else (), new)


def open_rooms(person: User, *, but: Room | None = None) -> list[Room]:
    """The rooms to go to. One does not go to the practice room for company."""
    first = rooms_visible_to(person).where(Room.opened_at.is_not(None), Room.extra_of_id.is_(None))
    found = session.scalars(first.where(~Room.is_practice))
    return [room for room in found if but is None or room.id != but.first_table_id]


def open_now(person: User, *, but: Room, most: int = 3) -> list[RoomWithPeople]:
    """Where else one could go now, the liveliest first, and who sits there at all tables."""
    rooms = open_rooms(person, but=but)
    first_id = func.coalesce(Room.extra_of_id, Room.id)
    here = _people_by(first_id, first_id.in_([room.id for room in rooms])) if rooms else {}
    offers = [RoomWithPeople(room, here.get(room.id, [])) for room in rooms]
    return sorted(offers, key=lambda one: -len(one.people))[:most]


def weeks_of(room_ids: Iterable[int]) -> dict[int, list[OpeningHours]]:
    """The hours by first table, through the week."""
    found = select(OpeningHours).where(OpeningHours.room_id.in_(list(room_ids)))
    weeks: dict[int, list[OpeningHours]] = defaultdict(list)
    for line in session.scalars(found.order_by(OpeningHours.weekday, OpeningHours.opens_at)):
        weeks[line.room_id].append(line)
    return weeks


def host_ids(room_id: int) -> set[int]:
    """Members who are invited to host this very room, at whichever of its tables."""
    first = select(func.coalesce(Room.extra_of_id, Room.id)).where(Room.id == room_id).scalar_subquery()
    found = select(Membership.user_id).where(Membership.room_id == first, Membership.is_host.is_(True))
    return set(session.scalars(found))


def hosts_of(first_ids: Iterable[int]) -> dict[int, set[int]]:
    """The same for several rooms, by their first tables."""
    found = select(Membership.room_id, Membership.user_id)
    found = found.where(Membership.room_id.in_(list(first_ids)), Membership.is_host.is_(True))
    hosts: dict[int, set[int]] = defaultdict(set)
    for room_id, user_id in session.execute(found):
        hosts[room_id].add(user_id)
    return hosts


def host_name(room: Room) -> str | None:
    """First name of the host to whom the open room is owed, while they sit at one of its tables."""
    if not room.is_open or room.opened_by is None:
        return None
    theirs = (Presence.user_id == room.opened_by_id, FIRST_ID.in_([room.first_table_id]), seen_just_now())
    sits = select(Presence.id).join(Room, Room.id == Presence.room_id)
    sits = sits.join(User, User.id == Presence.user_id)
    found = session.scalar(sits.where(*theirs).limit(1))
    return room.opened_by.first_name if found else None


def members(room: Room) -> Sequence[Membership]:
    return session.scalars(
        select(Membership).where(Membership.room_id == room.id).order_by(Membership.id)
    ).all()


def seen_just_now() -> ColumnElement[bool]:
    """Over the tables Presence and User."""
    return and_(Presence.seen_at > clock.now() - SEEN_WITHIN, User.deactivated_at.is_(None))


def people_at(room_ids: Iterable[int]) -> dict[int, list[User]]:
    """Those seen a moment ago at each of these tables."""
    return _people_by(Presence.room_id, Presence.room_id.in_(list(room_ids)))


def _people_by(
    key: ColumnElement[int] | InstrumentedAttribute[int], which: ColumnElement[bool]
) -> dict[int, list[User]]:
    """Over the tables Presence and Room."""
    recent = (
        select(key, User)
        .select_from(Presence)
        .join(User, User.id == Presence.user_id)
        .join(Room, Room.id == Presence.room_id)
        .where(which, seen_just_now())
        .order_by(Presence.id)
    )
    found: dict[int, dict[int, User]] = defaultdict(dict)
    for room_id, person in session.execute(recent):
        found[room_id].setdefault(person.id, person)
    return {room_id: list(people.values()) for room_id, people in found.items()}


def _fresh(statement: Select[Message]) -> Select[Message]:
    """Hidden or not is read from the database, not from what this session has seen before."""
    return statement.execution_options(populate_existing=True)
