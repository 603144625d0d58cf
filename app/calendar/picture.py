"""The table of a date as a picture: the reader's own figure, laid places for others. Never who the others are."""

from __future__ import annotations

from dataclasses import dataclass

from app.accounts.models import User
from app.calendar.models import Serves
from app.calendar.queries import Line

MOST = 8  # seats that the picture has room for
SETTINGS = {Serves.SOUP: ("soppa", "skal"), Serves.COFFEE: ("kaffe", "kopp")}


@dataclass(frozen=True)
class Picture:
    figures: list[str]
    seats: int
    setting: str


def of(line: Line, reader: User) -> Picture | None:
    """None where there is no table: a walk has none."""
    date = line.occurrence
    if date.activity.serves not in SETTINGS or date.is_cancelled:
        return None
    setting, cup = SETTINGS[date.activity.serves]
    seats = MOST if date.capacity is None else min(date.capacity, MOST)
    laid = _laid(date.taken, date.capacity, seats)
    figures = [reader.figure] if line.is_seated and laid else []
    return Picture(figures + [cup] * (laid - len(figures)), seats, setting)


def _laid(taken: int, capacity: int | None, seats: int) -> int:
    """How many of the drawn seats are taken: in proportion, never all while one is free, never none when one is taken."""
    if capacity is None:
        return min(taken, seats - 1)
    if taken >= capacity:
        return seats
    return min(seats - 1, max(min(taken, 1), round(seats * taken / capacity)))
