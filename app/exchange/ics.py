"""One date as an event of iCalendar, and the calendar around. Written by the library, which escapes what people wrote."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import gettext as _
from icalendar import Calendar, Event, Timezone

from app.calendar.models import Activity, Occurrence
from app.calendar.places import where

ASK_AGAIN = timedelta(hours=4)  # what calendar apps are asked to wait between two looks
YEARS_AHEAD = 6  # of changes of clocks that go with a calendar
PRODUCT = "-//Samvaro//Kalender//SV"
PLAIN = {ord("\r"): None, ord("\x00"): None}


def calendar_of(name: str, events: Iterable[Event], zones: Iterable[str], *, since: date) -> bytes:
    """The file, with the rules of the clocks that its events go by."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", ASK_AGAIN)
    for zone in sorted(set(zones)):
        made.add_component(clock_rules(zone, since.year - 1))
    for event in events:
        made.add_component(event)
    return bytes(made.to_ical())


@lru_cache(maxsize=64)
def clock_rules(zone: str, first_year: int) -> Timezone:
    last = date(first_year + YEARS_AHEAD, 1, 1)
    return Timezone.from_tzid(zone, first_date=date(first_year, 1, 1), last_date=last)


def new_event(uid: str, activity: Activity, *, revision: int, changed_at: datetime | None) -> Event:
    """What tells one version of an event from another."""
    made = Event()
    made.add("uid", f"{uid}@{urlsplit(origin()).hostname}")
    made.add("sequence", activity.revision + revision)
    stamp = max(filter(None, (activity.created_at, activity.changed_at, changed_at)))
    made.add("dtstamp", stamp)  # as the standard asks of what is published: when it was last changed
    made.add("last-modified", stamp)
    return made


def date_event(one: Occurrence, *, about: Iterable[str] = (), link: str | None = None) -> Event:
    """One date by itself, with its own words and time. `about` is for those who may read more than what, when and where."""
    made = new_event(f"date-{one.id}", one.activity, revision=one.revision, changed_at=one.changed_at)
    add_times(made, one.starts_at, one.ends_at - one.starts_at, one.activity.zone)
    add_words(made, one.title, where(one))
    if said := "\n\n".join(plain(text) for text in (*about, link) if text):
        made.add("description", said)
    if link:
        made.add("url", link)
    if one.is_cancelled:
        cancel(made, one.title)
    return made


def add_times(made: Event, start: datetime, length: timedelta, zone: str) -> None:
    """On the wall clock of the place. The end is added up in real time: it may lie behind a change of clocks. In the hour
    that comes twice in autumn the wall clock does not say which: there UTC does."""
    there = ZoneInfo(zone)
    begins, ends = start.astimezone(there), (start + length).astimezone(there)
    if begins.fold or ends.fold:
        begins, ends = start, start + length
    made.add("dtstart", begins)
    made.add("dtend", ends)


def add_words(made: Event, title: str, place: str) -> None:
    made.add("summary", plain(title))
    made.add("location", plain(place))


def cancel(made: Event, title: str) -> None:
    """In words too: not every app shows the status."""
    made["status"] = "CANCELLED"
    made.pop("summary")
    made.add("summary", _("Inställt: %(what)s", what=plain(title)))


def plain(text: str) -> str:
    return text.translate(PLAIN)


def origin() -> str:
    return str(current_app.config["SETTINGS"].public_origin)
