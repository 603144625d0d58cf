"""The public feed agrees with the programme's page, to the minute and for two years, read by somebody else's parser."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from app.accounts.models import User
from app.calendar import dates, edit, jobs, programme, rules, seats, series
from app.calendar.models import Activity
from app.core import clock
from app.core.clock import STOCKHOLM
from app.core.db import commit, session
from tests.calendar.plans import dates_of, details
from tests.exchange.reading import Told, events, fetch, shown
from tests.support.client import CheckingClient

MONDAY = date(2026, 11, 23)
WEEKS = 108


def make(actor: User, title: str, first: date, repeat: rules.Repeat, at: time, **more: Any) -> Activity:
    until, times = more.pop("until", None), more.pop("times", None)
    rule = rules.write_rule(repeat, first, until, times)
    plan = details(title=title, starts_on=first, starts_at=at, rrule=rule, capacity=None, **more)
    activity = series.create_activity(plan, actor=actor)
    commit()
    return activity


def town(sofia: User) -> None:
    """Every kind of rule, at hours that the changes of clocks touch, and all that can happen to a date."""
    weekly, last = rules.Repeat.WEEKLY, rules.Repeat.MONTHLY_LAST
    soup = make(sofia, "Soppa", date(2026, 9, 1), weekly, time(11, 30), skips_holidays=True)
    make(sofia, "Kaffe", date(2026, 11, 27), weekly, time(14, 0))
    make(sofia, "Bokcirkel", date(2026, 11, 26), last, time(15, 0), skips_holidays=True)
    make(sofia, "Frågesport", date(2026, 11, 18), rules.Repeat.MONTHLY, time(18, 15))
    make(sofia, "Skottdag", date(2026, 12, 29), rules.Repeat.BIWEEKLY, time(9, 5))
    make(sofia, "Nattvak", date(2026, 11, 29), weekly, time(2, 30), duration_minutes=120)
    make(sofia, "Sen kväll", date(2026, 11, 28), weekly, time(23, 50), duration_minutes=240)
    make(sofia, "Kursen", date(2026, 10, 7), weekly, time(10, 0), times=12)
    make(
        sofia,
        "Till jul",
        date(2026, 11, 24),
        weekly,
        time(9, 0),
        until=date(2026, 12, 22),
        skips_holidays=True,
    )
    make(sofia, "En gång", date(2028, 2, 29), rules.Repeat.ONCE, time(13, 0))
    make(sofia, "Hemligt", date(2026, 11, 24), weekly, time(8, 0), in_programme=False)
    make(sofia, "I Helsingfors", date(2026, 11, 25), weekly, time(0, 15), zone="Europe/Helsinki")
    gone = make(sofia, "Slut", date(2026, 10, 5), weekly, time(10, 0))
    series.end_series(gone, reason="Slut för den här gången.", actor=sofia)
    stories(soup, sofia)


def stories(soup: Activity, sofia: User) -> None:
    rows = [row for row in dates_of(soup) if not row.has_begun()]
    dates.cancel_occurrence(rows[1], reason="Köket stängt", actor=sofia)
    friday = rows[2].planned_on + timedelta(days=3)
    dates.move_occurrence(rows[2], start=rules.moment(friday, time(12, 45)), reason="Fullt", actor=sofia)
    dates.move_occurrence(
        rows[3], start=rows[3].starts_at + timedelta(minutes=45), reason="Sent", actor=sofia
    )
    dates.cancel_occurrence(rows[9], reason="Stormen", actor=sofia)
    commit()
    dates.restore(rows[9], actor=sofia)
    change = details(
        title="Soppa och sång", starts_on=date(2027, 1, 20), starts_at=time(12, 15), skips_holidays=True,
        capacity=None, rrule=rules.write_rule(rules.Repeat.WEEKLY, date(2027, 1, 20)), place="Stora salen",
    )  # fmt: skip
    edit.edit_series(soup, change, reason=None, actor=sofia)
    commit()
    moved_by_itself = next(row for row in dates_of(soup) if row.planned_on == date(2027, 3, 24))
    dates.move_occurrence(
        moved_by_itself, start=rules.moment(date(2027, 3, 28), time(2, 0)), reason="", actor=sofia
    )
    commit()


def on_the_page(monday: date) -> list[Told]:
    with clock.frozen(datetime.combine(monday, time(10), tzinfo=STOCKHOLM)):
        days = programme.this_week().days
    return sorted(
        Told(one.starts_at, one.ends_at, one.title, one.place, one.is_cancelled)
        for day in days
        for one in day.entries
    )


def test_two_years_agree_to_the_minute(client: CheckingClient, sofia: User) -> None:
    town(sofia)
    before = fetch(client, "/program.ics")
    jobs.keep_all_ahead(weeks=WEEKS + 2)
    session.expire_all()
    after = fetch(client, "/program.ics")
    seen: list[Told] = []
    for week in range(-2, WEEKS):
        monday = MONDAY + timedelta(weeks=week)
        page = on_the_page(monday)
        seen += page
        assert shown(before, monday, 7) == page, f"week of {monday}"
        assert shown(after, monday, 7) == page, f"week of {monday}, with all rows made"
    assert len(seen) > 600
    days = {rules.local_day(one.start) for one in seen}
    assert {date(2028, 2, 29), date(2027, 12, 30), date(2027, 3, 28), date(2027, 10, 31)} <= days
    assert not [
        one for one in seen if one.title == "Bokcirkel" and rules.local_day(one.start) == date(2026, 12, 31)
    ]
    assert {one.is_off for one in seen} == {True, False}


@pytest.mark.one_database
def test_a_series_may_begin_in_the_hour_that_is_not(client: CheckingClient, sofia: User) -> None:
    make(sofia, "Nattvak", date(2027, 3, 28), rules.Repeat.WEEKLY, time(2, 30), duration_minutes=120)
    calendar = fetch(client, "/program.ics")
    for week in range(6):
        monday = date(2027, 3, 22) + timedelta(weeks=week)
        assert shown(calendar, monday, 7) == on_the_page(monday) != []


def test_the_comparison_would_notice(client: CheckingClient, sofia: User) -> None:
    """A red day that is not skipped, and one minute, are seen."""
    make(sofia, "Soppa", date(2026, 11, 24), rules.Repeat.WEEKLY, time(11, 30), skips_holidays=True)
    calendar = fetch(client, "/program.ics")
    [event] = events(calendar)
    del event["exdate"]
    assert shown(calendar, date(2029, 12, 24), 7) != on_the_page(date(2029, 12, 24))
    event["dtstart"].dt += timedelta(minutes=1)
    assert shown(calendar, MONDAY, 7) != on_the_page(MONDAY)


def test_a_series_without_end_is_one_event(client: CheckingClient, sofia: User) -> None:
    make(sofia, "Kaffe", date(2024, 11, 29) + timedelta(weeks=60), rules.Repeat.WEEKLY, time(14, 0))
    [event] = events(fetch(client, "/program.ics"))
    assert event["rrule"]["FREQ"] == ["WEEKLY"]
    assert "exdate" not in event


def test_what_is_not_in_the_programme_is_not_there(client: CheckingClient, sofia: User) -> None:
    make(sofia, "Hemligt", date(2026, 11, 24), rules.Repeat.WEEKLY, time(8, 0), in_programme=False)
    assert events(fetch(client, "/program.ics")) == []


def test_it_tells_no_more_than_the_page(client: CheckingClient, cast: dict[str, User], sofia: User) -> None:
    """No descriptions, no reasons, no people."""
    activity = make(
        sofia,
        "Soppa",
        date(2026, 11, 24),
        rules.Repeat.WEEKLY,
        time(11, 30),
        summary="Sammanfattat",
        practical="Ramp",
    )
    first, second = dates_of(activity)[:2]
    seats.sign_up(cast["Anna"], first, actor=cast["Anna"])
    dates.cancel_occurrence(first, reason="Stormen", actor=sofia)
    dates.move_occurrence(second, start=second.starts_at + timedelta(days=1), reason="Halkan", actor=sofia)
    commit()
    text = client.get("/program.ics").get_data(as_text=True)
    assert "Inställt: Soppa" in text
    for secret in (
        "Sammanfattat",
        "Ramp",
        "Stormen",
        "Halkan",
        "Anna",
        "DESCRIPTION",
        "ORGANIZER",
        "ATTENDEE",
    ):
        assert secret not in text


def test_it_is_valid_for_the_parser(client: CheckingClient, sofia: User) -> None:
    town(sofia)
    calendar = fetch(client, "/program.ics")
    assert isinstance(calendar, Calendar)
    assert not calendar.errors
    assert {str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")} == {
        "Europe/Stockholm",
        "Europe/Helsinki",
    }
    masters = [event["uid"] for event in events(calendar) if "recurrence-id" not in event]
    assert len(masters) == len(set(masters))


@pytest.mark.one_database
def test_one_address_does_not_use_up_what_there_is_for_all(client: CheckingClient) -> None:
    statuses = [client.get("/program.ics").status_code for _time in range(61)]
    assert statuses == [200] * 60 + [429]
    other = {"REMOTE_ADDR": "192.0.2.7"}
    assert client.get("/program.ics", environ_overrides=other).status_code == 200
