"""The video meeting of a date that is held in a room. There are none yet: what shows them has a place for them."""

from __future__ import annotations

from app.calendar.models import Occurrence


def meeting_for(_date: Occurrence) -> str | None:
    """The address of its page."""
    return None
