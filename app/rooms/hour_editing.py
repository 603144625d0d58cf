"""The weekly hours of a room, line by line. Lines never run into each other."""

from __future__ import annotations

from datetime import time

from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts.models import User
from app.core import audit
from app.core.db import locked, session
from app.core.errors import Refusal
from app.rooms.hour_words import line_words
from app.rooms.hours import overlapping
from app.rooms.models import OpeningHours, Room
from app.rooms.queries import weeks_of

MOST_LINES = 21  # three a day


def week_of(room: Room) -> list[OpeningHours]:
    return weeks_of([room.first_table_id]).get(room.first_table_id, [])


def add_hours(
    room: Room, *, weekday: int, opens_at: time, closes_at: time, actor: User | None
) -> OpeningHours:
    """One more line. The very same line again, as of a form sent twice, is the one that is there."""
    held = _held(room)
    new = OpeningHours(room_id=held.id, weekday=weekday, opens_at=opens_at, closes_at=closes_at)
    if opens_at >= closes_at:
        raise Refusal("backwards", _("Rummet måste stänga senare än det öppnar."), 422)
    week = week_of(held)
    if met := overlapping(week, new):
        if (met.opens_at, met.closes_at) == (opens_at, closes_at):
            return met
        raise Refusal("overlapping", _("Det krockar med %(hours)s.", hours=line_words(met)), 422)
    if len(week) >= MOST_LINES:
        raise Refusal("too_many", _("Det är för många tider. Ta bort någon först."), 422)
    session.add(new)
    session.flush()
    audit.record("room.hours_added", person=None, actor=actor, room=held.id, **_details(new))
    return new


def remove_hours(room: Room, line_id: int, *, actor: User | None) -> OpeningHours | None:
    """Take a line away; None when it is gone already."""
    held = _held(room)
    mine = select(OpeningHours).where(OpeningHours.id == line_id, OpeningHours.room_id == held.id)
    line = session.scalar(mine)
    if line is not None:
        session.delete(line)
        audit.record("room.hours_removed", person=None, actor=actor, room=held.id, **_details(line))
    return line


def _held(room: Room) -> Room:
    held = locked(Room, room.first_table_id)
    if held is None or held.archived_at is not None:
        raise Refusal("archived", _("Rummet finns inte längre."))
    if held.is_practice:
        raise Refusal("always_open", _("Övningsrummet är alltid öppet."))
    return held


def _details(line: OpeningHours) -> dict[str, object]:
    return {"weekday": line.weekday, "opens": line.opens_at.isoformat(), "closes": line.closes_at.isoformat()}
