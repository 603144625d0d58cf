"""One date by itself, and what those who are signed up hear of it."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.calendar import checks, dates, queries, seats
from app.calendar.models import Occurrence
from app.core import audit, clock
from app.core.db import commit, rollback, session
from app.core.errors import Refusal
from tests.calendar.plans import NOW, TUESDAY, WEEKLY, lunch, lunches, state_of, taken, told

Cast = dict[str, User]


@pytest.fixture
def date_row(cast: Cast, sofia: User) -> Occurrence:
    """Anna and Bengt have the two seats, Greta waits."""
    row = lunch(sofia)
    for name in ("Anna", "Bengt", "Greta"):
        seats.sign_up(cast[name], row, actor=cast[name])
        commit()
    return row


def test_cancelled_with_a_reason_and_restored(cast: Cast, sofia: User, date_row: Occurrence) -> None:
    dates.cancel_occurrence(date_row, reason="Köket är stängt", actor=sofia)
    commit()
    sentence = "Inställt: Sopplunch, tisdag 24 november, klockan 11.30. Köket är stängt."
    assert told(cast["Anna"]) == told(cast["Greta"]) == [sentence]
    assert told(cast["Karin"]) == []
    assert queries.next_for(cast["Anna"]) is None
    with clock.frozen(NOW + timedelta(hours=1)):
        dates.restore(date_row, actor=sofia)
        commit()
        assert told(cast["Anna"])[0].startswith("Det blir av ändå: Sopplunch")
    assert (taken(date_row), state_of(cast["Greta"], date_row)) == (2, "waiting")


def test_a_slip_of_the_finger_is_no_news(cast: Cast, sofia: User, date_row: Occurrence) -> None:
    dates.cancel_occurrence(date_row, reason="Fel rad", actor=sofia)
    dates.restore(date_row, actor=sofia)
    commit()
    assert told(cast["Anna"]) == []
    assert not date_row.is_changed


def test_who_leaves_while_it_is_cancelled_lets_others_in_when_it_is_on_again(
    cast: Cast, sofia: User, date_row: Occurrence
) -> None:
    from app.accounts import people

    dates.cancel_occurrence(date_row, reason="Snö", actor=sofia)
    people.deactivate(cast["Anna"], actor=sofia)
    commit()
    assert state_of(cast["Greta"], date_row) == "waiting"
    dates.restore(date_row, actor=sofia)
    commit()
    assert state_of(cast["Greta"], date_row) == "seat"


def test_moved_with_its_guests_and_back(cast: Cast, sofia: User, date_row: Occurrence) -> None:
    start = checks.new_start(date(2026, 11, 26), time(13, 0))
    dates.move_occurrence(date_row, start=start, reason="Disken är trasig.", actor=sofia)
    commit()
    assert told(cast["Anna"]) == [
        "Ny tid: Sopplunch, torsdag 26 november, klockan 13.00. Förut tisdag 24 november, klockan 11.30. Disken är trasig."
    ]
    assert date_row.planned_on == TUESDAY
    assert date_row.is_changed
    assert date_row.ends_at - date_row.starts_at == timedelta(minutes=90)
    dates.move_back(date_row, actor=sofia)
    commit()
    assert date_row.moved_from is None
    assert not date_row.is_changed
    assert told(cast["Anna"]) == []
    assert taken(date_row) == 2


@pytest.mark.parametrize(
    ("day", "at", "code"),
    [
        (date(2026, 11, 23), time(9, 0), "in_the_past"),
        (date(2027, 3, 28), time(2, 30), "no_such_time"),
        (date(2031, 1, 1), time(12, 0), "too_far"),
        (TUESDAY, time(11, 30), "same_time"),
    ],
)
def test_where_a_date_cannot_move(sofia: User, date_row: Occurrence, day: date, at: time, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        dates.move_occurrence(date_row, start=checks.new_start(day, at), reason="x", actor=sofia)
    rollback()


def test_what_has_begun_is_not_changed(sofia: User, date_row: Occurrence) -> None:
    with clock.frozen(date_row.starts_at):
        for act in (
            lambda: dates.cancel_occurrence(date_row, reason="x", actor=sofia),
            lambda: dates.change_capacity(date_row, capacity=9, actor=sofia),
            lambda: dates.move_occurrence(date_row, start=NOW + timedelta(days=9), reason="x", actor=sofia),
        ):
            with pytest.raises(Refusal, match="has_begun"):
                act()
            rollback()


def test_more_seats_go_to_the_queue_and_taken_ones_are_never_taken_away(
    cast: Cast, sofia: User, date_row: Occurrence
) -> None:
    with pytest.raises(Refusal, match="below_taken"):
        dates.change_capacity(date_row, capacity=1, actor=sofia)
    rollback()
    dates.change_capacity(date_row, capacity=3, actor=sofia)
    commit()
    assert (state_of(cast["Greta"], date_row), taken(date_row)) == ("seat", 3)
    dates.change_capacity(date_row, capacity=None, actor=sofia)
    commit()
    assert date_row.free is None


def test_every_change_is_in_the_trail(sofia: User, date_row: Occurrence) -> None:
    dates.change_capacity(date_row, capacity=5, actor=sofia)
    dates.move_occurrence(date_row, start=NOW + timedelta(days=9), reason="Hemlig orsak", actor=sofia)
    dates.cancel_occurrence(date_row, reason="Hemlig orsak", actor=sofia)
    dates.restore(date_row, actor=sofia)
    commit()
    entries = session.scalars(
        select(audit.AuditEntry).where(audit.AuditEntry.action.like("occurrence.%"))
    ).all()
    assert [entry.action.partition(".")[2] for entry in entries] == [
        "capacity",
        "moved",
        "cancelled",
        "restored",
    ]
    assert all("Hemlig" not in entry.details for entry in entries), "ids, never what people wrote"
    assert audit.first_broken() is None


def test_what_comes_next(cast: Cast, sofia: User) -> None:
    rows = lunches(sofia, rrule=f"{WEEKLY};COUNT=3")
    seats.sign_up(cast["Anna"], rows[1], actor=cast["Anna"])
    commit()
    assert queries.next_for(cast["Anna"]) == rows[1]
    assert queries.next_on(cast["Anna"]) == rows[0]
    assert queries.next_for(cast["Bengt"]) is None
