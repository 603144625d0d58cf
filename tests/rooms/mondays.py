"""A Monday with opening hours from two to four, and what the house does by itself meanwhile."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import select

from app.accounts.models import User
from app.core import audit
from app.core.clock import STOCKHOLM
from app.core.db import commit, session
from app.rooms import hour_editing, jobs
from app.rooms.models import Room
from tests.support.client import CheckingClient

MONDAY = 0
JSON = {"Accept": "application/json"}


def at(hour: int, minute: int = 0, second: int = 0) -> datetime:
    """On Monday 30 November 2026."""
    return datetime(2026, 11, 30, hour, minute, second, tzinfo=STOCKHOLM)


def with_hours(room: Room, actor: User) -> Room:
    hour_editing.add_hours(room, weekday=MONDAY, opens_at=time(14), closes_at=time(16), actor=actor)
    commit()
    return room


def keep() -> int:
    """What every process does every three seconds; done twice, the second finds nothing."""
    changed = jobs.keep_all()
    assert jobs.keep_all() == 0
    return changed


def fresh(room: Room) -> Room:
    session.rollback()
    return session.get_one(Room, room.id, populate_existing=True)


def notice(client: CheckingClient, room: Room) -> dict | None:
    return client.get(f"/rum/{room.id}/nytt", headers=JSON).get_json()["notice"]


def actions(room: Room) -> list[str]:
    found = select(audit.AuditEntry).order_by(audit.AuditEntry.id)
    mine = [one for one in session.scalars(found) if f'"room": {room.id}' in one.details]
    return [one.action for one in mine if one.action in ("room.opened", "room.closed")]
