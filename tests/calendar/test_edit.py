"""The series changed from a day on: who stays, who moves along, what is cancelled and what is left alone."""

from __future__ import annotations

from datetime import time, timedelta

from app.accounts.models import User
from app.calendar import dates, edit, seats
from app.calendar.models import Activity
from app.core import clock
from app.core.db import commit, rollback
from tests.calendar.plans import TUESDAY, WEEKLY, dates_of, days_of, details, lunch, lunches, state_of, told

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
    assert told(cast["Anna"]) == [
        "Ny tid: Soppa, tisdag 15 december, klockan 12.00. Förut klockan 11.30. Salen byggs om."
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
    assert "onsdag 25 november" in told(cast["Anna"])[0]


def test_a_day_with_guests_that_has_no_heir_is_cancelled_never_deleted(cast: Cast, sofia: User) -> None:
    rows = lunches(sofia, rrule=FOUR)
    seats.sign_up(cast["Anna"], rows[3], actor=cast["Anna"])
    commit()
    done = change(rows[0].activity, sofia, rrule=f"{WEEKLY};COUNT=2")
    assert ([row.id for row in done.cancelled], len(done.removed)) == ([rows[3].id], 1)
    assert told(cast["Anna"]) == ["Inställt: Sopplunch, tisdag 15 december, klockan 11.30. Salen byggs om."]


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
