"""A series as few events as will tell it: the rule, the days it lacks, the dates that differ, and those outside it.

What the page shows are rows; the rule stands in for those that are not made yet. So the rule's days count only where a
row says the same or will be made, and every row that says something else is told by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import dropwhile, takewhile
from zoneinfo import ZoneInfo

from icalendar import Event, vRecur

from app.calendar import red_days, rules
from app.calendar.models import Activity, Occurrence
from app.calendar.places import where
from app.core import clock
from app.exchange import ics

SKIPPED_AHEAD = timedelta(weeks=160)  # how far the red days of an endless series are named


def events_of(activity: Activity, rows: Sequence[Occurrence], *, since: date) -> list[Event]:
    """`rows` are all its dates from `since` on."""
    if activity.ended_at is not None:
        return [ics.date_event(row) for row in rows if not row.is_cancelled]
    days = _days(activity, since)
    if activity.rrule is None or not days:
        return [ics.date_event(row) for row in rows]
    on_rule = {row.planned_on: row for row in rows if row.planned_on in set(days)}
    rest = [row for row in rows if row.planned_on not in on_rule]
    changed = [row for row in on_rule.values() if _differs(row, activity)]
    lacking = [day for day in days if _is_lacking(day, on_rule, activity)]
    odd = [day for day in days if day not in lacking and _clocks_change(day, activity)]
    told = {row.planned_on for row in changed}
    return [
        _master(activity, days, lacking=lacking),
        *(_override(row, activity) for row in changed),
        *(_odd_night(day, activity) for day in odd if day not in told),
        *(ics.date_event(row) for row in rest),
    ]


def _days(activity: Activity, since: date) -> list[date]:
    """The rule's days from `since` on: all when it ends, else as far as red days are named. The first gives the rule its
    hour, so it is no night of changing clocks."""
    seen = max(clock.today(), activity.starts_on) + SKIPPED_AHEAD
    last = seen if rules.is_endless(activity.rrule) else date.max
    every = takewhile(lambda day: day <= last, rules.days_of(activity.rrule, activity.starts_on))
    return list(dropwhile(lambda day: day < since or _clocks_change(day, activity), every))


def _is_lacking(day: date, rows: dict[date, Occurrence], activity: Activity) -> bool:
    """No date that day: skipped, taken away, or never made. What is to come of an endless series will be made."""
    if day in rows:
        return False
    if not rules.is_endless(activity.rrule) or day < clock.today():
        return True
    return activity.skips_holidays and red_days.is_red(day)


def _master(activity: Activity, days: list[date], *, lacking: list[date]) -> Event:
    made = ics.new_event(f"series-{activity.id}", activity, revision=0, changed_at=None)
    first = _at(activity, days[0]).astimezone(ZoneInfo(activity.zone))
    made.add("dtstart", first)
    made.add(
        "dtend", first + _length(activity)
    )  # on the wall clock, as the rule is: see _odd_night for the others
    ics.add_words(made, activity.title, activity.place)
    made.add("rrule", vRecur.from_ical(_rule(activity, days)))
    if lacking:
        there = ZoneInfo(activity.zone)
        made.add("exdate", [_at(activity, day).astimezone(there) for day in lacking])
    made.add("status", "CONFIRMED")
    return made


def _rule(activity: Activity, days: list[date]) -> str:
    """As stored, but it ends by the moment of its last date: the standard wants that in UTC, and a count would count from
    another first day."""
    kept = [
        f"{name}={value}"
        for name, value in rules.parts(activity.rrule).items()
        if name not in ("UNTIL", "COUNT")
    ]
    if not rules.is_endless(activity.rrule):
        kept.append(f"UNTIL={_at(activity, days[-1]):%Y%m%dT%H%M%SZ}")
    return ";".join(kept)


def _override(row: Occurrence, activity: Activity) -> Event:
    made = ics.new_event(f"series-{activity.id}", activity, revision=row.revision, changed_at=row.changed_at)
    made.add("recurrence-id", _at(activity, row.planned_on).astimezone(ZoneInfo(activity.zone)))
    ics.add_times(made, row.starts_at, row.ends_at - row.starts_at, activity.zone)
    ics.add_words(made, row.title, where(row))
    if row.is_cancelled:
        ics.cancel(made, row.title)
    else:
        made.add("status", "CONFIRMED")
    return made


def _clocks_change(day: date, activity: Activity) -> bool:
    """While it goes on, or just where it would begin: apps do not agree on what the rule means then."""
    start, there = _at(activity, day), ZoneInfo(activity.zone)
    same = start.astimezone(there).utcoffset() == (start + _length(activity)).astimezone(there).utcoffset()
    return not (same and rules.exists(day, activity.starts_at, activity.zone))


def _odd_night(day: date, activity: Activity) -> Event:
    """What the rule says of that day, in so many words."""
    made = ics.new_event(f"series-{activity.id}", activity, revision=0, changed_at=None)
    start = _at(activity, day)
    made.add("recurrence-id", start.astimezone(ZoneInfo(activity.zone)))
    ics.add_times(made, start, _length(activity), activity.zone)
    ics.add_words(made, activity.title, activity.place)
    made.add("status", "CONFIRMED")
    return made


def _differs(row: Occurrence, activity: Activity) -> bool:
    start = _at(activity, row.planned_on)
    same_time = (row.starts_at, row.ends_at - row.starts_at) == (start, _length(activity))
    same_words = (row.title, where(row)) == (activity.title, activity.place)
    return row.is_cancelled or not (same_time and same_words)


def _at(activity: Activity, day: date) -> datetime:
    return rules.moment(day, activity.starts_at, activity.zone)


def _length(activity: Activity) -> timedelta:
    return timedelta(minutes=activity.duration_minutes)
