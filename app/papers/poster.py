"""A notice for the board about one activity: what, when, where, who arranges it, and how to come along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.calendar import overview, wording
from app.calendar.models import Activity, Occurrence, Serves
from app.core import sheets
from app.core.formatting import capital, local, monday_of, plain_day, time_in_words
from app.core.lettering import printable
from app.papers import weeks
from app.papers.drawing import picture_of
from app.papers.programme_sheet import whom_to_ring

TEMPLATE = "poster.typ"
MOST_DATES = 4


@dataclass(frozen=True)
class Poster:
    """The words, for the page and for paper. What is not known, such as a price, is not told."""

    activity: Activity
    dates: list[Occurrence]

    @property
    def days(self) -> list[str]:
        return [
            capital(f"{plain_day(local(one.starts_at).date())}, {time_in_words(one.starts_at)}")
            for one in self.dates
        ]

    @property
    def facts(self) -> list[tuple[str, str, str]]:
        """(icon, what it is about, words)"""
        one = self.activity
        often = "" if one.rrule is None or one.ended_at else wording.schedule(one)
        found = [
            ("klocka", _("När"), often),
            ("kalender", _("Närmast"), "\n".join(self.days) or _("Ingen dag är bestämd än.")),
            ("plats", _("Var"), one.place),
            ("mat", _("På bordet"), wording.served(one) or ""),
            ("tillsammans", _("Ordnas av"), one.organisation.name if one.organisation else ""),
        ]
        return [fact for fact in found if fact[2]]

    @property
    def path(self) -> str:
        """Where the code leads: the programme of the next date's week, or its own page when it stands in none."""
        if not self.dates:
            return "/program"
        if not self.activity.in_programme:
            return f"/kalender/{self.dates[0].id}"
        return weeks.path_of(monday_of(local(self.dates[0].starts_at).date()))


def poster_of(activity: Activity) -> Poster:
    on = [one for one in overview.coming(activity) if not one.is_cancelled]
    return Poster(activity, on[:MOST_DATES])


def poster_sheet(poster: Poster, *, origin: str) -> dict[str, Any]:
    """What poster.typ prints."""
    one = poster.activity
    title = printable(one.title, _("En aktivitet"))
    lines = [(name, [printable(line) for line in words.split("\n")]) for _icon, name, words in poster.facts]
    return sheets.frame(_("Affisch: %(title)s", title=title)) | {
        "over": _("Välkommen till"),
        "heading": title,
        "summary": printable(one.summary),
        "facts": [(name, [line for line in words if line]) for name, words in lines if any(words)],
        "picture": picture_of(one.serves),
        "is_table": one.serves is not Serves.NOTHING,
        "picture_alt": _("Tecknat bord sett uppifrån. En stol är ledig.")
        if one.serves is not Serves.NOTHING
        else _("Tecknade blommor, löv och fåglar."),
        "code": sheets.code(origin + poster.path, _("Kod som leder till programmet på nätet")),
        "code_words": _("Läs mer: håll kameran över koden."),
        **whom_to_ring(_("Vill du vara med? Anmäl dig på surfplattan, eller ring oss.")),
    }
