"""Wall-clock recurrence: from "tisdagar klockan 11.30" to dates, and from dates to moments. Pure; knows no database."""

from __future__ import annotations

import enum
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from app.calendar import red_days
from app.calendar.models import ZONE, Activity, Serves

MOST_DATES = 200  # of one series
WEEKS_AHEAD = 26  # how far a series without an end is kept
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class Repeat(enum.Enum):
    ONCE = "once"
    WEEKLY = "weekly"
    BIWEEKLY = "biweekly"
    MONTHLY = "monthly"  # the same weekday of the month: the third Tuesday
    MONTHLY_LAST = "monthly_last"  # the last Tuesday of the month


@dataclass(frozen=True, kw_only=True)
class Details:
    """All that a coordinator decides about an activity."""

    title: str
    place: str
    starts_on: date
    starts_at: time
    duration_minutes: int
    rrule: str | None = None
    capacity: int | None = None
    summary: str = ""
    practical: str = ""
    serves: Serves = Serves.NOTHING
    skips_holidays: bool = False
    in_programme: bool = True
    reminders: str = "day"  # see remind_times.Lead
    answer_minutes: int | None = None
    newcomer_percent: int = 0
    organisation_id: int | None = None
    zone: str = ZONE

    def as_text(self) -> str:
        """To be kept; from_text() gives the same back."""
        plain = asdict(self)
        plain |= {"starts_on": self.starts_on.isoformat(), "starts_at": self.starts_at.isoformat()}
        return json.dumps(plain | {"serves": self.serves.value})

    @classmethod
    def from_text(cls, text: str) -> Details:
        plain = json.loads(text)
        plain |= {"starts_on": date.fromisoformat(plain["starts_on"])}
        plain |= {"starts_at": time.fromisoformat(plain["starts_at"]), "serves": Serves(plain["serves"])}
        return cls(**plain)


@dataclass(frozen=True)
class Planned:
    """One day that the rule gives, before it is a row."""

    day: date
    holiday: str | None
    skipped: bool


def write_rule(
    repeat: Repeat, first: date, until: date | None = None, times: int | None = None
) -> str | None:
    """The RRULE for a choice in the form. A fifth weekday counts as the last: not every month has a fifth."""
    if repeat is Repeat.ONCE:
        return None
    weekday = DAYS[first.weekday()]
    nth = (first.day - 1) // 7 + 1
    if repeat in (Repeat.WEEKLY, Repeat.BIWEEKLY):
        rule = f"FREQ=WEEKLY;INTERVAL={1 if repeat is Repeat.WEEKLY else 2};BYDAY={weekday}"
    else:
        rule = f"FREQ=MONTHLY;BYDAY={-1 if repeat is Repeat.MONTHLY_LAST or nth == 5 else nth}{weekday}"
    if until:
        return f"{rule};UNTIL={until:%Y%m%d}"
    return f"{rule};COUNT={times}" if times else rule


def parts(rule: str | None) -> dict[str, str]:
    return dict(part.split("=", 1) for part in rule.split(";")) if rule else {}


def repeat_of(rule: str | None) -> Repeat:
    read = parts(rule)
    if not read:
        return Repeat.ONCE
    if read["FREQ"] == "WEEKLY":
        return Repeat.BIWEEKLY if read.get("INTERVAL") == "2" else Repeat.WEEKLY
    return Repeat.MONTHLY_LAST if read["BYDAY"].startswith("-1") else Repeat.MONTHLY


def until_of(rule: str | None) -> date | None:
    text = parts(rule).get("UNTIL")
    return date.fromisoformat(text) if text else None


def is_endless(rule: str | None) -> bool:
    return bool(rule) and not {"UNTIL", "COUNT"} & parts(rule).keys()


def horizon(today: date, weeks: int = WEEKS_AHEAD) -> date:
    """The last day to which endless series are kept."""
    return today + timedelta(weeks=weeks)


def days_of(rule: str | None, first: date) -> Iterator[date]:
    """Every day the rule gives, from `first`; may be endless."""
    if rule is None:
        yield first
        return
    for moment in rrulestr(rule, dtstart=datetime.combine(first, time.min)):
        yield moment.date()


def plan(
    details: Details | Activity, *, today: date, weeks: int = WEEKS_AHEAD, since: date = date.min
) -> list[Planned]:
    """The days of an activity with their holidays: all when it ends, else to the horizon. At most MOST_DATES + 1."""
    last = (
        max(horizon(today, weeks), horizon(details.starts_on, weeks))
        if is_endless(details.rrule)
        else date.max
    )
    planned: list[Planned] = []
    for day in days_of(details.rrule, details.starts_on):
        if day > last or len(planned) > MOST_DATES:
            break
        if day < since:
            continue
        skipped = details.skips_holidays and details.rrule is not None and red_days.is_red(day)
        planned.append(Planned(day, red_days.name_of(day), skipped))
    return planned


def moment(day: date, at: time, zone: str = ZONE) -> datetime:
    """That wall clock as UTC. A time that the night of spring lacks moves forward; one that comes twice is the first."""
    return datetime.combine(day, at, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def exists(day: date, at: time, zone: str = ZONE) -> bool:
    """Whether the clock on the wall ever shows this time that day."""
    back = moment(day, at, zone).astimezone(ZoneInfo(zone))
    return (back.date(), back.time()) == (day, at)


def local_day(at: datetime, zone: str = ZONE) -> date:
    return at.astimezone(ZoneInfo(zone)).date()


def period(day: date, rule: str | None) -> tuple[int, ...]:
    """The stretch in which one date stands in for another: week or month; all time when there is one date only."""
    if rule is None:
        return ()
    return (day.year, day.month) if parts(rule)["FREQ"] == "MONTHLY" else day.isocalendar()[:2]


def pair(vanishing: list[date], arriving: list[date], rule: str | None) -> dict[date, date]:
    """Which new day stands in for an old one: the nearest of the same period."""
    free = list(arriving)
    pairs: dict[date, date] = {}
    for old in vanishing:
        near = [day for day in free if period(day, rule) == period(old, rule)]
        if near:
            pairs[old] = min(near, key=lambda day: abs((day - old).days))
            free.remove(pairs[old])
    return pairs
