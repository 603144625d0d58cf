"""The icy-day switch: a date is not cancelled but held in a room, by telephone for those without a screen, at its hour.

Locks are taken in this order: the room, the audit chain, the date. See docs/decisions/0028.
"""

from __future__ import annotations

from babel.dates import format_date
from flask_babel import gettext as _

from app.accounts.models import User
from app.calendar import dates, rooms_of_dates, telling
from app.calendar.models import DateForm, Occurrence, Serves
from app.calendar.rules import local_day
from app.core import audit, clock
from app.core.db import locked, session
from app.core.errors import Refusal
from app.rooms import keeping
from app.rooms.models import NAME_LENGTH, TOPIC_LENGTH, USUAL_CAPACITY, Room

SIGNS = {Serves.SOUP: "mat", Serves.COFFEE: "kaffe", Serves.NOTHING: "tillsammans"}


def go_online(occurrence: Occurrence, *, reason: str, actor: User) -> None:
    """Makes the room, invites those with a seat and those who run it, and tells everybody."""
    if occurrence.is_online:
        return
    dates.require_change(occurrence)
    room = _room_for(occurrence, actor)
    audit.record("occurrence.form_changed", person=None, actor=actor, occurrence=occurrence.id, room=room.id)
    date = dates.hold_coming(occurrence)
    dates.require_change(date)
    if date.is_online:
        raise Refusal("already_online", _("Formen är redan bytt."))
    date.form, date.changed_form_at, date.form_reason = DateForm.ONLINE, clock.now(), reason
    date.room_id, date.is_changed = room.id, True
    session.flush()
    rooms_of_dates.follow(date, room, actor=actor)
    telling.tell(telling.FORM, [date], at=date.changed_form_at)


def go_back(occurrence: Occurrence, *, actor: User) -> None:
    """At its place after all. The room is put away with what was said there."""
    if not occurrence.is_online:
        return
    room = locked(Room, occurrence.room_id) if occurrence.room_id else None
    audit.record("occurrence.form_restored", person=None, actor=actor, occurrence=occurrence.id)
    date = dates.hold_coming(occurrence)
    if not date.is_online:
        return
    now, changed = clock.now(), date.changed_form_at
    was_slip = changed is not None and now - changed <= dates.SLIP
    date.form, date.changed_form_at, date.form_reason = DateForm.AT_PLACE, None if was_slip else now, None
    date.is_changed = dates.differs(date)
    session.flush()
    if room and room.archived_at is None:
        keeping.archive_room(room, actor=actor)
    if not was_slip:
        telling.tell(telling.FORM, [date], at=now)


def _room_for(date: Occurrence, actor: User) -> Room:
    """The one it had before, else a new one."""
    room = locked(Room, date.room_id) if date.room_id else None
    if room is None:
        return _new_room(date, actor)
    if room.archived_at:
        keeping.restore_room(room, actor=actor)
    return room


def _new_room(date: Occurrence, actor: User) -> Room:
    """Named after the activity and the day; with a number when there is such a room."""
    day = format_date(local_day(date.starts_at), "d MMMM", locale="sv")
    for number in range(1, 10):
        name = f", {day}" if number == 1 else f", {day} ({number})"
        try:
            return keeping.create_room(
                name=date.title[: NAME_LENGTH - len(name)].rstrip() + name, topic=date.title[:TOPIC_LENGTH],
                sign=SIGNS[date.activity.serves], is_restricted=True, capacity=USUAL_CAPACITY, actor=actor,
            )  # fmt: skip
        except Refusal as refusal:
            if refusal.code != "name_taken":
                raise
    raise Refusal("name_taken", _("Det finns redan ett rum som heter så."))
