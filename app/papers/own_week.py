"""One person's week: what they are signed up for, what they are to be told, and whom to ring. First name only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from flask import current_app
from flask_babel import force_locale, gettext as _

from app.accounts.card_print import SILENT_ENDINGS
from app.accounts.models import User
from app.calendar import queries
from app.calendar.models import SignUpState
from app.calendar.places import where
from app.calendar.queries import Line
from app.core import clock, sheets
from app.core.formatting import capital, clock_time, local, plain_day, time_in_words
from app.core.lettering import printable
from app.papers import waiting
from app.papers.programme_sheet import day_row, span_of_days, stopped, whom_to_ring
from app.papers.waiting import Notice

TEMPLATE = "own_week.typ"
DAYS = 7
FURTHER = timedelta(weeks=5)
MOST_FURTHER = 6


@dataclass(frozen=True)
class OwnWeek:
    first: date
    lines: list[Line]
    further: list[Line]  # after the seven days, the nearest ones
    notices: list[Notice]

    @property
    def last(self) -> date:
        return self.first + timedelta(days=DAYS - 1)

    @property
    def words(self) -> str:
        return span_of_days(self.first, self.last)

    @property
    def is_empty(self) -> bool:
        return not (self.lines or self.further or self.notices)


def own_week(person: User) -> OwnWeek:
    """From today, in the language that is set."""
    today = clock.today()
    coming = queries.mine(person)
    border = today + timedelta(days=DAYS)
    further = [one for one in coming if border <= one.day < today + FURTHER][:MOST_FURTHER]
    lines = [one for one in coming if one.day < border]
    return OwnWeek(today, lines, further, waiting.notices_for(person))


@contextmanager
def language_of(person: User) -> Iterator[str]:
    offered = current_app.config["SETTINGS"].locales
    lang = person.locale if person.locale and person.locale in offered else "sv"
    with force_locale(lang):
        yield lang


def title_for(first_name: str) -> str:
    """Annas vecka, Lars vecka"""
    name = printable(first_name)
    if not name:
        return _("Min vecka")
    return (
        _("%(name)s vecka", name=name) if name.endswith(SILENT_ENDINGS) else _("%(name)ss vecka", name=name)
    )


def state_words(line: Line) -> str:
    """How it is with the seat, true for as long as nothing is changed."""
    one, mine = line.occurrence, line.mine
    if one.is_cancelled:
        off = _("Inställt.")
        return f"{off} {stopped(printable(one.reason or ''))}".strip()
    if mine is None:
        return ""
    if mine.state is SignUpState.OFFERED and mine.offered_until:
        until = mine.offered_until
        day, at = plain_day(local(until).date()), time_in_words(until)
        return _("Det finns en plats till dig. Svara senast %(day)s, %(at)s.", day=day, at=at)
    if line.is_waiting:
        return _("Du är nummer %(n)s på kölistan.", n=line.place)
    return _("Du är anmäld, med sällskap.") if mine.companions else _("Du är anmäld.")


def week_sheets(people: Sequence[User]) -> dict[str, Any]:
    """What own_week.typ prints: a sheet for each, in their own language."""
    made = [_sheet(person) for person in people]
    if len(made) == 1:
        return made[0] | {"band": sheets.frame("")["band"], "sheets": made}
    return sheets.frame(_("Veckan på papper")) | {"sheets": made}


def _sheet(person: User) -> dict[str, Any]:
    with language_of(person):
        week, title = own_week(person), title_for(person.first_name)
        frame = sheets.frame(title, running=title)
        del frame["band"]
        return frame | {
            "over": _("Utskrivet %(day)s", day=plain_day(week.first)),
            "under": week.words,
            "days": _days(week.lines),
            "empty": _("Du har inget inbokat de här dagarna. Vill du hitta på något? Ring oss."),
            "further_heading": _("Längre fram"),
            "further": _days(week.further),
            "notices_heading": _("Besked till dig"),
            "notices": [printable(one.text) for one in week.notices],
            **whom_to_ring(_("Vill du ändra något, eller vara med på mer? Ring oss.")),
        }


def _days(lines: Sequence[Line]) -> list[dict[str, Any]]:
    return [
        day_row(day, [_entry(one) for one in found]) for day, found in groupby(lines, lambda one: one.day)
    ]


def _entry(line: Line) -> dict[str, str]:
    one = line.occurrence
    until = _("Till %(time)s.", time=clock_time(one.ends_at))
    place = printable(where(one))
    news = _moved_words(line)
    return {
        "time": clock_time(one.starts_at),
        "title": stopped(printable(one.title, _("En aktivitet"))),
        "more": f"{stopped(place)} {until}" if place else until,
        "news": f"{state_words(line)} {news}".strip(),
    }


def _moved_words(line: Line) -> str:
    before = line.occurrence.moved_from
    if before is None or line.occurrence.is_cancelled:
        return ""
    day, at = plain_day(local(before).date()), time_in_words(before)
    return capital(_("ny tid, förut %(day)s, %(at)s.", day=day, at=at))
