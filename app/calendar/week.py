"""Seven days of the calendar: which ones are shown, and how days with nothing on are told together."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from flask_babel import gettext as _

from app.calendar import red_days, rules
from app.calendar.models import Occurrence
from app.calendar.queries import Line
from app.core import clock, formatting

DAYS = 7
BACK, AHEAD = timedelta(days=366), timedelta(days=3 * 366)


@dataclass
class Day:
    """A day with something on, or several in a row with nothing on."""

    first: date
    last: date
    lines: list[Line] = field(default_factory=list)
    moved: list[Occurrence] = field(default_factory=list)  # lay here first, and are held on another day

    @property
    def is_empty(self) -> bool:
        return not (self.lines or self.moved)

    @property
    def has_been(self) -> bool:
        return self.last < clock.today()

    @property
    def words(self) -> str:
        """I dag, måndag 23 november · Lördag 28 och söndag 29 november, for the heading."""
        if self.first == self.last:
            words = formatting.day_in_words(self.first)
            name = red_days.name_of(self.first)
            words = f"{words}, {name}" if name else words
        else:
            template = _("%(a)s och %(b)s") if (self.last - self.first).days == 1 else _("%(a)s till %(b)s")
            words = template % {"a": formatting.plain_day(self.first), "b": formatting.plain_day(self.last)}
        return formatting.capital(words)


@dataclass(frozen=True)
class Week:
    first: date

    @classmethod
    def asked_for(cls, text: str) -> Week:
        """From the day in the address; from today when that is no day, or lies beyond what the calendar holds."""
        today = clock.today()
        try:
            first = date.fromisoformat(text)
        except ValueError:
            first = today
        return cls(first if today - BACK <= first <= today + AHEAD else today)

    @property
    def is_this(self) -> bool:
        return self.first == clock.today()

    @property
    def last(self) -> date:
        return self.first + timedelta(days=DAYS - 1)

    @property
    def before(self) -> str | None:
        first = self.first - timedelta(days=DAYS)
        return first.isoformat() if first >= clock.today() - BACK else None

    @property
    def after(self) -> str | None:
        first = self.first + timedelta(days=DAYS)
        return first.isoformat() if first <= clock.today() + AHEAD else None

    def days(self, lines: list[Line], moved: list[Occurrence]) -> list[Day]:
        """Day by day; ordinary days with nothing on are joined, red ones stand by themselves with their name.

        Past days with nothing on are left out.
        """
        days: list[Day] = []
        for number in range(DAYS):
            day = self._day(self.first + timedelta(days=number), lines, moved)
            if day.is_empty and day.has_been:
                continue
            if days and _can_join(days[-1], day):
                days[-1].last = day.last
            else:
                days.append(day)
        return days

    @staticmethod
    def _day(day: date, lines: list[Line], moved: list[Occurrence]) -> Day:
        here = [line for line in lines if line.day == day]
        left = [one for one in moved if one.moved_from and rules.local_day(one.moved_from) == day]
        return Day(day, day, here, left)


def _can_join(before: Day, day: Day) -> bool:
    both_empty = before.is_empty and day.is_empty
    return both_empty and not (_stands_alone(before.last) or _stands_alone(day.first))


def _stands_alone(day: date) -> bool:
    return day == clock.today() or red_days.is_red(day)
