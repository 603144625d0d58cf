"""Whether the sessions behind live lines still stand: a line may be older than the end of its session."""

from __future__ import annotations

import time
from collections.abc import Iterable

from app.accounts import sessions
from app.core.live import Connection

TOUCH_EVERY = 60.0  # seconds between two notes that a session is in use


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
