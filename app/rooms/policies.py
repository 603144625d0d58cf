"""Who may see, enter, write in, open and look after a room."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    bindparam,
    exists,
    false,
    func,
    or_,
    select,
    true,
    tuple_,
)

from app.accounts.models import Role, User
from app.core.db import session
from app.rooms.models import Membership, Message, Room
from app.rooms.order_models import Sanction, SanctionKind

Pair = tuple[int, int]  # room, person
STAFF = (Role.COORDINATOR, Role.ADMINISTRATOR)
FIRST_ID = func.coalesce(Room.extra_of_id, Room.id)  # invitations and removals hang on the first table


def may_see() -> ColumnElement[bool]:
    """The one rule of sight, over the tables Room and User. Staff see restricted rooms; nobody sees an archived one, and
    who is removed from a room does not see it."""
    removed = exists().where(
        Sanction.room_id == FIRST_ID,
        Sanction.user_id == User.id,
        Sanction.kind == SanctionKind.REMOVAL,
        Sanction.lifted_at.is_(None),
    )
    return and_(_may_know(), or_(User.role.in_(STAFF), ~removed))


def _may_know() -> ColumnElement[bool]:
    invited = exists().where(Membership.room_id == FIRST_ID, Membership.user_id == User.id)
    return and_(
        Room.archived_at.is_(None),
        User.deactivated_at.is_(None),
        or_(Room.is_restricted.is_(False), User.role.in_(STAFF), invited),
    )


def sights(pairs: Iterable[Pair]) -> dict[Pair, Row[Any]]:
    """Of each of these (room, person) that there is: `sees`, `knows` (sees but for a removal), `first_id`."""
    asked = list(pairs)
    rooms, people = {room_id for room_id, _ in asked}, {user_id for _, user_id in asked}
    found = session.execute(_SIGHTS, {"pairs": asked, "rooms": list(rooms), "people": list(people)})
    return {(row.room_id, row.user_id): row for row in found}


_SIGHTS = (
    select(Room.id.label("room_id"), User.id.label("user_id"), FIRST_ID.label("first_id"))
    .add_columns(may_see().label("sees"), _may_know().label("knows"))
    .select_from(Room)
    .join(User, true())
    # By key first: of the pairs alone SQLite would look at every room with every person.
    .where(Room.id.in_(bindparam("rooms", expanding=True)), User.id.in_(bindparam("people", expanding=True)))
    .where(tuple_(Room.id, User.id).in_(bindparam("pairs", expanding=True)))
)


def rooms_visible_to(person: User) -> Select[Room]:
    """The rooms that the person may know of, always in the same order."""
    return select(Room).join(User, User.id == person.id).where(may_see()).order_by(Room.id)


def removals_of(person: User) -> Select[Sanction]:
    """What alone keeps the person out of rooms, over the tables Room and Sanction."""
    return (
        select(Sanction)
        .join(Room, Sanction.room_id == FIRST_ID)
        .join(User, User.id == Sanction.user_id)
        .where(User.id == person.id, User.role.not_in(STAFF), _may_know())
        .where(Sanction.kind == SanctionKind.REMOVAL, Sanction.lifted_at.is_(None))
        .limit(1)
    )


def all_rooms(person: User) -> Select[Room]:
    """Every room, archived ones last, without further tables: for the staff pages."""
    rooms = select(Room).where(Room.extra_of_id.is_(None)).order_by(Room.archived_at.is_not(None), Room.id)
    return rooms if can_manage(person) else rooms.where(false())


def can_enter(person: User, room: Room) -> bool:
    return session.scalar(rooms_visible_to(person).where(Room.id == room.id)) is not None


def can_open_and_close(person: User, room: Room) -> bool:
    """Hosts and staff in the rooms they see; an invited member only where the invitation is to host."""
    return _hosts(person, room) and can_enter(person, room)


def can_manage(person: User) -> bool:
    return person.is_staff and person.is_active


def can_hide(person: User, message: Message) -> bool:
    """Everyone may take back what they wrote; those who look after the room may hide anything in it."""
    room = session.get_one(Room, message.room_id)
    return can_enter(person, room) and (message.author_id == person.id or _hosts(person, room))


def can_report(person: User, message: Message) -> bool:
    """What other people have written; one's own is taken back instead, and the house says only what is settled."""
    theirs = message.author_id != person.id and not message.author.is_house
    return theirs and can_enter(person, session.get_one(Room, message.room_id))


def can_restore(person: User, message: Message) -> bool:
    """What a host has hidden is shown again by those who look after the room, not by its author."""
    room = session.get_one(Room, message.room_id)
    took_back = message.author_id == person.id and message.hidden_by_id == person.id
    return can_enter(person, room) and (took_back or looks_after(person, room, message))


def looks_after(person: User, room: Room, message: Message | None = None) -> bool:
    """May this person look after others' messages here? Not judge over one's own, unless staff."""
    own = message is not None and message.author_id == person.id
    return _hosts(person, room) and (not own or person.is_staff)


def may_sanction(actor: User, room: Room, person: User) -> bool:
    """Ask to pause, or remove: never staff or oneself, and a host not another host of the room."""
    if person.is_staff or person.is_house or person.id == actor.id or not can_open_and_close(actor, room):
        return False
    return actor.is_staff or not _hosts(person, room)


def may_lift(actor: User, room: Room, sanction: Sanction) -> bool:
    """Those who keep order in the room; what staff decided only staff take back, and nobody for themselves."""
    if sanction.user_id == actor.id or not can_open_and_close(actor, room):
        return False
    return actor.is_staff or not sanction.created_by.is_staff


def _hosts(person: User, room: Room) -> bool:
    if person.is_host:
        return True
    invited = exists().where(
        Membership.room_id == room.first_table_id,
        Membership.user_id == person.id,
        Membership.is_host.is_(True),
    )
    return bool(session.scalar(select(invited)))
