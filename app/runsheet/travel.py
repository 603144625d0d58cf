"""The sheet of the ways there: who is fetched, when and where, who has seats, who would like company."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time

from flask_babel import gettext as _, ngettext

from app.core.formatting import names_in_words
from app.notifications.numbers import phone_shown
from app.runsheet.models import Needs, Way
from app.runsheet.queries import DaySheet, Guest
from app.runsheet.words import wall_clock


@dataclass(frozen=True)
class Traveller:
    """One line of the sheet."""

    name: str  # both names when two come together
    heads: int
    phone: str
    at: str = ""
    address: str = ""
    lifts: int = 0
    words: str = ""


@dataclass(frozen=True)
class Travels:
    fetched: list[Traveller]  # by time and place
    drivers: list[Traveller]
    special: list[Traveller]  # färdtjänst
    company: list[Traveller]
    balance: str
    unasked: int


def travels(sheet: DaySheet) -> Travels:
    told = [(guest, guest.travel) for guest in sheet.guests if guest.travel]
    fetched = _going(sorted(told, key=_by_time_and_place), Way.NEEDS_LIFT)
    drivers = _going(told, Way.OFFERS_LIFT)
    return Travels(
        fetched=fetched,
        drivers=drivers,
        special=_going(told, Way.SPECIAL_TRANSPORT),
        company=[_traveller(guest, needs) for guest, needs in told if needs.wants_company],
        balance=_balance(sum(one.heads for one in fetched), sum(one.lifts for one in drivers)),
        unasked=len(sheet.guests) - len(told),
    )


def _going(told: Iterable[tuple[Guest, Needs]], way: Way) -> list[Traveller]:
    return [_traveller(guest, needs) for guest, needs in told if needs.way is way]


def _traveller(guest: Guest, needs: Needs) -> Traveller:
    return Traveller(
        name=names_in_words([guest.name, guest.companion or _("sällskap")])
        if guest.entry.companions
        else guest.name,
        heads=guest.heads,
        phone=phone_shown(guest.phone or ""),
        at=wall_clock(needs),
        address=needs.address or "",
        lifts=needs.lifts or 0,
        words=needs.travel_words,
    )


def _by_time_and_place(one: tuple[Guest, Needs]) -> tuple[bool, time, str]:
    """Those without a time last."""
    _guest, needs = one
    return needs.fetched_at is None, needs.fetched_at or time.min, needs.address or ""


def _balance(wanted: int, offered: int) -> str:
    """4 vill ha skjuts. 3 platser finns i bilarna. Det fattas 1."""
    if not wanted:
        return _("Ingen behöver skjuts.")
    sentences = [
        ngettext("%(num)s vill ha skjuts.", "%(num)s vill ha skjuts.", wanted),
        ngettext("%(num)s plats finns i bilarna.", "%(num)s platser finns i bilarna.", offered),
    ]
    if wanted > offered:
        sentences.append(
            ngettext("Det fattas %(num)s plats.", "Det fattas %(num)s platser.", wanted - offered)
        )
    return " ".join(sentences)
