"""Figures of a quarter: right where they are shown, hidden where they are small, the same as CSV, and of nobody."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import insert

from app.accounts.models import User
from app.calendar import rules
from app.calendar.models import Activity, CameBy, DateForm, Occurrence, SignUp, SignUpState
from app.calendar.statistics import Quarter, Statistics
from app.core import clock
from app.core.db import commit, session
from tests.calendar.test_pages import words
from tests.people import extra
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in

HERE = "/personal/statistik"
THIRD = Quarter(2026, 3)
MONDAY = THIRD.first


@pytest.fixture
def guests(app: Flask) -> list[User]:
    return extra(60)


def activity(title: str, sofia: User) -> Activity:
    made = Activity(
        title=title, place="Salen", starts_on=MONDAY, starts_at=time(10), duration_minutes=60, created_by_id=sofia.id
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def held(
    of: Activity, day: date, persons: list[User], sofia: User, *, absent: int = 0, companions: int = 0
) -> None:
    """A date that has been, with these guests; the first `absent` did not come, the last bring somebody along."""
    start = rules.moment(day, time(10))
    row = Occurrence(
        activity_id=of.id, planned_on=day, title=of.title, place=of.place, starts_at=start,
        ends_at=start + timedelta(hours=1), taken=0, form=DateForm.AT_PLACE,
    )  # fmt: skip
    session.add(row)
    session.flush()
    rows = [
        {
            "occurrence_id": row.id, "person_id": one.id, "actor_id": sofia.id, "came_by": CameBy.PHONE,
            "companions": int(number >= len(persons) - companions), "state": SignUpState.SEAT,
            "queued_at": start, "attended": False if number < absent else (True if number % 2 else None),
        }
        for number, one in enumerate(persons)
    ]  # fmt: skip
    if rows:
        session.execute(insert(SignUp), rows)
    commit()


def test_what_is_counted(guests: list[User], sofia: User) -> None:
    song = activity("Sång", sofia)
    held(song, MONDAY - timedelta(weeks=1), guests[:12], sofia)  # in the quarter before: they are new there
    held(song, MONDAY, guests[:40], sofia, absent=11, companions=3)
    held(song, MONDAY + timedelta(days=6), guests[:20], sofia)
    held(song, MONDAY + timedelta(days=7), guests[20:55], sofia, absent=10)
    statistics = Statistics(THIRD)
    week = statistics.line(MONDAY, None)
    assert (week.visits, week.newcomers, week.no_shows) == (29 + 3 + 20, 28, 11)
    assert week.share == 54
    assert statistics.line(None, song.id).visits == 52 + 25
    assert statistics.line(MONDAY + timedelta(weeks=2), None).happened is False


def test_small_numbers_and_what_would_tell_them(guests: list[User], sofia: User) -> None:
    song, walk, quiz = (activity(title, sofia) for title in ("Sång", "Promenad", "Frågesport"))
    for week in range(2):
        day = MONDAY + timedelta(weeks=week)
        held(song, day, guests[: 4 + 16 * week], sofia)
        held(walk, day, guests[:25], sofia)
        held(quiz, day, guests[:30], sofia)
    statistics = Statistics(THIRD)
    shown = [statistics.line(MONDAY, one.id).visits for one in (song, walk, quiz)]
    assert shown == [None, None, 30], "the smallest of the others is hidden too, or the sum would tell"
    assert statistics.line(MONDAY, None).visits == 59
    assert statistics.line(None, song.id).visits == 24


def test_newcomers_whose_rest_is_small_are_hidden(guests: list[User], sofia: User) -> None:
    song = activity("Sång", sofia)
    held(song, MONDAY - timedelta(weeks=1), guests[:4], sofia)
    held(song, MONDAY, guests[:30], sofia)
    line = Statistics(THIRD).line(MONDAY, None)
    assert (line.visits, line.newcomers, line.share) == (30, None, None), (
        "30 less 26 would be the four regulars"
    )


def test_a_quarter_under_way_has_no_sums(client: CheckingClient, guests: list[User], sofia: User) -> None:
    song = activity("Sång", sofia)
    now = Quarter.of(clock.today())
    held(song, now.first, guests[:30], sofia)
    held(song, clock.today() - timedelta(days=1), guests[:30], sofia)
    statistics = Statistics(now)
    assert statistics.line(now.first, None).visits == 30
    assert statistics.line(None, None).visits is None
    assert statistics.line(None, song.id).visits is None
    sign_in(client, sofia)
    shown = words(client, HERE)
    assert "Summorna visas när kvartalet är slut." in shown
    assert "Hela kvartalet" not in shown


def test_the_page_and_the_file_say_the_same(client: CheckingClient, guests: list[User], sofia: User) -> None:
    song, odd = activity("Sång", sofia), activity("=1+1", sofia)
    held(song, MONDAY, guests[:30], sofia)
    held(odd, MONDAY, guests[:22], sofia)
    for week, number in ((1, 3), (2, 12)):
        for one in (song, odd):
            held(one, MONDAY + timedelta(weeks=week), guests[:number], sofia)
    sign_in(client, sofia)
    shown = words(client, f"{HERE}?kvartal={THIRD}&aktivitet={song.id}")
    assert "Vecka 27: 30 besök" in shown
    assert "Vecka 28: döljs" in shown
    assert "Tal som är färre än 10 döljs." in shown
    assert client.page is not None
    [drawing] = client.page.find("main svg.chart")
    assert drawing.attrs["role"] == "img"
    assert "Vecka 27: 30 besök." in client.page.find("svg.chart desc")[0].to_text()
    text = client.get(f"{HERE}.csv?kvartal={THIRD}").get_data(as_text=True).removeprefix("\ufeff")
    rows = {(row[0], row[1]): row[2] for row in csv.reader(io.StringIO(text), delimiter=";")}
    assert rows["2026-W27", "Sång"] == "30"
    assert rows["2026-W28", "Sång"] == "döljs"
    assert ("2026-W27", "'=1+1") in rows
    assert "Gäst" not in text + shown


@pytest.mark.parametrize("text", ["", "x", "2026-5", "2027-1", "1900-1", "2026-4"])
def test_what_is_no_quarter_is_this_one(app: Flask, text: str) -> None:
    assert Quarter.asked_for(text) == Quarter(2026, 4)


def test_quarters_follow_each_other_without_a_hole(app: Flask) -> None:
    one = Quarter(2019, 1)
    for _ in range(40):
        assert one.end == one.after.first
        assert one.after.before == one
        assert (one.end - one.first).days // 7 in (13, 14)
        assert Quarter.of(one.first) == Quarter.of(one.end - timedelta(days=1)) == one
        one = one.after
    assert isinstance(rules.moment(one.first, time.min), datetime)
