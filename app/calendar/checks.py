"""What a coordinator may ask for, told field by field. Used by the forms and, as the last word, by the services."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from flask_babel import gettext as _

from app.calendar import rules
from app.calendar.models import LARGEST, LONGEST, LONGEST_ANSWER, MOST_NEWCOMERS, SHORTEST, ZONE
from app.core import clock
from app.core.errors import Refusal

BACK, AHEAD = timedelta(days=366), timedelta(days=3 * 366)


def problems(details: rules.Details, *, longest_back: timedelta = BACK) -> Iterator[tuple[str, str]]:
    """(field, what to do) for everything that cannot be."""
    today = clock.today()
    if not SHORTEST <= details.duration_minutes <= LONGEST:
        yield "duration_minutes", _("Skriv ett tal från %(a)s till %(b)s.", a=SHORTEST, b=LONGEST)
    if details.capacity is not None and not 1 <= details.capacity <= LARGEST:
        yield "capacity", _("Skriv ett tal från %(a)s till %(b)s.", a=1, b=LARGEST)
    if details.answer_minutes is not None and not 1 <= details.answer_minutes <= LONGEST_ANSWER:
        yield "answer_minutes", _("Skriv ett tal från %(a)s till %(b)s.", a=1, b=LONGEST_ANSWER)
    if not 0 <= details.newcomer_percent <= MOST_NEWCOMERS:
        yield "newcomer_percent", _("Skriv ett tal från %(a)s till %(b)s.", a=0, b=MOST_NEWCOMERS)
    if not today - longest_back <= details.starts_on <= today + AHEAD:
        yield "starts_on", _("Välj ett datum inom de närmaste tre åren.")
        return
    if details.rrule is None and not rules.exists(details.starts_on, details.starts_at, details.zone):
        yield "starts_at", missing_time()
    yield from _length(details, today)


def _length(details: rules.Details, today: date) -> Iterator[tuple[str, str]]:
    planned = rules.plan(details, today=today)
    days = [one.day for one in planned if not one.skipped]
    if len(planned) > rules.MOST_DATES:
        most = rules.MOST_DATES
        yield "until", _("Det blir fler än %(n)s gånger. Välj ett tidigare slutdatum.", n=most)
    elif not days:
        yield "until", _("Så blir det inga gånger alls. Välj ett senare slutdatum.")
    elif rules.moment(days[-1], details.starts_at, details.zone) <= clock.now():
        yield _has_been(details, today)


def _has_been(details: rules.Details, today: date) -> tuple[str, str]:
    """A series may have begun, but something must be to come."""
    if details.rrule is None and details.starts_on == today:
        return "starts_at", _("Tiden har redan varit. Välj en senare.")
    if details.rrule is None:
        return "starts_on", _("Dagen har redan varit. Välj en senare.")
    if "COUNT" in rules.parts(details.rrule):
        return "times", _("Alla gånger har redan varit. Välj fler.")
    return "until", _("Alla gånger har redan varit. Välj ett senare slutdatum.")


def missing_time() -> str:
    return _("Den tiden finns inte den natten. Klockan ställs fram en timme. Välj en annan tid.")


def new_start(day: date, at: time, zone: str = ZONE) -> datetime:
    """The moment a single date moves to; Refusal when there is no such time or it has been."""
    if not rules.exists(day, at, zone):
        raise Refusal("no_such_time", missing_time(), 422)
    moment = rules.moment(day, at, zone)
    if moment <= clock.now():
        raise Refusal("in_the_past", _("Den tiden har redan varit. Välj en senare."), 422)
    if day > clock.today() + AHEAD:
        raise Refusal("too_far", _("Välj ett datum inom de närmaste tre åren."), 422)
    return moment


def require(details: rules.Details) -> None:
    """The last word of the services, whatever door the details came through."""
    for field, message in problems(details):
        raise Refusal(f"bad_{field}", message, 422)
