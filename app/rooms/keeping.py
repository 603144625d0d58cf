"""Keeping rooms: made, changed, opened, closed, archived; and who is invited."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.core import audit, clock
from app.core.db import locked, session
from app.core.errors import Refusal
from app.rooms import practice, tables
from app.rooms.hosting import opens_now
from app.rooms.hour_keeping import is_hosted
from app.rooms.models import SIGNS, USUAL_CAPACITY, Membership, Room
from app.rooms.opening import close_down, open_up
from app.rooms.queries import weeks_of
from app.rooms.seats import put_out_strangers


def create_room(
    *,
    name: str,
    topic: str = "",
    sign: str = SIGNS[0],
    is_restricted: bool = False,
    capacity: int | None = USUAL_CAPACITY,
    talks_on: bool = True,
    is_practice: bool = False,
    actor: User,
) -> Room:
    """A new room, closed until somebody opens it; a practice room is open from the beginning."""
    room = Room(name=name, topic=topic, sign=_known(sign), is_restricted=is_restricted, capacity=capacity)
    room.created_by_id, room.talks_on = actor.id, talks_on
    practice.settle(room, is_practice)
    _save_name(room)
    audit.record("room.created", person=None, actor=actor, room=room.id, restricted=room.is_restricted)
    _open_practice(room, actor)
    return room


def change_room(
    room: Room,
    *,
    name: str,
    topic: str,
    sign: str,
    is_restricted: bool,
    capacity: int | None,
    talks_on: bool,
    is_practice: bool,
    actor: User,
) -> None:
    """Change what a room is called, its seats and who may see it; those who no longer may are put out at once."""
    held = _held(room)
    held.topic, held.sign, held.capacity = topic, _known(sign), capacity
    held.name, held.is_restricted, held.talks_on = name, is_restricted, talks_on
    practice.settle(held, is_practice)
    _save_name(held)
    tables.follow(held)
    tables.settle(held)
    audit.record("room.changed", person=None, actor=actor, room=held.id, restricted=held.is_restricted)
    _open_practice(held, actor)
    put_out_strangers(held)


def open_room(room: Room, *, actor: User) -> None:
    """Let people write. Opening an open room changes nothing."""
    held = _held(room)
    if held.is_open:
        return
    open_up(held, host=actor, actor=actor)
    held.hosted = is_hosted(held)


def waits_for_its_hour(room: Room) -> bool:
    """Is it closed within its hours, and not by hand?"""
    week = weeks_of([room.id]).get(room.id, [])
    return not room.is_open and opens_now(room, week, clock.now())


def open_at_the_hour(room: Room) -> None:
    """Open it by the rules though no host has come yet: people were promised that it is open now."""
    held = _held(room)
    if waits_for_its_hour(held):
        open_up(held, host=None, actor=None, by="rules")
        held.hosted = is_hosted(held)


def close_room(room: Room, *, actor: User) -> None:
    """Nobody can write until it is opened again; what was said can still be read."""
    held = _held(room)
    if held.is_practice:
        raise Refusal("always_open", _("Övningsrummet är alltid öppet."))
    if held.is_open:
        close_down(held, actor=actor)


def archive_room(room: Room, *, actor: User | None) -> None:
    """Close the room for good and put everybody out. The talk is kept."""
    held = _held(room)
    if held.is_open:
        close_down(held, actor=actor)
    held.archived_at = clock.now()
    tables.follow(held)
    audit.record("room.archived", person=None, actor=actor, room=held.id)
    put_out_strangers(held)


def restore_room(room: Room, *, actor: User) -> None:
    """Take a room back, closed as it was; not while another one has its name."""
    held = locked(Room, room.id)
    if held is None or held.archived_at is None:
        return
    try:
        with session.begin_nested():
            held.archived_at = None
    except IntegrityError:
        raise Refusal("name_taken", _("Det finns redan ett rum som heter så.")) from None
    tables.follow(held)
    audit.record("room.restored", person=None, actor=actor, room=held.id)
    _open_practice(held, actor)


def invite(room: Room, person: User, *, is_host: bool = False, actor: User | None) -> Membership:
    """Let a person into a restricted room, or let them host any room. Inviting twice changes the first invitation."""
    held = _held(room)
    found = _membership(held, person)
    if found is None:
        found = Membership(room_id=held.id, user=person)
        session.add(found)
    found.is_host = is_host
    session.flush()
    audit.record("room.invited", person=person, actor=actor, room=held.id, host=is_host)
    return found


def uninvite(room: Room, person: User, *, actor: User | None) -> None:
    """Take an invitation back; the live line ends with it."""
    locked(Room, room.first_table_id)
    if found := _membership(room, person):
        session.delete(found)
        session.flush()
        audit.record("room.uninvited", person=person, actor=actor, room=room.id)
        put_out_strangers(room)


def _membership(room: Room, person: User) -> Membership | None:
    return session.scalar(
        select(Membership).where(Membership.room_id == room.id, Membership.user_id == person.id)
    )


def _open_practice(held: Room, actor: User) -> None:
    if held.is_practice and not held.is_open:
        open_up(held, host=None, actor=actor, by="always")


def _held(room: Room) -> Room:
    """The first table of the room, locked: it stands for all. An archived one is past changing."""
    held = locked(Room, room.first_table_id)
    if held is None or held.archived_at is not None:
        raise Refusal("archived", _("Rummet finns inte längre."))
    return held


def _known(sign: str) -> str:
    if sign not in SIGNS:
        raise Refusal("unknown_sign", _("Välj en bild."), 422)
    return sign


def _save_name(room: Room) -> None:
    try:
        with session.begin_nested():
            session.add(room)
    except IntegrityError:
        raise Refusal("name_taken", _("Det finns redan ett rum som heter så."), 422) from None
