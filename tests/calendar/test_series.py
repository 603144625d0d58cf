"""A whole series: made once, kept ahead, ended and taken up again."""

from __future__ import annotations

import json
from datetime import date, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import User
from app.calendar import dates, jobs, queries, rules, seats, series
from app.calendar.models import Activity, Occurrence
from app.core import clock
from app.core.db import commit, rollback, session
from app.core.errors import Refusal
from tests.calendar.plans import (
    NOW,
    TUESDAY,
    WEEKLY,
    clocks_of,
    dates_of,
    days_of,
    details,
    lunch,
    lunches,
    state_of,
    told,
)

Cast = dict[str, User]
WEEK = timedelta(weeks=1)


def test_the_same_key_makes_one_activity(sofia: User) -> None:
    made = [series.create_activity(details(), actor=sofia, key="k" * 32) for _ in range(2)]
    commit()
    assert made[0].id == made[1].id
    assert session.scalar(select(func.count(Occurrence.id))) == 1


@pytest.mark.parametrize("start", [date(2027, 3, 23), date(2027, 10, 19)])
def test_the_wall_clock_holds_across_the_change(sofia: User, start: date) -> None:
    rows = lunches(sofia, starts_on=start, starts_at=time(14, 0), rrule=f"{WEEKLY};COUNT=3")
    assert clocks_of(rows[0].activity) == {"14.00"}
    assert len({row.starts_at.hour for row in rows}) == 2


def test_a_series_in_the_missing_hour_moves_forward_that_night_only(sofia: User) -> None:
    sundays = {"starts_on": date(2027, 3, 21), "rrule": "FREQ=WEEKLY;INTERVAL=1;BYDAY=SU;COUNT=3"}
    rows = lunches(sofia, starts_at=time(2, 30), **sundays)
    assert [f"{row.starts_at.astimezone(clock.STOCKHOLM):%H.%M}" for row in rows] == [
        "02.30",
        "03.30",
        "02.30",
    ]
    assert {row.ends_at - row.starts_at for row in rows} == {timedelta(minutes=90)}


def test_holidays_are_skipped_when_asked(sofia: User) -> None:
    thursdays = {"starts_on": date(2026, 12, 17), "rrule": "FREQ=WEEKLY;INTERVAL=1;BYDAY=TH;COUNT=4"}
    assert len(lunches(sofia, **thursdays)) == 4
    assert days_of(lunch(sofia, skips_holidays=True, **thursdays).activity) == [
        date(2026, 12, 17),
        date(2027, 1, 7),
    ]


def test_an_endless_series_is_kept_half_a_year_ahead(app: Flask, sofia: User) -> None:
    activity = lunch(sofia, rrule=WEEKLY).activity
    assert len(dates_of(activity)) == 27
    assert jobs.keep_all_ahead() == 0
    with clock.frozen(NOW + 4 * WEEK):
        assert jobs.keep_all_ahead() == 3
        answer = app.test_cli_runner().invoke(args=["calendar", "keep-ahead", "--json"])
    assert json.loads(answer.output) == {"ok": True, "added": 0}
    assert len(set(days_of(activity))) == 30


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("until", {"rrule": f"{WEEKLY};COUNT=201"}),
        ("until", {"rrule": f"{WEEKLY};UNTIL=20261101"}),
        ("starts_on", {"starts_on": TUESDAY - timedelta(days=400)}),
        ("starts_on", {"starts_on": TUESDAY + timedelta(days=1200)}),
        ("starts_at", {"starts_on": date(2027, 3, 28), "starts_at": time(2, 30)}),
        ("starts_on", {"starts_on": TUESDAY - timedelta(days=2)}),
        ("starts_at", {"starts_on": TUESDAY - timedelta(days=1), "starts_at": time(10, 0)}),
        ("duration_minutes", {"duration_minutes": 9}),
        ("duration_minutes", {"duration_minutes": 721}),
        ("capacity", {"capacity": 0}),
        ("capacity", {"capacity": 501}),
    ],
)
def test_what_a_service_refuses(sofia: User, field: str, changes: dict[str, object]) -> None:
    with pytest.raises(Refusal, match=f"bad_{field}"):
        series.create_activity(details(**changes), actor=sofia)
    rollback()
    assert session.scalar(select(func.count(Activity.id))) == 0


def test_ended_and_taken_up_again(cast: Cast, sofia: User) -> None:
    first, second = lunches(sofia, rrule=f"{WEEKLY};COUNT=2")
    dates.cancel_occurrence(second, reason="Lov", actor=sofia)
    seats.sign_up(cast["Anna"], first, actor=cast["Anna"])
    commit()
    with clock.frozen(NOW + timedelta(hours=1)):
        assert series.end_series(first.activity, reason="Slut för i år", actor=sofia) == 1
        commit()
    assert "Slut för i år" in told(cast["Anna"])[0]
    assert [line.occurrence.id for line in queries.between(cast["Anna"], rules.local_day(NOW))] == [first.id]
    assert queries.between(cast["Bengt"], rules.local_day(NOW)) == []
    assert series.resume_series(first.activity, actor=sofia) == 1
    commit()
    assert [row.is_cancelled for row in dates_of(first.activity)] == [False, True]
    assert state_of(cast["Anna"], first) == "seat"
