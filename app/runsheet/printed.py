"""The four sheets on paper: kitchen, ways there, tables, list to tick. Each begins on a page of its own."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext as _, ngettext

from app.calendar.places import where
from app.core import printing, sheets
from app.core.formatting import capital, when_in_words
from app.core.lettering import printable
from app.runsheet import ticks
from app.runsheet.kitchen import Kitchen, kitchen
from app.runsheet.naming import short_title, title_of
from app.runsheet.queries import DaySheet
from app.runsheet.tables import SeatedTable, seating
from app.runsheet.travel import Traveller, Travels, travels

TEMPLATE = "runsheet.typ"
BLANK_LINES = 6  # on the list, for those who drop in
EVERYDAY = re.compile(r"[ -~åäöÅÄÖéÉüÜ–…]*")  # signs that are in the shipped fonts for certain
Data = dict[str, Any]


def day_pdf(sheet: DaySheet) -> bytes:
    """PDF/UA-1, A4."""
    return printing.make_pdf(TEMPLATE, day_data(sheet))


def day_data(sheet: DaySheet) -> Data:
    """Everything that runsheet.typ prints, in words."""
    title = _("Körschema: %(what)s", what=_what(sheet))
    parts = {
        "kok": _kitchen(kitchen(sheet)),
        "resor": _travels(travels(sheet)),
        "bord": _tables(sheet),
        "lista": _list(sheet),
    }
    data = sheets.frame(title) | {name: _part(name, sheet) | part for name, part in parts.items()}
    printable_data: Data = _all_printable(data)
    return printable_data


def _what(sheet: DaySheet) -> str:
    return _("%(title)s, %(when)s", title=sheet.date.title, when=when_in_words(sheet.date.starts_at))


def _part(name: str, sheet: DaySheet) -> Data:
    date = sheet.date
    frame = sheets.frame(short_title(name), running=title_of(name, date))
    del frame["band"]
    when = capital(when_in_words(date.starts_at, date.ends_at))
    return frame | {"over": date.title, "heading": short_title(name), "under": f"{when}. {where(date)}"}


def _kitchen(made: Kitchen) -> Data:
    facts = [
        [_("Äter"), people(made.heads)],
        [_("Som vanligt"), people(made.ordinary)],
    ]
    if made.unasked:
        asked = ngettext("%(num)s har inte svarat.", "%(num)s har inte svarat.", made.unasked)
        facts.append([_("Av dem"), asked])
    return {
        "facts": facts,
        "portions_title": _("Särskilda portioner"),
        "portions_heads": [_("Antal"), _("Mat"), _("Egna ord")],
        "portions": [[str(one.count), one.food, one.own_words] for one in made.portions],
        "totals_title": _("Summa av varje"),
        "totals": [[name, str(count)] for name, count in made.totals],
        "none": _("Alla äter som vanligt."),
    }


def _travels(made: Travels) -> Data:
    def lines(travellers: list[Traveller], *columns: str) -> list[list[str]]:
        return [[_cell(one, column) for column in columns] for one in travellers]

    who, phone, words = _("Vem"), _("Telefon"), _("Egna ord")
    return {
        "balance": made.balance,
        "lists": [
            one for one in (
                _list_of(_("Hämtas"), [_("Tid"), who, _("Var"), phone], lines(made.fetched, "at", "who", "address", "phone")),
                _list_of(_("Kör och kan ta med"), [who, _("Platser"), phone], lines(made.drivers, "who", "lifts", "phone")),
                _list_of(_("Färdtjänst"), [who, words, phone], lines(made.special, "name", "words", "phone")),
                _list_of(_("Vill ha sällskap dit"), [who, words, phone], lines(made.company, "name", "words", "phone")),
            ) if one["rows"]
        ],
        "none": _("Ingen har bett om något."),
    }  # fmt: skip


def _list_of(title: str, heads: list[str], rows: list[list[str]]) -> Data:
    return {"title": title, "heads": heads, "rows": rows}


def _cell(one: Traveller, column: str) -> str:
    if column == "who":
        return f"{one.name}. {one.words}" if one.words else one.name
    if column == "at":
        return one.at or "–"
    return str(getattr(one, column))


def _tables(sheet: DaySheet) -> Data:
    made = seating(sheet)
    return {"tables": [_table(table) for table in made.tables], "notes": made.notes, "none": _nobody()}


def _table(table: SeatedTable) -> Data:
    return {"title": _("Bord %(n)s", n=table.number), "under": guests(table.heads), "names": table.names}


def _list(sheet: DaySheet) -> Data:
    return {
        "count": _("Väntade: %(n)s.", n=sheet.heads),
        "names": [line.name for line in ticks.lines(sheet) if not line.token.startswith("d")],
        "more_title": _("Kom utan att vara anmälda"),
        "blanks": BLANK_LINES,
        "none": _nobody(),
    }


def _nobody() -> str:
    return _("Ingen är anmäld än.")


def people(count: int) -> str:
    return ngettext("%(num)s person", "%(num)s personer", count)


def guests(count: int) -> str:
    return ngettext("%(num)s gäst", "%(num)s gäster", count)


def _all_printable(value: Any) -> Any:
    """What no shipped font can write is left out everywhere, except in the drawing."""
    if isinstance(value, dict):
        return {key: one if key == "band" else _all_printable(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_all_printable(one) for one in value]
    return _printable(value) if isinstance(value, str) else value


def _printable(text: str) -> str:
    """Most texts need no look at the fonts, sign by sign."""
    return text if EVERYDAY.fullmatch(text) else printable(text, instead="–" if text.strip() else "")
