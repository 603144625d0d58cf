"""Carries out what hosting.py decides, under the lock of the first table: one room in a transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select

from app.accounts.models import Role, User
from app.core import clock
from app.core.db import locked, session
from app.rooms import policies
from app.rooms.hosting import Act, Here, Step, decide
from app.rooms.models import Membership, OpeningHours, Presence, Room
from app.rooms.opening import close_down, open_up, tell_hosts
from app.rooms.queries import seen_just_now, weeks_of

MOST_STEPS = 6  # far more than follow upon each other
FIRST_ID = policies.FIRST_ID


def due_rooms() -> list[int]:
    """The rooms in which something should change by itself, in the order in which they are locked. Without locks."""
    rooms = session.scalars(_looked_after()).all()
    if not rooms:
        return []
    ids = [room.id for room in rooms]
    weeks, here, moment = weeks_of(ids), who_hosts(ids), clock.now()
    return [
        room.id
        for room in rooms
        if decide(room, weeks.get(room.id, ()), here.get(room.id, Here()), moment).step is not Step.NOTHING
    ]


def keep(room_id: int) -> bool:
    """Bring the room to where it should be; no when there was nothing to do, as when another process was first."""
    held = locked(Room, room_id)
    if held is None or held.archived_at is not None:
        return False
    return _carry_out(held, who_hosts([room_id]).get(room_id, Here()))


def hosts_come(held: Room, person_ids: Sequence[int]) -> None:
    """These sit down at tables of this room. A host opens it within its hours, and takes over what went on without one.
    `held` is the first table, locked."""
    invited = and_(Membership.room_id == held.id, Membership.user_id == User.id, Membership.is_host.is_(True))
    found = select(User).outerjoin(Membership, invited).where(User.id.in_(person_ids), _is_host())
    if host := session.scalar(found.order_by(User.id).limit(1)):
        _carry_out(held, Here(host=True, people=True), host)


def who_hosts(room_ids: Iterable[int]) -> dict[int, Here]:
    """By first table: is there a host, is there anybody at its tables?"""
    found = _seated(list(room_ids)).add_columns(func.max(case((_is_host(), 1), else_=0)))
    return {row[0]: Here(host=bool(row[1]), people=True) for row in session.execute(found.group_by(FIRST_ID))}


def is_hosted(held: Room) -> bool:
    return who_hosts([held.id]).get(held.id, Here()).host


def _seated(room_ids: Sequence[int]) -> Select[int]:
    invited = and_(
        Membership.room_id == FIRST_ID, Membership.user_id == User.id, Membership.is_host.is_(True)
    )
    return (
        select(FIRST_ID)
        .select_from(Presence)
        .join(Room, Room.id == Presence.room_id)
        .join(User, User.id == Presence.user_id)
        .outerjoin(Membership, invited)
        .where(FIRST_ID.in_(room_ids), seen_just_now())
    )


def _is_host() -> ColumnElement[bool]:
    return or_(User.role != Role.MEMBER, Membership.id.is_not(None))


def _first_host(held: Room) -> User | None:
    """The host who has sat there longest."""
    found = _seated([held.id]).with_only_columns(User).where(_is_host()).order_by(Presence.id).limit(1)
    return session.scalar(found)


def _looked_after() -> Select[Room]:
    """Of all rooms only those to which the rules could do something."""
    has_hours = exists().where(OpeningHours.room_id == Room.id)
    open_one = or_(Room.hosted, Room.talking_on, Room.closes_at.is_not(None))
    return (
        select(Room)
        .where(Room.extra_of_id.is_(None), Room.archived_at.is_(None))
        .where(or_(has_hours, open_one, and_(Room.is_practice, Room.opened_at.is_(None))))
        .order_by(Room.id)
    )


def _carry_out(held: Room, here: Here, host: User | None = None) -> bool:
    week, moment, before = weeks_of([held.id]).get(held.id, []), clock.now(), _told(held)
    was_open, steps = held.is_open, 0
    while (act := decide(held, week, here, moment)).step is not Step.NOTHING:
        _take(held, act, host)
        if (steps := steps + 1) > MOST_STEPS:
            raise AssertionError(f"room {held.id} finds no rest")
    if held.is_open and was_open and _told(held) != before:
        tell_hosts(held)
    session.flush()
    return steps > 0


def _told(held: Room) -> object:
    """What those at the table have been told of it."""
    left = held.host_left_at is not None
    return (held.talking_on, held.talking_on and left, None if held.talking_on else held.closes_at)


def _take(held: Room, act: Act, host: User | None) -> None:
    if act.step is Step.OPEN:
        host = None if held.is_practice else host or _first_host(held)
        open_up(held, host=host, actor=host, by="rules" if host else "always")
    elif act.step is Step.CLOSE:
        close_down(held, actor=None, by="rules")
    elif act.step is Step.HOST_CAME:
        held.hosted, held.host_left_at = True, None
        held.talking_on, held.closes_at = False, None
        held.opened_by = host or _first_host(held) or held.opened_by
        held.opened_by_id = held.opened_by.id if held.opened_by else None
    elif act.step is Step.HOST_LEFT:
        held.host_left_at = clock.now()
    elif act.step is Step.FORGET:
        held.hosted, held.host_left_at, held.talking_on, held.closes_at = False, None, False, None
    else:
        held.talking_on = act.step is Step.TALK_ON or (held.talking_on and act.step is Step.CLOSE_LATER)
        held.closes_at = act.at
