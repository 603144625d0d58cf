"""Rooms from the staff's side: made once however often the button is pressed, and whom to invite."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.accounts import people
from app.accounts.models import User
from app.core import audit, clock
from app.core.db import locked, session
from app.rooms import keeping
from app.rooms.models import Room

SAME_FORM = timedelta(minutes=2)
MOST_FOUND = 10


def create_once(*, name: str, actor: User, **values: Any) -> Room:
    """A room of this name that the same actor made just now is the same form sent again."""
    audit.hold()
    locked(User, actor.id)  # puts two presses at the same moment in line
    same = select(Room).where(
        Room.name == name,
        Room.archived_at.is_(None),
        Room.created_by_id == actor.id,
        Room.created_at > clock.now() - SAME_FORM,
    )
    if again := session.scalar(same):
        return again
    return keeping.create_room(name=name, actor=actor, **values)


def people_to_invite(search: str, invited: set[int]) -> Sequence[User]:
    found = people.everyone(search=search).limit(MOST_FOUND + len(invited))
    return [person for person in session.scalars(found) if person.id not in invited][:MOST_FOUND]
