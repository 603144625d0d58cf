"""Weekly hours as moments: plain rules over the clock on the wall in Sweden, without a database.

14.00 stays 14.00 when the clocks change. An hour that is skipped in spring opens nothing; of one that comes twice in
autumn the first is meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol, TypeVar

from app.core.clock import STOCKHOLM

LOOKED_AT = 14  # days: one week may lose its only hour to the change of clocks


class Weekly(Protocol):
    """A row of OpeningHours, or what a form says."""

    @property
    def weekday(self) -> int: ...
    @property
    def opens_at(self) -> time: ...
    @property
    def closes_at(self) -> time: ...


Line = TypeVar("Line", bound=Weekly)


@dataclass(frozen=True)
class Span:
    """From when to when it is open."""

    start: datetime
    end: datetime

    def holds(self, moment: datetime) -> bool:
        return self.start <= moment < self.end


def spans(week: Iterable[Weekly], first: date, last: date) -> list[Span]:
    """In order. Those that touch are one: nobody is put out at three to come in again at three."""
    lines = list(week)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    found = [_span(line, day) for day in days for line in lines if line.weekday == day.weekday()]
    joined: list[Span] = []
    for span in sorted((one for one in found if one.start < one.end), key=lambda one: one.start):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def span_at(week: Sequence[Weekly], moment: datetime) -> Span | None:
    """The hours that hold the moment."""
    day = _day(moment)
    return next((span for span in spans(week, day, day) if span.holds(moment)), None)


def next_span(week: Sequence[Weekly], moment: datetime) -> Span | None:
    """The first that begins later."""
    day = _day(moment)
    coming = spans(week, day, day + timedelta(days=LOOKED_AT))
    return next((span for span in coming if span.start > moment), None)


def last_end(week: Sequence[Weekly], moment: datetime) -> datetime | None:
    """When the hours were last over."""
    day = _day(moment)
    ended = [span.end for span in spans(week, day - timedelta(days=LOOKED_AT), day) if span.end <= moment]
    return ended[-1] if ended else None


def overlapping(week: Iterable[Line], new: Weekly) -> Line | None:
    """The line that a new one would run into; it may begin where another ends."""
    same_day = (line for line in week if line.weekday == new.weekday)
    return next(
        (line for line in same_day if line.opens_at < new.closes_at and new.opens_at < line.closes_at), None
    )


def _span(line: Weekly, day: date) -> Span:
    return Span(_moment(day, line.opens_at), _moment(day, line.closes_at))


def _moment(day: date, wall: time) -> datetime:
    return datetime.combine(day, wall, STOCKHOLM).astimezone(UTC)


def _day(moment: datetime) -> date:
    return moment.astimezone(STOCKHOLM).date()
