"""Calendars as an app of somebody else reads them: by recurring-ical-events, never by our own rules."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

import recurring_ical_events
from icalendar import Calendar

from app.accounts.models import User
from app.core.clock import STOCKHOLM
from app.core.db import commit
from app.exchange import feeds
from tests.support.client import CheckingClient


class Told(NamedTuple):
    """One date as an app shows it, in UTC to the minute."""

    start: datetime
    end: datetime
    title: str
    place: str
    is_off: bool


def address_of(person: User, *, actor: User | None = None) -> str:
    former = feeds.living(person)
    made = feeds.make(person, actor=actor or person, replaces=former.id if former else None)
    commit()
    return f"/kalender/prenumeration/{made.token}.ics"


def secret_of(person: User, wanted: set[str], where: str) -> dict[str, object]:
    """For the matrix of all addresses: the secret of a calendar, or one that nobody has been given."""
    if "token" not in wanted:
        return {}
    token = address_of(person).rpartition("/")[2].removesuffix(".ics")
    return {"token": token if where == "inside" else token[::-1]}


def fetch(client: CheckingClient, address: str) -> Calendar:
    response = client.get(address)
    assert response.status_code == 200, response.status
    assert response.mimetype == "text/calendar"
    return Calendar.from_ical(response.get_data())


def shown(calendar: Calendar, first: date, days: int) -> list[Told]:
    """What lies on these days, midnight to midnight in Stockholm."""
    start = datetime.combine(first, datetime.min.time(), tzinfo=STOCKHOLM)
    end = datetime.combine(first + timedelta(days=days), datetime.min.time(), tzinfo=STOCKHOLM)
    found = recurring_ical_events.of(calendar).between(start, end)
    told = [_told(event) for event in found]
    return sorted(one for one in told if start <= one.start < end)


def events(calendar: Calendar) -> list[Any]:
    return list(calendar.walk("VEVENT"))


def _told(event: Any) -> Told:
    is_off = str(event.get("status", "")) == "CANCELLED"
    return Told(
        event.start.astimezone(UTC),
        event.end.astimezone(UTC),
        str(event["summary"]).removeprefix("Inställt: ") if is_off else str(event["summary"]),
        str(event["location"]),
        is_off,
    )
