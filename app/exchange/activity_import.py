"""Activities from a table. A line is known again by what, where, when and how often: the same file twice changes nothing.

What a line says of a series that is there already is a change from its next date on, by the same service as the form.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import islice

from flask_babel import gettext as _, ngettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts import people
from app.accounts.models import User
from app.calendar import checks, edit, rules, series, wording
from app.calendar.models import Activity, Occurrence
from app.core import audit, clock
from app.core.db import session
from app.core.errors import Refusal
from app.exchange import activity_lines, csv_text
from app.exchange.activity_lines import COLUMNS, Known
from app.exchange.csv_text import Line
from app.exchange.planning import Fate, Plan, Step, fail, require_good, unhurried

MOST_MADE, MOST_DATES = 400, 3000  # of one file: it is one transaction, and other writers wait for its end
Key = tuple[object, ...]
COMPARED = {
    "duration_minutes": "minutes", "capacity": "capacity", "serves": "serves", "summary": "summary",
    "practical": "practical", "skips_holidays": "skips", "in_programme": "programme",
    "organisation_id": "organisation",
}  # fmt: skip


def table() -> bytes:
    found = (
        select(Activity).options(joinedload(Activity.organisation)).order_by(Activity.starts_on, Activity.id)
    )
    lines = (activity_lines.line_of(activity) for activity in session.scalars(found))
    return csv_text.write((column.heading for column in COLUMNS.values()), lines)


def template() -> bytes:
    example = [column.example for column in COLUMNS.values()]
    return csv_text.write((column.heading for column in COLUMNS.values()), [example])


def plan(text: str) -> Plan:
    """Reads only."""
    known = Known({one.name.casefold(): one for one in people.organisations()})
    there = _Shelf()
    return Plan([_step(line, known, there) for line in unhurried(csv_text.read(text, COLUMNS))])


def carry_out(text: str, *, actor: User) -> Plan:
    """All of it in the present transaction, or NotWhole. The audit chain puts two that import at once in line."""
    audit.record("activities.imported", person=None, actor=actor)
    made = plan(text)
    require_good(made)
    for step in unhurried(made.steps):
        try:
            if step.fate is Fate.NEW:
                series.create_activity(step.details, actor=actor)
            elif step.fate is Fate.CHANGED:
                edit.edit_series(step.row, step.details, reason=None, actor=actor)
        except Refusal as refusal:
            raise fail(made, step, refusal) from None
    return made


class _Shelf:
    """The activities there are, by what a line is known by. Each is taken by one line only."""

    def __init__(self) -> None:
        self.by_key: dict[Key, list[Activity]] = {}
        self.days: dict[int, set[date]] = {}
        self.seen: dict[Key, int] = {}
        self.made = self.dates = 0
        for activity in session.scalars(select(Activity).order_by(Activity.id)):
            self.by_key.setdefault(_key(activity), []).append(activity)
        for activity_id, day in session.execute(select(Occurrence.activity_id, Occurrence.planned_on)):
            self.days.setdefault(activity_id, set()).add(day)

    def take(self, details: rules.Details) -> Activity | None:
        """The one that says the same, else the first of the same name, place, hour and rhythm that began that day."""
        those = [one for one in self.by_key.get(_key(details), []) if self._began(one, details)]
        those.sort(key=lambda one: bool(_differences(one, details)))
        if not those:
            return None
        self.by_key[_key(details)].remove(those[0])
        return those[0]

    def _began(self, activity: Activity, details: rules.Details) -> bool:
        """Changes of a series move its start; its first dates stay, and so does its rhythm."""
        same = details.starts_on == activity.starts_on or details.starts_on in self.days.get(activity.id, ())
        return same or activity.starts_on in _days(details)


def _step(line: Line, known: Known, there: _Shelf) -> Step:
    what = line.cells.get("title", "")[:80]
    if line.is_ragged:
        return Step(line.number, what, Fate.BAD, _("Raden har inte lika många rutor som rubrikerna."))
    details, problems = activity_lines.details_of(line.cells, known)
    if details is None:
        return Step(line.number, what, Fate.BAD, " ".join(problems))
    activity = there.take(details)
    step = _new(line.number, details, there) if activity is None else _known(line.number, activity, details)
    twin = there.seen.setdefault((*_key(details), details.starts_on), line.number)
    if step.fate is Fate.NEW and twin != line.number:
        step.fate, step.words = Fate.BAD, _("Samma aktivitet står redan på rad %(n)s.", n=twin)
    return step


def _new(number: int, details: rules.Details, there: _Shelf) -> Step:
    there.made += 1
    if there.made > MOST_MADE or there.dates > MOST_DATES:
        words = _("Det blir för mycket på en gång. Dela filen före den här raden.")
        return Step(number, details.title, Fate.BAD, words)
    wrong = [message for _field, message in checks.problems(details)]
    if wrong:
        return Step(number, details.title, Fate.BAD, " ".join(wrong))
    dates = len(_days(details))
    there.dates += dates
    days = ngettext("%(num)s dag.", "%(num)s dagar.", dates)
    return Step(number, details.title, Fate.NEW, f"{wording.schedule(details)}. {days}", details)


def _known(number: int, activity: Activity, details: rules.Details) -> Step:
    differences = _differences(activity, details)
    if not differences:
        return Step(number, details.title, Fate.SAME, "", row=activity)
    if activity.ended_at is not None:
        return Step(
            number, details.title, Fate.SAME, _("Den är avslutad och lämnas som den är."), row=activity
        )
    coming = from_next(details, activity)
    wrong = (
        [_("Alla gånger har redan varit.")]
        if coming is None
        else [message for _field, message in checks.problems(coming)]
    )
    if wrong:
        return Step(number, details.title, Fate.BAD, " ".join(wrong))
    words = _("Ändras från nästa gång: %(what)s.", what=", ".join(differences))
    return Step(number, details.title, Fate.CHANGED, words, coming, activity)


def _differences(activity: Activity, details: rules.Details) -> list[str]:
    """The headings of the cells that say something else."""
    found = [
        COLUMNS[column].heading
        for name, column in COMPARED.items()
        if getattr(activity, name) != getattr(details, name)
    ]
    if _end(activity.rrule, activity.starts_on) != _end(details.rrule, details.starts_on):
        found.append(COLUMNS["until"].heading)
    return found


def from_next(details: rules.Details, activity: Activity) -> rules.Details | None:
    """The same from the next day on, with the end as a day; None when there is no next one."""
    today = clock.today()
    coming = next((day for day in _first(details) if day >= today), None)
    if coming is None:
        return None
    rule = details.rrule
    if rule and (end := _end(rule, details.starts_on)):
        kept = [
            f"{name}={value}" for name, value in rules.parts(rule).items() if name not in ("UNTIL", "COUNT")
        ]
        rule = ";".join([*kept, f"UNTIL={end:%Y%m%d}"])
    return replace(details, starts_on=coming, rrule=rule, zone=activity.zone)


def _end(rule: str | None, first: date) -> date | None:
    """The last day; None for a series without end."""
    if rules.is_endless(rule):
        return None
    days = list(islice(rules.days_of(rule, first), rules.MOST_DATES + 1))
    return days[-1] if days else first


def _days(details: rules.Details) -> list[date]:
    return [day.day for day in rules.plan(details, today=clock.today()) if not day.skipped]


def _first(details: rules.Details) -> Iterable[date]:
    return islice(rules.days_of(details.rrule, details.starts_on), 10 * rules.MOST_DATES)


def _key(details: rules.Details | Activity) -> Key:
    repeat = rules.repeat_of(details.rrule)
    weekday = rules.parts(details.rrule).get("BYDAY", "")
    return details.title.casefold(), details.place.casefold(), details.starts_at, repeat, weekday
