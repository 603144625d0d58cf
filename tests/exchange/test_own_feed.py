"""A person's own dates in their own calendar: what stands there, what never does, and how it changes."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest

from app.accounts.models import User
from app.calendar import dates, edit, queries, rules, seats
from app.calendar.models import Occurrence
from app.core import clock
from app.core.db import commit, session
from tests.calendar.plans import WEEKLY, details, lunch, lunches
from tests.exchange.reading import Told, address_of, events, fetch, shown
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in

HOSTILE = 'Soppa; te, "bröd" \\n\\ BEGIN:VALARM =1+1 <b>æ</b> 🍲'


def seat(person: User, one: Occurrence, *, actor: User | None = None) -> None:
    seats.sign_up(person, one, actor=actor or person)
    commit()


def only(client: CheckingClient, address: str) -> Any:
    [event] = events(fetch(client, address))
    return event


def test_seats_and_waiting_places_are_there_and_nothing_else(
    client: CheckingClient, cast: dict[str, User], sofia: User
) -> None:
    mine, full, other = lunches(sofia, rrule=WEEKLY, capacity=1)[:3]
    anna, greta = cast["Anna"], cast["Greta"]
    seat(anna, mine)
    seat(greta, full)
    seat(anna, full)
    seat(greta, other)
    told = events(fetch(client, address_of(anna)))
    assert [(str(one["summary"]), str(one["status"])) for one in told] == [
        ("Sopplunch", "CONFIRMED"),
        ("Kölista: Sopplunch", "TENTATIVE"),
    ]
    assert [one.start.utcoffset() for one in told] == [timedelta(hours=1)] * 2
    assert told[0]["url"].endswith(f"/kalender/{mine.id}")


def test_nobody_else_and_nothing_of_needs_is_in_it(
    client: CheckingClient, cast: dict[str, User], sofia: User
) -> None:
    one = lunch(sofia, capacity=9, summary="Vi äter.", practical="Ingången har ramp.\nTa bussen.")
    for person in cast.values():
        seats.sign_up(person, one, actor=person)
    commit()
    text = client.get(address_of(cast["Anna"])).get_data(as_text=True)
    assert "Ingången har ramp.\\nTa bussen." in text.replace("\r\n ", "")
    for person in cast.values():
        assert person.first_name not in text
        assert person.last_name not in text
        assert person.pseudonym not in text


def test_moved_cancelled_and_restored_keep_their_name_and_grow(
    client: CheckingClient, cast: dict[str, User], sofia: User
) -> None:
    one = lunch(sofia)
    seat(cast["Anna"], one)
    address = address_of(cast["Anna"])
    seen = [only(client, address)]
    with clock.frozen(clock.now() + timedelta(hours=1)):
        dates.move_occurrence(one, start=one.starts_at + timedelta(days=1), reason="Köket", actor=sofia)
        commit()
        seen.append(only(client, address))
        dates.cancel_occurrence(one, reason="Stormen", actor=sofia)
        commit()
        seen.append(only(client, address))
        dates.restore(one, actor=sofia)
        commit()
        seen.append(only(client, address))
    assert len({str(event["uid"]) for event in seen}) == 1
    numbers = [int(event["sequence"]) for event in seen]
    assert numbers == sorted(set(numbers))
    assert seen[1].start - seen[0].start == timedelta(days=1)
    assert seen[1]["last-modified"].dt > seen[0]["last-modified"].dt
    assert [str(event["status"]) for event in seen] == ["CONFIRMED", "CONFIRMED", "CANCELLED", "CONFIRMED"]
    assert str(seen[2]["summary"]) == "Inställt: Sopplunch"
    assert "Stormen" in str(seen[2]["description"])


def test_an_edit_of_the_series_reaches_every_date(
    client: CheckingClient, cast: dict[str, User], sofia: User
) -> None:
    rows = lunches(sofia, rrule=WEEKLY)
    for row in rows[:4]:
        seat(cast["Anna"], row)
    address = address_of(cast["Anna"])
    before = {str(one["uid"]): int(one["sequence"]) for one in events(fetch(client, address))}
    thursday = date(2026, 12, 3)
    change = details(
        title="Soppa", starts_on=thursday, starts_at=time(12, 0), rrule=WEEKLY.replace("TU", "TH")
    )
    edit.edit_series(rows[0].activity, change, reason="Nytt kök", actor=sofia)
    commit()
    after = events(fetch(client, address))
    assert {str(one["uid"]) for one in after} == before.keys()
    assert all(int(one["sequence"]) > before[str(one["uid"])] for one in after)
    assert [f"{one.start:%a %H.%M}" for one in after] == ["Tue 11.30", *["Thu 12.00"] * 3]


def test_two_years_agree_with_the_page(client: CheckingClient, cast: dict[str, User], sofia: User) -> None:
    """Both changes of clocks, a leap day, and the last Thursday of each month."""
    last = rules.write_rule(rules.Repeat.MONTHLY_LAST, date(2026, 11, 26), None, 26)
    rows = lunches(
        sofia, rrule=last, starts_on=date(2026, 11, 26), starts_at=time(23, 30), duration_minutes=240
    )
    rows += lunches(sofia, starts_on=date(2028, 2, 29), starts_at=time(10, 1))
    rows += lunches(sofia, starts_on=date(2027, 10, 31), starts_at=time(1, 30), duration_minutes=60)
    rows += lunches(sofia, starts_on=date(2027, 3, 28), starts_at=time(1, 59), duration_minutes=61)
    for row in rows:
        seat(cast["Anna"], row)
    page = [
        Told(one.starts_at, one.ends_at, one.title, one.place, one.is_cancelled)
        for one in (line.occurrence for line in queries.mine(cast["Anna"]))
    ]
    assert len(page) == 29
    assert shown(fetch(client, address_of(cast["Anna"])), date(2026, 11, 23), 2 * 366 + 62) == page


def test_hostile_words_stay_words(client: CheckingClient, cast: dict[str, User], sofia: User) -> None:
    one = lunch(
        sofia, title=HOSTILE[:80], place="A,B;C\\D:E", practical="rad ett\nBEGIN:VEVENT\nEND:VCALENDAR"
    )
    seat(cast["Anna"], one)
    session.get_one(type(one), one.id).reason = "x\r\nATTENDEE:mailto:a@example.se"
    one.title, one.moved_from = "Soppa\r\nX-EVIL:1", one.starts_at + timedelta(hours=1)
    commit()
    body = client.get(address_of(cast["Anna"])).get_data()
    assert body.count(b"\r\n") == body.count(b"\n") == body.count(b"\r")
    assert max(len(line) for line in body.split(b"\r\n")) <= 75
    starts = [line.split(b":")[0].split(b";")[0] for line in body.split(b"\r\n") if not line.startswith(b" ")]
    assert b"X-EVIL" not in starts
    assert b"ATTENDEE" not in starts
    assert starts.count(b"BEGIN") == body.count(b"\r\nBEGIN:") + 1
    event = only(client, address_of(cast["Anna"]))
    assert str(event["location"]) == "A,B;C\\D:E"
    assert "rad ett\nBEGIN:VEVENT\nEND:VCALENDAR" in str(event["description"])


@pytest.mark.one_database
def test_one_date_to_download(client: CheckingClient, cast: dict[str, User], sofia: User) -> None:
    one = lunch(sofia, capacity=1)
    sign_in(client, cast["Anna"])
    page = client.get(f"/kalender/{one.id}")
    assert f'href="/kalender/{one.id}.ics"' in page.text
    event = only(client, f"/kalender/{one.id}.ics")
    assert event.start == one.starts_at
    assert str(event["status"]) == "CONFIRMED"
    client.post(f"/kalender/{one.id}/anmal")
    assert f'href="/kalender/{one.id}.ics"' in client.get(f"/kalender/{one.id}/klart").text
    assert client.get(f"/kalender/{one.id + 99}.ics").status_code == 404


@pytest.mark.one_database
def test_long_ago_is_left_out(client: CheckingClient, cast: dict[str, User], sofia: User) -> None:
    rows = lunches(sofia, rrule=WEEKLY)
    for row in rows[:2]:
        seat(cast["Anna"], row)
    address = address_of(cast["Anna"])
    with clock.frozen(rows[0].starts_at + timedelta(days=92)):
        assert [one.start for one in events(fetch(client, address))] == [rows[1].starts_at]
