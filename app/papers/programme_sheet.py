"""The week's programme on paper: day by day, days with nothing on told together, and whom to ring."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from babel.dates import format_date
from flask import current_app
from flask_babel import get_locale, gettext as _

from app.accounts.look import help_hours
from app.calendar.programme import DAYS, Day, Entry, Programme
from app.core import sheets
from app.core.formatting import capital, clock_time
from app.core.lettering import printable

TEMPLATE = "programme.typ"
SATURDAY, SUNDAY = 5, 6


def programme_sheet(week: Programme, *, address: str) -> dict[str, Any]:
    """What programme.typ prints; `address` is where the code leads."""
    number = week.first.isocalendar().week
    title = _("Veckans program")
    whole = _("%(title)s, vecka %(n)s", title=title, n=number)
    return sheets.frame(whole, running=whole) | {
        "over": _("Samvaro, vecka %(n)s", n=number),
        "heading": title,
        "under": span_of_days(week.first, week.first + timedelta(days=DAYS - 1)),
        "days": list(_rows(week)),
        "empty": _("Inget är bestämt den här veckan. Vill du hitta på något? Ring oss."),
        "code": sheets.code(address, _("Kod som leder till programmet på nätet")),
        "code_words": _("Programmet på nätet: håll kameran över koden."),
        **whom_to_ring(_("Anmäl dig på surfplattan, eller ring oss.")),
    }


def whom_to_ring(sentence: str) -> dict[str, str]:
    phone = current_app.config["SETTINGS"].help_phone
    return {"sentence": sentence, "number": sheets.unbroken(phone), "hours": printable(help_hours())}


def span_of_days(first: date, last: date) -> str:
    """23 till 29 november · 30 november till 6 december"""
    begin = str(first.day) if first.month == last.month else _day_and_month(first)
    return _("%(a)s till %(b)s", a=begin, b=_day_and_month(last))


def day_name(day: date) -> str:
    return capital(format_date(day, "cccc", locale=str(get_locale())))


def _day_and_month(day: date) -> str:
    return format_date(day, "d MMMM", locale=str(get_locale()))


def _rows(week: Programme) -> Iterator[dict[str, Any]]:
    """Monday to Sunday. That one may ring is said once, on the first of the free days."""
    days, told = {day.day: day for day in week.days}, False
    for first, last in _runs(week) if days else ():
        if first in days:
            yield day_row(first, [_entry(one) for one in days[first].entries], _moved(days[first]))
            continue
        words = _("Inget är bestämt.") if told else _("Inget är bestämt. Ring om du vill hitta på något.")
        told = True
        name, when = _names(first, last)
        yield {"name": name, "date": when, "entries": [], "note": words}


def day_row(day: date, entries: list[dict[str, str]], note: str = "") -> dict[str, Any]:
    return {"name": day_name(day), "date": _day_and_month(day), "entries": entries, "note": note}


def _runs(week: Programme) -> Iterator[tuple[date, date]]:
    """Days with something on by themselves, the others in a row together, the weekend apart from the week."""
    busy = {day.day for day in week.days}
    run: list[date] = []
    for day in (week.first + timedelta(days=number) for number in range(DAYS)):
        if run and (day in busy or run[-1] in busy or day.weekday() == SATURDAY):
            yield run[0], run[-1]
            run = []
        run.append(day)
    yield run[0], run[-1]


def _names(first: date, last: date) -> tuple[str, str]:
    if first == last:
        return day_name(first), _day_and_month(first)
    if (first.weekday(), last.weekday()) == (SATURDAY, SUNDAY):
        name = _("Helgen")
    else:
        name = _("%(a)s till %(b)s", a=day_name(first), b=day_name(last).lower())
    return name, span_of_days(first, last)


def _entry(one: Entry) -> dict[str, str]:
    return {
        "time": clock_time(one.starts_at),
        "title": stopped(printable(one.title, _("En aktivitet"))),
        "more": stopped(printable(one.place)),
        "news": one.news,
    }


def _moved(day: Day) -> str:
    return " ".join(printable(one.moved_away) for one in day.moved)


def stopped(text: str) -> str:
    """With a full stop, if it ends without one."""
    return text if not text or text[-1] in ".!?…:" else f"{text}."
