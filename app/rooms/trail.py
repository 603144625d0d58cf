"""The audit trail as the operator reads it: who did what to whom, why and where."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from app.accounts.models import User
from app.core.audit import AuditEntry
from app.core.clock import STOCKHOLM
from app.core.db import session
from app.rooms.models import Room

Entry = dict[str, Any]


def last_entries(most: int, *, room: Room | None = None, person: User | None = None) -> list[Entry]:
    """The newest, in order: of a room with all its tables, of what a person did or met with, or of everything."""
    found = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(most)
    if person:
        found = found.where(or_(AuditEntry.person == person.pseudonym, AuditEntry.actor == person.pseudonym))
    if room:
        found = found.where(_is_of(_table_ids(room)))
    entries = session.scalars(found).all()[::-1]
    people = _people(entries)
    details = [json.loads(entry.details) for entry in entries]
    rooms = _room_names(one["room"] for one in details if "room" in one)
    return [_shown(entry, more, people, rooms) for entry, more in zip(entries, details, strict=True)]


def line(entry: Entry) -> str:
    """One entry on one line."""
    actor = _name(entry["actor"]) or "nobody (rules or command line)"
    parts = [entry["at"], entry["action"], f"by {actor}"]
    parts += [f"person: {_name(entry['person'])}"] if entry["person"] else []
    parts += [f"reason: {entry['reason']}"] if entry["reason"] else []
    parts += [f"room: {entry['room_name'] or '?'} ({entry['room']})"] if entry["room"] else []
    return " · ".join(parts)


def _shown(
    entry: AuditEntry, details: dict[str, Any], people: dict[str, Entry], rooms: dict[int, str]
) -> Entry:
    room_id = details.get("room")
    return {
        "id": entry.id,
        "at": entry.at.astimezone(STOCKHOLM).isoformat(sep=" ", timespec="seconds"),
        "action": entry.action,
        "actor": _who(entry.actor, people),
        "person": _who(entry.person, people),
        "reason": details.get("reason"),
        "room": room_id,
        "room_name": rooms.get(room_id) if room_id else None,
        "details": details,
    }


def _who(pseudonym: str | None, people: dict[str, Entry]) -> Entry | None:
    """Of somebody who was erased nothing is left but the pseudonym."""
    return people.get(pseudonym, {"id": None, "name": pseudonym}) if pseudonym else None


def _name(person: Entry | None) -> str:
    return f"{person['name']} ({person['id'] or 'erased'})" if person else ""


def _is_of(room_ids: Iterable[int]) -> ColumnElement[bool]:
    """Details are canonical JSON, and a quotation mark within a text is escaped there."""
    ends = [f'"room": {room_id}{end}' for room_id in room_ids for end in ",}"]
    return or_(*(AuditEntry.details.contains(one, autoescape=True) for one in ends))


def _table_ids(room: Room) -> Sequence[int]:
    first = room.first_table_id
    return session.scalars(select(Room.id).where(or_(Room.id == first, Room.extra_of_id == first))).all()


def _people(entries: Sequence[AuditEntry]) -> dict[str, Entry]:
    known = {one for entry in entries for one in (entry.actor, entry.person) if one}
    found = session.scalars(select(User).where(User.pseudonym.in_(known)))
    return {one.pseudonym: {"id": one.id, "name": one.full_name} for one in found}


def _room_names(room_ids: Iterable[int]) -> dict[int, str]:
    found = session.execute(select(Room.id, Room.name).where(Room.id.in_(set(room_ids))))
    return {row.id: row.name for row in found}
