"""Who may see, enter, write in, open and look after a room."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select

from app.accounts.models import Role, User
from app.core.db import session
from app.rooms.models import Membership, Message, Room

STAFF = (Role.COORDINATOR, Role.ADMINISTRATOR)


def may_see() -> ColumnElement[bool]:
    """The one rule of sight, over the tables Room and User. Staff see restricted rooms; nobody sees an archived one."""
    first_id = func.coalesce(Room.extra_of_id, Room.id)  # invitations hang on the first table
    invited = exists().where(Membership.room_id == first_id, Membership.user_id == User.id)
    return and_(
        Room.archived_at.is_(None),
        User.deactivated_at.is_(None),
        or_(Room.is_restricted.is_(False), User.role.in_(STAFF), invited),
    )


def rooms_visible_to(person: User) -> Select[Room]:
    """The rooms that the person may know of, always in the same order."""
    return select(Room).join(User, User.id == person.id).where(may_see()).order_by(Room.id)


def all_rooms(person: User) -> Select[Room]:
    """Every room, archived ones last, without further tables: for the staff pages."""
    rooms = select(Room).where(Room.extra_of_id.is_(None)).order_by(Room.archived_at.is_not(None), Room.id)
    return rooms if can_manage(person) else rooms.where(false())


def can_enter(person: User, room: Room) -> bool:
    return session.scalar(rooms_visible_to(person).where(Room.id == room.id)) is not None


def hearers(person: User, room: Room) -> Select[User]:
    """To whom the person may say something in the room: everybody else who may read there."""
    return select(User).join(Room, Room.id == room.id).where(may_see(), User.id != person.id)


def can_open_and_close(person: User, room: Room) -> bool:
    """Hosts and staff in the rooms they see; an invited member only where the invitation is to host."""
    return _hosts(person, room) and can_enter(person, room)


def can_manage(person: User) -> bool:
    return person.is_staff and person.is_active


def can_hide(person: User, message: Message) -> bool:
    """Everyone may take back what they wrote; those who look after the room may hide anything in it."""
    room = session.get_one(Room, message.room_id)
    return can_enter(person, room) and (message.author_id == person.id or _hosts(person, room))


def can_restore(person: User, message: Message) -> bool:
    """What a host has hidden is shown again by those who look after the room, not by its author."""
    room = session.get_one(Room, message.room_id)
    took_back = message.author_id == person.id and message.hidden_by_id == person.id
    return can_enter(person, room) and (took_back or looks_after(person, room, message))


def looks_after(person: User, room: Room, message: Message | None = None) -> bool:
    """May this person look after others' messages here? Not judge over one's own, unless staff."""
    own = message is not None and message.author_id == person.id
    return _hosts(person, room) and (not own or person.is_staff)


def _hosts(person: User, room: Room) -> bool:
    if person.is_host:
        return True
    invited = exists().where(
        Membership.room_id == room.first_table_id,
        Membership.user_id == person.id,
        Membership.is_host.is_(True),
    )
    return bool(session.scalar(select(invited)))
