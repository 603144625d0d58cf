"""Door 3, the clock: rooms open and close by themselves. Called by `flask rooms keep` and by the background loop."""

from __future__ import annotations

from flask import Flask, current_app
from sqlalchemy.exc import DBAPIError

from app.core.db import commit, rollback
from app.extensions import socketio
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


def start(app: Flask) -> None:
    """What a serving process runs beside its requests. Several processes may do so at once."""

    def loop() -> None:
        while True:
            try:
                with app.app_context():
                    keep_all()
            except DBAPIError as error:
                app.logger.error("database not available to keep the rooms: %s", type(error.orig).__name__)
            except Exception:
                app.logger.exception("keeping the rooms failed")
            socketio.sleep(EVERY)

    socketio.start_background_task(loop)
