"""What a room's state should become by itself: plain rules over its row, its hours and who is there.

A room with hours opens when a host is there within them. When the last host has gone it goes on until the last person
has left (`talks_on`), or closes after a while that is told. The rows decide, so every process comes to the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from app.rooms.hours import Weekly, last_end, span_at
from app.rooms.models import Room

PATIENCE = timedelta(seconds=15)  # before it is said that the host has gone: a page read anew is no leaving
GRACE = timedelta(minutes=2)  # for a host whose Wi-Fi is gone, where the table does not go on
EMPTY = timedelta(seconds=45)  # before an empty table closes
LAST_CALL = timedelta(minutes=5)


class Step(Enum):
    NOTHING = auto()
    OPEN = auto()
    CLOSE = auto()
    HOST_CAME = auto()
    HOST_LEFT = auto()  # not told yet
    TALK_ON = auto()
    STAY = auto()  # neither talking on nor closing any more
    FORGET = auto()  # that there ever was a host
    CLOSE_LATER = auto()


@dataclass(frozen=True)
class Here:
    """Is there a host at any table of the room, is there anybody?"""

    host: bool = False
    people: bool = False


@dataclass(frozen=True)
class Act:
    step: Step
    at: datetime | None = None  # of CLOSE_LATER


NOTHING = Act(Step.NOTHING)


def decide(room: Room, week: Sequence[Weekly], here: Here, moment: datetime) -> Act:
    """The next step; ask again after it until there is nothing to do. `room` is a first table."""
    if room.is_practice:
        return NOTHING if room.is_open else Act(Step.OPEN)
    if not room.is_open:
        return Act(Step.OPEN) if here.host and opens_now(room, week, moment) else NOTHING
    if here.host and (not room.hosted or room.host_left_at):
        return Act(Step.HOST_CAME)
    if room.hosted and not here.host and room.host_left_at is None:
        return Act(Step.HOST_LEFT)
    return _talking_on(room, week, here, moment) if room.talks_on else _closing(room, week, moment)


def opens_now(room: Room, week: Sequence[Weekly], moment: datetime) -> bool:
    """Does the closed room only wait for a host? What a person has closed within the hours stays closed
    until the next ones."""
    span = span_at(week, moment)
    if span is None:
        return False
    by_hand = room.closed_by_id is not None and room.closed_at is not None and room.closed_at >= span.start
    return not by_hand


def is_over(room: Room, week: Sequence[Weekly], moment: datetime) -> bool:
    """Have the hours ended in which it was open? Who opens it outside them keeps it open."""
    ended = last_end(week, moment)
    opened = room.opened_at
    return bool(ended and opened and opened < ended and span_at(week, moment) is None)


def _gone(room: Room, moment: datetime) -> bool:
    return room.host_left_at is not None and room.host_left_at + PATIENCE <= moment


def _talking_on(room: Room, week: Sequence[Weekly], here: Here, moment: datetime) -> Act:
    if not _gone(room, moment) and not is_over(room, week, moment):
        return Act(Step.STAY) if room.talking_on or room.closes_at else NOTHING
    if here.people:
        return NOTHING if room.talking_on and not room.closes_at else Act(Step.TALK_ON)
    if not week:  # nothing would open it again
        return Act(Step.FORGET)
    return _close_at(room, room.closes_at or moment + EMPTY, moment)


def _closing(room: Room, week: Sequence[Weekly], moment: datetime) -> Act:
    if is_over(room, week, moment):
        return Act(Step.CLOSE)
    span, ends = span_at(week, moment), []
    if room.host_left_at is not None and _gone(room, moment):
        ends.append(room.host_left_at + GRACE)
    if span and span.end - LAST_CALL <= moment:
        ends.append(span.end)
    if ends:
        return _close_at(room, min(ends), moment)
    return Act(Step.STAY) if room.talking_on or room.closes_at else NOTHING


def _close_at(room: Room, at: datetime, moment: datetime) -> Act:
    if at <= moment:
        return Act(Step.CLOSE)
    return NOTHING if room.closes_at == at else Act(Step.CLOSE_LATER, at)
