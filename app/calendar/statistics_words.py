"""The figures in words and as bars."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _, ngettext

from app.calendar.statistics import Figures, Quarter, Statistics
from app.core.formatting import capital, plain_day

NONE = "–"


@dataclass(frozen=True)
class Line:
    """One week: in the table, and as a bar so many hundredths wide. None: hidden."""

    week: str
    figures: Figures
    width: int

    @property
    def is_hidden(self) -> bool:
        return self.figures.happened and self.figures.visits is None

    @property
    def bar_words(self) -> str:
        """Vecka 40: 132 besök"""
        if not self.figures.happened:
            return _("%(week)s: inget ordnades", week=self.week)
        if self.figures.visits is None:
            return _("%(week)s: döljs", week=self.week)
        visits = ngettext("%(num)s besök", "%(num)s besök", self.figures.visits)
        return _("%(week)s: %(visits)s", week=self.week, visits=visits)


def chosen(statistics: Statistics, text: str) -> int | None:
    """The activity asked for; None: all, also when it has no dates in the quarter."""
    known = {str(activity_id): activity_id for activity_id, _title in statistics.activities}
    return known.get(text)


def name_of(statistics: Statistics, activity_id: int | None) -> str:
    return dict(statistics.activities).get(activity_id or 0) or _("Alla aktiviteter")


def lines(statistics: Statistics, activity_id: int | None) -> list[Line]:
    found = [(week(monday), statistics.line(monday, activity_id)) for monday in statistics.weeks]
    most = max((one.visits or 0 for _week, one in found), default=0)
    return [Line(words, one, round(100 * (one.visits or 0) / most) if most else 0) for words, one in found]


def week(monday: date) -> str:
    return _("Vecka %(n)s", n=monday.isocalendar().week)


def number(happened: bool, value: int | None) -> str:
    if not happened:
        return NONE
    return _("döljs") if value is None else str(value)


def share(figures: Figures) -> str:
    if not figures.happened:
        return NONE
    return _("döljs") if figures.share is None else _("%(n)s procent", n=figures.share)


def quarter(one: Quarter) -> str:
    """Kvartal 4, 2026"""
    return _("Kvartal %(n)s, %(year)s", n=one.number, year=one.year)


def days(one: Quarter) -> str:
    last = one.end - timedelta(days=1)
    return capital(_("%(a)s till %(b)s", a=plain_day(one.first), b=plain_day(last)))


def csv_rows(statistics: Statistics) -> Iterator[list[str]]:
    everything: list[tuple[int | None, str]] = [*statistics.activities, (None, _("Alla aktiviteter"))]
    for activity_id, title in everything:
        for monday in statistics.weeks:
            year, number_of_week, _day = monday.isocalendar()
            yield [f"{year}-W{number_of_week:02}", title, *_cells(statistics.line(monday, activity_id))]
        if statistics.quarter.is_over:
            yield [str(statistics.quarter), title, *_cells(statistics.line(None, activity_id))]


def _cells(one: Figures) -> list[str]:
    return [
        number(one.happened, value).replace(NONE, "") for value in (one.visits, one.newcomers, one.no_shows)
    ]
