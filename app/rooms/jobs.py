"""Door 3, the clock: rooms open and close by themselves. A job of core/jobs.py; also `flask rooms keep`."""

from __future__ import annotations

from flask import current_app
from sqlalchemy.exc import DBAPIError

from app.core.db import commit, rollback
from app.core.jobs import Job
from app.rooms.hour_keeping import due_rooms, keep

EVERY = 3.0  # seconds


def keep_all() -> int:
    """One transaction for each room. How many were changed."""
    changed, due = 0, due_rooms()
    rollback()  # what was read is read again under the lock
    for room_id in due:
        try:
            changed += keep(room_id)
            commit()
        except DBAPIError:
            rollback()
            raise
        except Exception:  # one room must not stand in the way of the others
            rollback()
            current_app.logger.exception("keeping room %s failed", room_id)
    return changed


KEEP = Job("rooms.keep", every=EVERY, work=keep_all)
