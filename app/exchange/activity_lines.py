"""An activity as one line of a table, and back. A series is one line, however many dates it has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext as _

from app.accounts.models import Organisation
from app.calendar import rules
from app.calendar.models import LARGEST, LONGEST, PLACE, PRACTICAL, SHORTEST, SUMMARY, TITLE, Activity, Serves
from app.calendar.rules import Repeat
from app.core.forms import text_error
from app.core.text import BadText, clean_text
from app.exchange.csv_text import Column

COLUMNS = {
    "title": Column("Aktivitet", example="Sopplunch"),
    "place": Column("Plats", example="Restaurang Utsikten"),
    "starts_on": Column("Första dagen", example="2027-01-12"),
    "starts_at": Column("Tid", example="11.30"),
    "minutes": Column("Minuter", example="90"),
    "repeat": Column("Hur ofta", example="Varje vecka"),
    "until": Column("Till och med", False, "2027-05-25"),
    "times": Column("Antal gånger", False),
    "skips": Column("Hoppa över helgdagar", False, "Ja"),
    "programme": Column("Visa i programmet", False, "Ja"),
    "capacity": Column("Antal platser", False, "24"),
    "serves": Column("På bordet", False, "Soppa"),
    "organisation": Column("Ordnas av", False),
    "summary": Column("Vad gör ni", False, "Vi äter soppa och pratar."),
    "practical": Column("Bra att veta", False, "Ingången har ramp."),
    "state": Column("Läge", False),  # told, never read
}
REPEATS = {
    "En gång": Repeat.ONCE,
    "Varje vecka": Repeat.WEEKLY,
    "Varannan vecka": Repeat.BIWEEKLY,
    "Varje månad": Repeat.MONTHLY,
    "Sista i månaden": Repeat.MONTHLY_LAST,
}
SERVES = {"Soppa": Serves.SOUP, "Kaffe": Serves.COFFEE, "Inget": Serves.NOTHING}
YES_NO = {"Ja": True, "Nej": False}
DAY_FORMS = ("%Y-%m-%d", "%d/%m/%Y", "%Y%m%d")
TIME_FORMS = ("%H.%M", "%H:%M", "%H:%M:%S", "%H%M")


class BadCell(ValueError):
    """`message` says what to do, after the heading of the cell."""


@dataclass(frozen=True)
class Known:
    """What cells may name."""

    organisations: dict[str, Organisation]


def line_of(activity: Activity) -> list[str]:
    counted = rules.parts(activity.rrule).get("COUNT", "")
    until = rules.until_of(activity.rrule)
    return [
        activity.title,
        activity.place,
        activity.starts_on.isoformat(),
        f"{activity.starts_at:%H.%M}",
        str(activity.duration_minutes),
        _name(REPEATS, rules.repeat_of(activity.rrule)),
        until.isoformat() if until else "",
        counted,
        _name(YES_NO, activity.skips_holidays),
        _name(YES_NO, activity.in_programme),
        "" if activity.capacity is None else str(activity.capacity),
        _name(SERVES, activity.serves),
        activity.organisation.name if activity.organisation else "",
        activity.summary,
        activity.practical,
        "Avslutad" if activity.ended_at else "",
    ]


def details_of(cells: dict[str, str], known: Known) -> tuple[rules.Details | None, list[str]]:
    """What the cells say, or everything that is wrong with them."""
    problems: list[str] = []

    def get(name: str, read: Callable[[str], Any]) -> Any:
        try:
            return read(cells.get(name, ""))
        except BadCell as error:
            problems.append(f"{COLUMNS[name].heading}: {error}")
            return None

    values = {
        "title": get("title", _text(TITLE)),
        "place": get("place", _text(PLACE)),
        "summary": get("summary", _text(SUMMARY, shortest=0, lines=True)),
        "practical": get("practical", _text(PRACTICAL, shortest=0, lines=True)),
        "starts_on": get("starts_on", _day),
        "starts_at": get("starts_at", _time),
        "duration_minutes": get("minutes", _whole(SHORTEST, LONGEST)),
        "capacity": get("capacity", _optional(_whole(1, LARGEST))),
        "serves": get("serves", _one_of(SERVES, Serves.NOTHING)),
        "skips_holidays": get("skips", _one_of(YES_NO, False)),
        "in_programme": get("programme", _one_of(YES_NO, True)),
    }
    organisation = get("organisation", lambda cell: _organisation(cell, known))
    repeat = get("repeat", _one_of(REPEATS))
    until, times = get("until", _optional(_day)), get("times", _optional(_whole(1, rules.MOST_DATES)))
    if until and times:
        problems.append(_("Skriv slutdatum eller antal gånger, inte båda."))
    if until and values["starts_on"] and until < values["starts_on"]:
        problems.append(_("Till och med ligger före första dagen."))
    if problems:
        return None, problems
    values |= {"rrule": rules.write_rule(repeat, values["starts_on"], until, times)}
    if organisation:
        values |= {"organisation_id": organisation.id, "zone": organisation.zone}
    return rules.Details(**values), []


def _name(table: dict[str, Any], value: object) -> str:
    return next(name for name, one in table.items() if one == value)


def _text(longest: int, *, shortest: int = 1, lines: bool = False) -> Callable[[str], str]:
    def read(cell: str) -> str:
        try:
            return clean_text(cell, longest=longest, shortest=shortest, lines=lines)
        except BadText as error:
            raise BadCell(text_error(error.code, longest)) from None

    return read


def _optional(read: Callable[[str], Any]) -> Callable[[str], Any]:
    return lambda cell: read(cell) if cell else None


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(cell: str) -> int:
        if cell.isascii() and cell.isdigit() and len(cell) < 10 and least <= int(cell) <= most:
            return int(cell)
        raise BadCell(_("Skriv ett tal från %(a)s till %(b)s.", a=least, b=most))

    return read


def _one_of(table: dict[str, Any], default: object = None) -> Callable[[str], Any]:
    by_name = {name.casefold(): value for name, value in table.items()}

    def read(cell: str) -> Any:
        if not cell and default is not None:
            return default
        if cell.casefold() not in by_name:
            raise BadCell(_("Skriv något av %(names)s.", names=", ".join(table)))
        return by_name[cell.casefold()]

    return read


def _day(cell: str) -> date:
    found = _parsed(cell, DAY_FORMS)
    if found is None or not date(2000, 1, 1) <= found.date() <= date(2200, 1, 1):
        raise BadCell(_("Skriv ett datum som finns, till exempel 2026-11-24."))
    return found.date()


def _time(cell: str) -> time:
    found = _parsed(cell, TIME_FORMS)
    if found is None:
        raise BadCell(_("Skriv en tid som finns, till exempel 11.30."))
    return found.time().replace(second=0)


def _parsed(cell: str, forms: tuple[str, ...]) -> datetime | None:
    for form in forms:
        try:
            return datetime.strptime(cell, form)  # noqa: DTZ007 -- the clock on the wall
        except ValueError:
            continue
    return None


def _organisation(cell: str, known: Known) -> Organisation | None:
    if not cell:
        return None
    if cell.casefold() not in known.organisations:
        raise BadCell(_("Det finns ingen som heter %(name)s.", name=cell[:60]))
    return known.organisations[cell.casefold()]
