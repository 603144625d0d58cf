"""When a date is reminded of. Pure: knows wall clocks and no database.

Everything falls between 8 and 21, so that nobody is woken. "The same morning" is eight o'clock; what begins before ten
is told at seven the evening before, because two hours ahead would be at night.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.calendar import rules


class Lead(enum.Enum):
    """How long before; the values stand in `Activity.reminders` and in the keys of notifications."""

    WEEK = "week"
    TWO_DAYS = "two_days"
    DAY = "day"
    MORNING = "morning"


class Due(NamedTuple):
    at: datetime
    lead: Lead


DAYS_BEFORE = {Lead.WEEK: 7, Lead.TWO_DAYS: 2, Lead.DAY: 1}
IN_DAYTIME, IN_THE_MORNING, IN_THE_EVENING = time(10), time(8), time(19)
EARLY = time(10)  # what begins before this is told the evening before instead of the same morning
LONGEST = timedelta(days=8)  # no reminder comes earlier than this before its date


def read(codes: str) -> list[Lead]:
    """The choices that are kept in one column, in their order in time."""
    kept = codes.split(",")
    return [lead for lead in Lead if lead.value in kept]


def write(leads: Iterable[Lead]) -> str:
    chosen = set(leads)
    return ",".join(lead.value for lead in Lead if lead in chosen)


def is_early(starts_at: datetime, zone: str) -> bool:
    return starts_at.astimezone(ZoneInfo(zone)).time() < EARLY


def due_at(lead: Lead, starts_at: datetime, zone: str) -> datetime:
    day = rules.local_day(starts_at, zone)
    if lead is not Lead.MORNING:
        return rules.moment(day - timedelta(days=DAYS_BEFORE[lead]), IN_DAYTIME, zone)
    if is_early(starts_at, zone):
        return rules.moment(day - timedelta(days=1), IN_THE_EVENING, zone)
    return rules.moment(day, IN_THE_MORNING, zone)


def all_due(codes: str, starts_at: datetime, zone: str) -> list[Due]:
    """Every reminder of a date, the earliest first."""
    return sorted((Due(due_at(lead, starts_at, zone), lead) for lead in read(codes)), key=lambda due: due.at)


def of_use(codes: str, starts_at: datetime, zone: str, now: datetime) -> list[Due]:
    """Those to come, and of those that are due or late only the last: nobody is told the same thing twice at once."""
    dues = all_due(codes, starts_at, zone)
    late = [due for due in dues if due.at <= now]
    return [*late[-1:], *(due for due in dues if due.at > now)] if starts_at > now else []
