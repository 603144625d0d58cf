"""Seven days at a glance: what is on, and what somebody on the staff must decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _, ngettext
from sqlalchemy import func, select

from app.accounts.models import User
from app.admin.queries import count_without_card
from app.calendar import queries as calendar
from app.calendar.models import Occurrence, SignUp, SignUpState
from app.calendar.places import where
from app.calendar.week import DAYS, Week
from app.core import clock
from app.core.db import session
from app.core.formatting import capital, clock_time, local, plain_day
from app.notifications.keeping import count_dead
from app.rooms.reporting import count_waiting


@dataclass(frozen=True)
class WeekRow:
    """One date in the table. `gap` says what is missing, if anything is."""

    occurrence: Occurrence
    waiting: int

    @property
    def when(self) -> str:
        return f"{weekday(self.occurrence.starts_at)} {clock_time(self.occurrence.starts_at)}"

    @property
    def place(self) -> str:
        return where(self.occurrence)

    @property
    def seats(self) -> str:
        one = self.occurrence
        if one.capacity is None:
            return ngettext("%(num)s kommer", "%(num)s kommer", one.taken)
        return _("%(taken)s av %(capacity)s", taken=one.taken, capacity=one.capacity)

    @property
    def gap(self) -> str:
        one = self.occurrence
        if one.is_cancelled or one.has_begun() or not self.waiting:
            return ""
        return ngettext("%(num)s på kö", "%(num)s på kö", self.waiting)

    @property
    def is_ready(self) -> bool:
        return not (self.gap or self.occurrence.is_cancelled or self.occurrence.has_begun())

    @property
    def words(self) -> str:
        one = self.occurrence
        if one.is_cancelled:
            return _("Inställt")
        if one.has_begun():
            return _("Har varit") if one.has_ended() else _("Pågår nu")
        return self.gap or _("Klart")


@dataclass(frozen=True)
class Decision:
    over_line: str
    text: str
    label: str
    endpoint: str
    values: dict[str, int]
    icon: str


def rows_of(person: User, shown: Week) -> list[WeekRow]:
    """What stands in the calendar on these seven days."""
    occurrences = [line.occurrence for line in calendar.between(person, shown.first, DAYS)]
    queues = _waiting([one.id for one in occurrences])
    return [WeekRow(one, queues.get(one.id, 0)) for one in occurrences]


def coming_days(person: User) -> list[WeekRow]:
    """Seven days from today: what a host prepares for."""
    occurrences = [line.occurrence for line in calendar.between(person, clock.today(), DAYS)]
    return [WeekRow(one, 0) for one in occurrences if not one.has_ended() and not one.is_cancelled]


def heading(shown: Week) -> str:
    """Vecka 48, or Vecka 48 och 49 when the seven days lie in two."""
    first, last = shown.first.isocalendar().week, shown.last.isocalendar().week
    return _("Vecka %(n)s", n=first) if first == last else _("Vecka %(a)s och %(b)s", a=first, b=last)


def days_in_words(shown: Week) -> str:
    """Måndag 23 november till söndag 29 november"""
    return capital(_("%(a)s till %(b)s", a=plain_day(shown.first), b=plain_day(shown.last)))


def decisions(rows: Sequence[WeekRow]) -> list[Decision]:
    """What members have reported first, what could not be sent, then full dates with a queue, then people who cannot get in."""
    found = [_reports(waiting)] if (waiting := count_waiting()) else []
    if dead := count_dead():
        found.append(_dead_letters(dead))
    found += [_queue(row) for row in rows if row.gap]
    if missing := count_without_card():
        found.append(_cards(missing))
    return found


def _queue(row: WeekRow) -> Decision:
    one = row.occurrence
    return Decision(
        over_line=_("%(day)s klockan %(time)s", day=weekday(one.starts_at), time=clock_time(one.starts_at)),
        text=ngettext(
            "%(title)s är fullt. En står på kölistan.",
            "%(title)s är fullt. %(num)s står på kölistan.",
            row.waiting,
            title=one.title,
        ),
        label=_("Se %(title)s", title=one.title),
        endpoint="dates.show",
        values={"occurrence_id": one.id},
        icon="ko",
    )


def _reports(waiting: int) -> Decision:
    return Decision(
        over_line=_("Rapporter"),
        text=ngettext(
            "%(num)s rapporterat meddelande väntar på dig.",
            "%(num)s rapporterade meddelanden väntar på dig.",
            waiting,
        ),
        label=_("Se rapporterna"),
        endpoint="admin.reports",
        values={},
        icon="trygg",
    )


def _dead_letters(number: int) -> Decision:
    return Decision(
        over_line=_("Utskick"),
        text=ngettext("%(num)s besked gick inte fram.", "%(num)s besked gick inte fram.", number),
        label=_("Se vad som inte gick fram"),
        endpoint="outbox.show",
        values={},
        icon="skicka",
    )


def _cards(missing: int) -> Decision:
    return Decision(
        over_line=_("När du hinner"),
        text=ngettext("%(num)s människa har inget kort.", "%(num)s människor har inget kort.", missing),
        label=_("Visa dem"),
        endpoint="people.index",
        values={"utan": 1},
        icon="vanner",
    )


def weekday(moment: datetime) -> str:
    return capital(plain_day(local(moment).date()).split()[0])


def _waiting(occurrence_ids: Sequence[int]) -> dict[int, int]:
    queues = session.execute(
        select(SignUp.occurrence_id, func.count(SignUp.id))
        .where(SignUp.occurrence_id.in_(occurrence_ids), SignUp.state == SignUpState.WAITING)
        .group_by(SignUp.occurrence_id)
    )
    return dict(iter(queues))
