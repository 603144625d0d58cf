"""What a page says of when a room is open and whether a host is there: in the page, and in each answer to it."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from app.core.db import session
from app.rooms.hour_words import closed_words, open_words
from app.rooms.models import Room
from app.rooms.queries import weeks_of
from app.rooms.wire import Wire

CLOSED, CLOSING, TALKING_ON = "closed", "closing", "talking_on"


@dataclass(frozen=True)
class Notice:
    kind: str
    words: str
    hosted: bool  # is a host there?


def notice_of(room: Room) -> Notice | None:
    """None where there is nothing to say: open, with a host or as somebody opened it. No query then."""
    first = (
        room if room.extra_of_id is None else session.get_one(Room, room.extra_of_id, populate_existing=True)
    )
    if not first.is_open:
        return Notice(CLOSED, closed_words(first, weeks_of([first.id]).get(first.id, [])), False)
    words = open_words(first)
    if not words:
        return None
    return Notice(TALKING_ON if first.talking_on else CLOSING, words, first.host_left_at is None)


def notice_wire(room: Room) -> Wire | None:
    notice = notice_of(room)
    return asdict(notice) if notice else None
