"""Tables as text that Excel opens and writes: UTF-8 with a mark at the start, semicolons, and no cell that acts.

A cell that begins with = + - @ would be calculated by a spreadsheet: it gets an apostrophe, which reading takes away
again. So does one that has such apostrophes already: what goes out comes back as it was.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

LARGEST = 200 * 1024  # bytes
MOST_LINES = 1000
SEPARATORS = ";,\t"
ACTS = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
SHIELDED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


class BadFile(Exception):
    """Nothing can be made of the file; `message` says why in words for its owner."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Column:
    heading: str  # a format, not a text of a page: the same in every language
    is_required: bool = True
    example: str = ""


@dataclass(frozen=True)
class Line:
    """One line under the headings, numbered as a spreadsheet does: the headings are line 1."""

    number: int
    cells: dict[str, str]
    is_ragged: bool = False


def shield(cell: str) -> str:
    return f"'{cell}" if ACTS.match(cell) else cell


def unshield(cell: str) -> str:
    return cell[1:] if SHIELDED.match(cell) else cell


def write(headings: Iterable[str], rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([shield(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig", "replace")


def decode(data: bytes) -> tuple[str, bool]:
    """The text, and whether it had to be read as Windows wrote it before UTF-8."""
    if len(data) > LARGEST:
        raise BadFile(_("Filen är för stor. Dela den i flera filer."))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in data:
        line = data[: data.find(b"\x00")].count(b"\n") + 1
        raise BadFile(_("Rad %(n)s går inte att läsa. Spara filen som CSV UTF-8.", n=line))
    try:
        return data.decode("utf-8-sig"), False
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252"), True
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BadFile(_("Rad %(n)s går inte att läsa. Spara filen som CSV UTF-8.", n=line)) from None


def read(text: str, columns: dict[str, Column]) -> list[Line]:
    """The lines that are not empty, by the names of their columns."""
    rows = _rows(text)
    while rows and not any(rows[-1]):
        rows.pop()
    if len(rows) < 2:
        raise BadFile(_("Filen har inga rader under rubrikerna."))
    if len(rows) - 1 > MOST_LINES:
        raise BadFile(_("Filen har fler än %(n)s rader. Dela den i flera filer.", n=MOST_LINES))
    names = _names(rows[0], columns)
    return [_line(number, row, names) for number, row in enumerate(rows[1:], 2) if any(row)]


def _rows(text: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    rows: list[list[str]] = []
    try:
        for row in reader:
            rows.append([unshield(cell).strip() for cell in row])
            if len(rows) > MOST_LINES + 1:
                break
    except csv.Error:
        raise BadFile(_("Citattecknen går inte ihop på rad %(n)s.", n=len(rows) + 1)) from None
    return rows


def _separator(text: str) -> str:
    """The one that the line of headings has most of."""
    first = text.lstrip("\r\n").splitlines()[:1]
    return max(SEPARATORS, key=first[0].count) if first else ";"


def _names(headings: list[str], columns: dict[str, Column]) -> list[str]:
    """Of each column of the file. Empty columns at the end are no columns."""
    while headings and not headings[-1]:
        headings = headings[:-1]
    known = {column.heading.casefold(): name for name, column in columns.items()}
    for heading in headings:
        if heading.casefold() not in known:
            raise BadFile(_("Rubriken %(name)s finns inte i mallen.", name=heading[:40] or "–"))
    names = [known[heading.casefold()] for heading in headings]
    if len(set(names)) < len(names):
        raise BadFile(_("En rubrik står två gånger."))
    for name, column in columns.items():
        if column.is_required and name not in names:
            raise BadFile(_("Rubriken %(name)s fattas.", name=column.heading))
    return names


def _line(number: int, row: list[str], names: list[str]) -> Line:
    is_ragged = len(row) < len(names) or any(row[len(names) :])
    cells = dict(zip(names, row, strict=False))
    return Line(number, cells, is_ragged)
