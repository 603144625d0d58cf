"""The tables of a date: who sits at which, and why, in sentences. Why two sit apart is told to nobody."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _, ngettext

from app.runsheet.queries import DaySheet, Guest
from app.runsheet.seating import Party, Plan, Table, seat_tables

SMALLEST, LARGEST = 4, 6


@dataclass(frozen=True)
class SeatedTable:
    number: int
    names: list[str]  # round the table; the one who comes along after whom they came with
    reasons: list[str]  # for the page only: the sheet may lie on the table

    @property
    def heads(self) -> int:
        return len(self.names)


@dataclass(frozen=True)
class Seating:
    tables: list[SeatedTable]
    notes: list[str]


def seating(sheet: DaySheet) -> Seating:
    guests = {guest.id: guest for guest in sheet.guests}
    parties = [Party(guest.id, guest.heads, guest.visits) for guest in sheet.guests]
    plan = seat_tables(parties, sheet.blocked, seed=sheet.date.id, size=(SMALLEST, LARGEST))
    tables = [_shown(number, table, plan, guests) for number, table in enumerate(plan.tables, 1)]
    return Seating(tables, [*_about_sizes(sheet.heads, tables)])


def _shown(number: int, table: Table, plan: Plan, guests: dict[int, Guest]) -> SeatedTable:
    here = [guests[party.id] for party in table.parties]
    names = [name for guest in here for name in _names(guest)]
    return SeatedTable(number, names, [reason for guest in here for reason in _reasons(guest, plan, guests)])


def _names(guest: Guest) -> list[str]:
    if not guest.entry.companions:
        return [guest.name]
    return [guest.name, guest.companion or _("%(name)s, sällskap", name=guest.name)]


def _reasons(guest: Guest, plan: Plan, guests: dict[int, Guest]) -> list[str]:
    found = []
    if guest.entry.companions:
        other = guest.companion or _("sitt sällskap")
        found.append(
            _("%(name)s sitter bredvid %(other)s: de kommer tillsammans.", name=guest.name, other=other)
        )
    if guest.visits:
        return found
    if (beside := plan.beside.get(guest.id)) is not None:
        other = guests[beside].name
        words = _(
            "%(name)s är ny och sitter bredvid %(other)s, som brukar vara med.", name=guest.name, other=other
        )
    else:
        words = _("%(name)s är ny. Sätt dig gärna bredvid en stund.", name=guest.name)
    return [*found, words]


def _about_sizes(heads: int, tables: list[SeatedTable]) -> list[str]:
    """Why a table is smaller than four, and what to do about it."""
    notes = []
    small = [table for table in tables if table.heads < SMALLEST]
    if heads == 7:
        notes.append(_("Sju går inte att dela i bord om fyra till sex. Därför blir det fyra och tre."))
    elif len(tables) > 1:
        notes += [
            ngettext(
                "Bord %(n)s har bara %(num)s gäst. Sätt gärna en värd eller någon som kommer oanmäld där.",
                "Bord %(n)s har bara %(num)s gäster. Sätt gärna en värd eller någon som kommer oanmäld där.",
                table.heads,
                n=table.number,
            )
            for table in small
        ]
    return notes
