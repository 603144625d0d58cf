"""Why somebody was asked to pause or to leave: for those who choose it, and in kind words for whom it is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _, lazy_gettext

from app.core import clock
from app.core.formatting import local, time_in_words, when_in_words

REASON_LABELS = {
    "tone": lazy_gettext("Tonen blev för hård"),
    "turns": lazy_gettext("Andra fick inte plats att prata"),
    "private": lazy_gettext("Det blev för privat om någon annan"),
    "money": lazy_gettext("Det handlade om pengar eller köp"),
    "other": lazy_gettext("Något annat"),
}
REASON_CODES = tuple(REASON_LABELS)
LENGTH_LABELS = {
    "10": lazy_gettext("10 minuter"),
    "60": lazy_gettext("1 timme"),
    "1440": lazy_gettext("24 timmar"),
}
_TOLD = {
    "tone": lazy_gettext("Tonen blev för hård vid bordet."),
    "turns": lazy_gettext("Alla behöver få plats att prata."),
    "private": lazy_gettext("Det blev för privat om någon annan."),
    "money": lazy_gettext("Vid bordet pratar vi inte om pengar eller köp."),
    "other": lazy_gettext("Det behövs lugn vid bordet."),
}


@dataclass(frozen=True)
class Barred:
    """Why somebody may not write in a room, and until when; None for a person who is removed."""

    reason: str
    until: datetime | None


def heavier(one: Barred, other: Barred | None) -> Barred:
    """A removal weighs more than a pause."""
    return one if other is None or one.until is None else other


def reason_words(reason: str) -> str:
    """The reason as the person it is about reads it."""
    return str(_TOLD.get(reason, _TOLD["other"]))


def until_words(until: datetime | None) -> str:
    """klockan 14.30, with the day when that is not today."""
    if until is None:
        return ""
    same_day = local(until).date() == clock.today()
    return time_in_words(until) if same_day else when_in_words(until)


def pause_words(pause: Barred) -> str:
    """What the person who pauses reads in place of the form."""
    paused = _("Du har paus från att skriva här till %(when)s.", when=until_words(pause.until))
    may_read = _("Du kan läsa som vanligt.")
    return f"{paused} {reason_words(pause.reason)} {may_read}"


def pause_wire(pause: Barred | None) -> dict[str, Any] | None:
    """`seconds` left, so that a tablet whose clock is wrong opens the form in time too."""
    if pause is None or pause.until is None:
        return None
    seconds = max(0, round((pause.until - clock.now()).total_seconds()))
    return {"until": pause.until.isoformat(), "seconds": seconds, "message": pause_words(pause)}
