"""Whose live lines these are, and whether the sessions behind them still stand: a line may be older than the end of its
session."""

from __future__ import annotations

import time
from collections.abc import Iterable

from flask import session as kept

from app.accounts import look, sessions
from app.core.live import Connection, Known

TOUCH_EVERY = 60.0  # seconds between two notes that a session is in use


def recognise() -> Known | None:
    """Who opens a line in the present request; columns instead of people, since after a restart everybody does."""
    token = kept.get("_user_id")  # where Flask-Login keeps what User.get_id gave
    row = sessions.find_living(token) if isinstance(token, str) else None
    return Known(row.user_id, row.id, look.offered_locale(row.locale)) if row else None


def ended(lines: Iterable[Connection]) -> set[int]:
    """The ids of the sessions that are over."""
    return sessions.find_ended({line.session_id for line in lines})


def note_use(lines: Iterable[Connection]) -> None:
    """Note the sessions as in use, each at most once a minute, within the caller's transaction."""
    sessions.touch_all([line.session_id for line in lines if _is_due(line)])


def _is_due(line: Connection) -> bool:
    moment = time.monotonic()
    if moment - line.touched_at < TOUCH_EVERY:
        return False
    line.touched_at = moment
    return True
