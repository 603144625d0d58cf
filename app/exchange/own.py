"""What a person has said yes to, as a calendar: seats, waiting places, and what became of the dates. No one else's name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import force_locale, gettext as _
from icalendar import Event
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import contains_eager

from app.accounts.models import User
from app.calendar import rules, wording
from app.calendar.models import Activity, Occurrence, SignUp, SignUpState
from app.calendar.news import with_reason
from app.core import clock
from app.core.clock import STOCKHOLM
from app.core.db import session
from app.core.tokens import digest
from app.exchange import ics
from app.exchange.models import Feed

FORM = "1"  # of what is written here: a new one makes every app fetch anew
STAYS = timedelta(days=90)  # how long a date that has been is told
STAMPS = (
    SignUp.queued_at, SignUp.seated_at, SignUp.left_at, SignUp.offered_at, Occurrence.changed_at, Activity.changed_at,
)  # fmt: skip
Link = Callable[[int], str]


@dataclass(frozen=True)
class Version:
    """Of a calendar's content: equal as long as that is equal."""

    mark: str
    changed_at: datetime


def version(feed: Feed) -> Version:
    """By one question that gives four rows at most, however many dates there are. Those given up count: they went."""
    sums = func.count(), func.sum(Occurrence.revision), func.sum(Activity.revision)
    newest = (func.max(column) for column in STAMPS)
    asked = select(SignUp.state, *sums, *newest).join(SignUp.occurrence).join(Occurrence.activity)
    rows = session.execute(asked.where(*_of(feed.person)).group_by(SignUp.state).order_by(SignUp.state)).all()
    found = [tuple(row) for row in rows]
    moments = [value for row in found for value in row if isinstance(value, datetime)]
    told = (FORM, ics.origin(), feed.id, feed.person.locale, _oldest().isoformat(), found)
    return Version(digest(repr(told))[:32], max([feed.created_at, *moments]))


def file_for(person: User, *, link: Link) -> bytes:
    with force_locale(person.locale or "sv"):
        entries = session.scalars(
            select(SignUp)
            .join(SignUp.occurrence)
            .join(Occurrence.activity)
            .options(contains_eager(SignUp.occurrence).contains_eager(Occurrence.activity))
            .where(*_of(person), SignUp.state != SignUpState.LEFT)
            .order_by(Occurrence.starts_at, Occurrence.id)
            .execution_options(populate_existing=True)
        ).all()
        events = [event_of(entry.occurrence, entry, link=link) for entry in entries]
        zones = [entry.occurrence.activity.zone for entry in entries] or [STOCKHOLM.key]
        return ics.calendar_of(_("Min kalender i Samvaro"), events, zones, since=_oldest().date())


def event_of(one: Occurrence, mine: SignUp | None, *, link: Link) -> Event:
    """A date as the person who has `mine` for it sees it."""
    about = (*_notes(one, mine), one.activity.summary, one.activity.practical)
    made = ics.date_event(one, about=about, link=link(one.id))
    if one.is_cancelled:
        return made
    if mine is None or mine.is_seated or mine.state is SignUpState.LEFT:
        made.add("status", "CONFIRMED")
        return made
    made.add("status", "TENTATIVE")
    made.pop("summary")
    made.add("summary", _("Kölista: %(what)s", what=ics.plain(one.title)))
    return made


def file_of_date(one: Occurrence, mine: SignUp | None, *, link: Link) -> bytes:
    zone = one.activity.zone
    since = rules.local_day(one.starts_at, zone)
    return ics.calendar_of(one.title, [event_of(one, mine, link=link)], [zone], since=since)


def _notes(one: Occurrence, mine: SignUp | None) -> list[str]:
    notes = []
    if one.is_cancelled:
        notes.append(with_reason(_("Det är inställt den här dagen."), one.reason))
    elif mine and mine.is_waiting:
        notes.append(_("Du står på kölistan. Du har ingen plats än."))
    elif mine and mine.state is SignUpState.OFFERED:
        notes.append(_("Det finns en plats till dig. Öppna sidan och svara."))
    return [*notes, *filter(None, [wording.moved(one)])]


def _of(person: User) -> tuple[ColumnElement[bool], ...]:
    return SignUp.person_id == person.id, Occurrence.starts_at > _oldest()


def _oldest() -> datetime:
    """Whole days, so that it is the same all day."""
    return clock.now().replace(hour=0, minute=0, second=0, microsecond=0) - STAYS
