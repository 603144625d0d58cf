"""Opening hours in words, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from babel.dates import format_date
from flask_babel import get_locale, gettext as _

from app.core import clock
from app.core.formatting import capital, clock_time, local, plain_day, time_in_words
from app.rooms.hosting import opens_now
from app.rooms.hours import Weekly, last_end, next_span
from app.rooms.models import Room

A_MONDAY = date(2024, 1, 1)
JUST_NOW = timedelta(hours=1)


def weekday_words(weekday: int) -> str:
    """måndag"""
    return format_date(A_MONDAY + timedelta(days=weekday), "EEEE", locale=str(get_locale() or "sv"))


def line_words(line: Weekly) -> str:
    """måndag klockan 14.00 till 15.30"""
    return _("%(day)s %(span)s", day=weekday_words(line.weekday), span=_span(line.opens_at, line.closes_at))


def week_words(week: Sequence[Weekly]) -> list[str]:
    return [capital(line_words(line)) for line in week]


def opens_words(start: datetime) -> str:
    """Öppnar på torsdag klockan 14.00."""
    day, when = local(start).date(), time_in_words(start)
    distance = (day - clock.today()).days
    if distance == 0:
        return _("Öppnar i dag %(when)s.", when=when)
    if distance == 1:
        return _("Öppnar i morgon %(when)s.", when=when)
    named = weekday_words(day.weekday()) if distance < 7 else plain_day(day)
    return _("Öppnar på %(day)s %(when)s.", day=named, when=when)


def when_open(room: Room, week: Sequence[Weekly]) -> str:
    """Of a closed room: when it opens, "" where nobody knows. `room` is a first table."""
    if opens_now(room, week, clock.now()):
        return _("Öppnar så snart en värd är här.")
    coming = next_span(week, clock.now())
    return opens_words(coming.start) if coming else ""


def closed_words(room: Room, week: Sequence[Weekly]) -> str:
    """The same as a page of the room says it, kindly when the time has just run out."""
    opens = when_open(room, week) or _("Kom gärna tillbaka när en värd har öppnat.")
    thanks = _("Tack för i dag. Tiden är slut.")
    return f"{thanks} {opens}" if _has_just_ended(room, week) else opens


def open_words(room: Room) -> str:
    """Of an open room that goes on without a host, after its hours, or closes soon. Else ""."""
    if room.talking_on:
        hosted = room.host_left_at is None
        return (
            _("Tiden är slut. Ni kan prata vidare.") if hosted else _("Värden har gått. Ni kan prata vidare.")
        )
    if room.closes_at is None:
        return ""
    when = time_in_words(room.closes_at)
    if room.host_left_at is None:
        return _("Rummet stänger %(when)s.", when=when)
    return _("Värden har gått. Rummet stänger %(when)s om ingen värd kommer.", when=when)


def _has_just_ended(room: Room, week: Sequence[Weekly]) -> bool:
    ended, closed = last_end(week, clock.now()), room.closed_at
    by_rules = closed is not None and room.closed_by_id is None
    return bool(ended and closed and by_rules and closed >= ended > clock.now() - JUST_NOW)


def _span(opens: time, closes: time) -> str:
    day = A_MONDAY
    at = [clock_time(datetime.combine(day, one, clock.STOCKHOLM)) for one in (opens, closes)]
    return _("klockan %(start)s till %(end)s", start=at[0], end=at[1])
