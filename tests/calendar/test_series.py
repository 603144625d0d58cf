"""A whole series: made once, kept ahead, changed from a day on, ended and taken up again."""

from __future__ import annotations

import json
from datetime import date, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import User
from app.calendar import dates, edit, jobs, queries, rules, seats, series
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
)

Cast = dict[str, User]
FOUR = f"{WEEKLY};COUNT=4"
WEDNESDAYS = "FREQ=WEEKLY;INTERVAL=1;BYDAY=WE;COUNT=4"
WEEK = timedelta(weeks=1)


def change(activity: Activity, actor: User, **changes: object) -> edit.Change:
    done = edit.edit_series(
        activity, details(**{"rrule": FOUR, **changes}), reason="Salen byggs om.", actor=actor
    )
    commit()
    return done


def test_the_same_key_makes_one_activity(sofia: User) -> None:
    made = [series.create_activity(details(), actor=sofia, key="k" * 32) for _ in range(2)]
    commit()
    assert made[0].id == made[1].id
    assert session.scalar(select(func.count(Occurrence.id))) == 1


@pytest.mark.parametrize("start", [date(2027, 3, 23), date(2026, 10, 20)])
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


def test_editing_leaves_past_and_changed_dates_alone(cast: Cast, sofia: User) -> None:
    past, moved, cancelled, plain = lunches(sofia, rrule=FOUR, capacity=5)
    seats.sign_up(cast["Anna"], plain, actor=cast["Anna"])
    dates.move_occurrence(moved, start=moved.starts_at + timedelta(hours=3), reason="Disken", actor=sofia)
    dates.cancel_occurrence(cancelled, reason="Lov", actor=sofia)
    commit()
    before = {row.id: (row.title, row.starts_at, row.capacity) for row in (past, moved, cancelled)}
    with clock.frozen(past.ends_at + timedelta(hours=1)):
        done = change(
            past.activity, sofia, title="Soppa", starts_on=TUESDAY + WEEK, starts_at=time(12, 0), capacity=9,
            rrule=f"{WEEKLY};COUNT=3",
        )  # fmt: skip
    assert [row.id for row in done.kept] == [plain.id]
    rows = {row.id: row for row in dates_of(past.activity)}
    assert len(rows) == 4
    assert {key: (rows[key].title, rows[key].starts_at, rows[key].capacity) for key in before} == before
    assert (rows[plain.id].title, rows[plain.id].capacity) == ("Soppa", 9)
    assert f"{rows[plain.id].starts_at.astimezone(clock.STOCKHOLM):%H.%M}" == "12.00"
    assert state_of(cast["Anna"], plain) == "seat"
    assert queries.news_for(cast["Anna"]) == [
        "Ny tid: Soppa, tisdag 15 december, klockan 12.00. Salen byggs om."
    ]


def test_another_weekday_takes_the_guests_along(cast: Cast, sofia: User) -> None:
    first, *rest = lunches(sofia, rrule=FOUR)
    seats.sign_up(cast["Anna"], first, actor=cast["Anna"])
    seats.sign_up(cast["Bengt"], rest[0], actor=cast["Bengt"])
    seats.leave(cast["Bengt"], rest[0], actor=cast["Bengt"])
    commit()
    done = change(first.activity, sofia, starts_on=TUESDAY + timedelta(days=1), rrule=WEDNESDAYS)
    assert (len(done.moved), len(done.removed), len(done.added), len(done.cancelled)) == (1, 3, 3, 0)
    days = days_of(first.activity)
    assert days == [TUESDAY + timedelta(days=1) + number * WEEK for number in range(4)]
    assert dates_of(first.activity)[0].id == first.id
    assert state_of(cast["Anna"], first) == "seat"
    assert "onsdag 25 november" in queries.news_for(cast["Anna"])[0]


def test_a_day_with_guests_that_has_no_heir_is_cancelled_never_deleted(cast: Cast, sofia: User) -> None:
    rows = lunches(sofia, rrule=FOUR)
    seats.sign_up(cast["Anna"], rows[3], actor=cast["Anna"])
    commit()
    done = change(rows[0].activity, sofia, rrule=f"{WEEKLY};COUNT=2")
    assert ([row.id for row in done.cancelled], len(done.removed)) == ([rows[3].id], 1)
    assert queries.news_for(cast["Anna"]) == [
        "Inställt: Sopplunch, tisdag 15 december, klockan 11.30. Salen byggs om."
    ]


def test_a_change_from_next_month_lets_this_month_be(sofia: User) -> None:
    rows = lunches(sofia, rrule=FOUR)
    change(
        rows[0].activity, sofia, starts_on=TUESDAY + 2 * WEEK, starts_at=time(9, 0), rrule=f"{WEEKLY};COUNT=2"
    )
    assert [row.starts_at.astimezone(clock.STOCKHOLM).hour for row in dates_of(rows[0].activity)] == [
        11,
        11,
        9,
        9,
    ]


def test_a_change_beyond_the_horizon_leaves_no_gap(sofia: User) -> None:
    activity = lunch(sofia, rrule=WEEKLY).activity
    change(activity, sofia, starts_on=TUESDAY + 40 * WEEK, starts_at=time(9, 0), rrule=f"{WEEKLY};COUNT=2")
    assert days_of(activity) == [TUESDAY + number * WEEK for number in range(42)]


def test_one_date_becomes_another_with_its_guests(cast: Cast, sofia: User) -> None:
    only = lunch(sofia)
    seats.sign_up(cast["Anna"], only, actor=cast["Anna"])
    commit()
    change(only.activity, sofia, starts_on=TUESDAY + 5 * WEEK, rrule=None)
    assert days_of(only.activity) == [TUESDAY + 5 * WEEK]
    assert state_of(cast["Anna"], only) == "seat"


def test_capacity_stays_above_the_guests_and_new_seats_go_to_the_queue(cast: Cast, sofia: User) -> None:
    crowded, calm = lunches(sofia, rrule=f"{WEEKLY};COUNT=2", capacity=2)
    for name in ("Anna", "Bengt", "Greta"):
        seats.sign_up(cast[name], crowded, actor=cast[name])
        commit()
    change(crowded.activity, sofia, capacity=1, rrule=f"{WEEKLY};COUNT=2")
    assert [row.capacity for row in dates_of(crowded.activity)] == [2, 1]
    change(crowded.activity, sofia, capacity=8, rrule=f"{WEEKLY};COUNT=2")
    assert [row.capacity for row in dates_of(calm.activity)] == [8, 8]
    assert state_of(cast["Greta"], crowded) == "seat"


def test_the_foreseen_is_what_happens_and_changes_nothing(cast: Cast, sofia: User) -> None:
    rows = lunches(sofia, rrule=FOUR)
    new = details(starts_on=TUESDAY + timedelta(days=1), rrule=WEDNESDAYS)
    foreseen = edit.foresee(rows[0].activity, new, rows)
    rollback()
    assert len(dates_of(rows[0].activity)) == 4
    done = edit.edit_series(rows[0].activity, new, reason=None, actor=sofia)
    commit()
    assert (foreseen.added, len(foreseen.removed)) == (done.added, len(done.removed))


def test_ended_and_taken_up_again(cast: Cast, sofia: User) -> None:
    first, second = lunches(sofia, rrule=f"{WEEKLY};COUNT=2")
    dates.cancel_occurrence(second, reason="Lov", actor=sofia)
    seats.sign_up(cast["Anna"], first, actor=cast["Anna"])
    commit()
    with clock.frozen(NOW + timedelta(hours=1)):
        assert series.end_series(first.activity, reason="Slut för i år", actor=sofia) == 1
        commit()
    assert "Slut för i år" in queries.news_for(cast["Anna"])[0]
    assert [line.occurrence.id for line in queries.between(cast["Anna"], rules.local_day(NOW))] == [first.id]
    assert queries.between(cast["Bengt"], rules.local_day(NOW)) == []
    assert series.resume_series(first.activity, actor=sofia) == 1
    commit()
    assert [row.is_cancelled for row in dates_of(first.activity)] == [False, True]
    assert state_of(cast["Anna"], first) == "seat"
