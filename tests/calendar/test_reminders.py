"""Reminders: once each, only to those with a seat, for what still is true, at times fit for people."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta

from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select

from app.accounts.models import User
from app.calendar import dates, edit, jobs, seats, series
from app.calendar.models import CameBy, Occurrence, SignUp, SignUpState
from app.calendar.reminders import KIND, key_of
from app.core import clock
from app.core.clock import STOCKHOLM
from app.core.db import commit, session
from app.notifications.kinds import words_for
from app.notifications.models import DeliveryState, Notification
from tests.calendar.plans import NOW, details, lunch
from tests.people import extra
from tests.support.together import all_at_once

DUE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # the day before at ten, by the wall clock


def seated(person: User, row: Occurrence) -> SignUp:
    entry = seats.sign_up(person, row, actor=person)
    commit()
    return entry


def run_at(moment: datetime) -> int:
    with clock.frozen(moment):
        return jobs.queue_reminders()


def queued() -> list[Notification]:
    rows = (
        select(Notification)
        .where(Notification.kind == KIND)
        .order_by(Notification.id)
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(rows))


def text_at(moment: datetime, one: Notification | None = None) -> str | None:
    with clock.frozen(moment), force_locale("sv"):
        words = words_for(one or queued()[0])
        return words.text if words else None


def wall(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=STOCKHOLM)  # type: ignore[arg-type, misc]


def test_everybody_with_a_seat_once_over_hundreds_of_runs(cast: dict[str, User], sofia: User) -> None:
    row = lunch(sofia, capacity=2)
    entries = [seated(cast[name], row) for name in ("Anna", "Bengt", "Greta")]
    assert entries[2].is_waiting
    for minutes in range(300):
        run_at(NOW - timedelta(hours=2) + timedelta(minutes=minutes))
    assert [one.key for one in queued()] == [key_of(entry.id, "day", row.starts_at) for entry in entries[:2]]
    assert {(one.due_at, one.not_after, one.state) for one in queued()} == {
        (DUE, row.starts_at, DeliveryState.WAITING)
    }
    assert "Sopplunch i dag, tisdag 24 november, klockan 11.30" in str(text_at(DUE + timedelta(hours=16)))


def test_a_hundred_at_once_queue_each_once(app: Flask, sofia: User) -> None:
    row = lunch(sofia, capacity=None)
    crowd = extra(30)
    with clock.frozen(NOW - timedelta(days=2)):
        for person in crowd:
            seats.sign_up(person, row, actor=person)
        commit()
    assert all_at_once(app, [jobs.queue_reminders] * 8) == []
    assert len(queued()) == 30


def test_two_processes(app: Flask, environ: dict[str, str], sofia: User) -> None:
    tomorrow = datetime.now(STOCKHOLM) + timedelta(days=1)
    with clock.frozen(datetime.now(UTC) - timedelta(days=3)):
        row = lunch(
            sofia, capacity=None, starts_on=tomorrow.date(), starts_at=time(23, 50), duration_minutes=10
        )
        for person in extra(40):
            seats.sign_up(person, row, actor=person)
        commit()
    code = (
        "from app import create_app; from app.config import Settings; from app.calendar import jobs; import os\n"
        "app = create_app(Settings.from_environ(os.environ))\n"
        "with app.app_context():\n    [jobs.queue_reminders() for _ in range(100)]\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", code], env=_whole(environ)) for _ in range(2)]
    assert [one.wait(60) for one in running] == [0, 0]
    assert len(queued()) == 40


def _whole(environ: dict[str, str]) -> dict[str, str]:
    import os

    return {**os.environ, **environ}


def test_a_guest_is_reminded_by_the_number_that_was_left(cast: dict[str, User], sofia: User) -> None:
    row = lunch(sofia)
    guest = SignUp(
        occurrence_id=row.id, guest_name="Berit", guest_phone="070-174 06 05", actor_id=sofia.id,
        came_by=CameBy.PHONE, state=SignUpState.SEAT, queued_at=NOW - timedelta(days=2), seated_at=NOW - timedelta(days=2),
    )  # fmt: skip
    session.add(guest)
    row.taken = 1
    commit()
    run_at(NOW)
    [one] = queued()
    words = words_for(one)
    assert words is not None
    assert (one.person_id, words.guest_name, words.guest_phone) == (None, "Berit", "070-174 06 05")


def test_never_for_what_is_no_longer_so(cast: dict[str, User], sofia: User) -> None:
    anna, later = cast["Anna"], NOW + timedelta(hours=1)
    row = lunch(sofia)
    seated(anna, row)
    run_at(NOW)
    assert text_at(later)
    dates.cancel_occurrence(row, reason="Ledaren är sjuk", actor=sofia)
    commit()
    assert text_at(later) is None
    dates.restore(row, actor=sofia)
    commit()
    assert text_at(later)
    seats.leave(anna, row, actor=anna)
    commit()
    assert text_at(later) is None
    seated(anna, row)
    series.end_series(row.activity, reason="Slut", actor=sofia)
    commit()
    assert text_at(later) is None
    assert run_at(later) == 0


def test_who_waits_or_takes_the_seat_late_is_not_reminded(cast: dict[str, User], sofia: User) -> None:
    row = lunch(sofia, capacity=1)
    seated(cast["Anna"], row)
    with clock.frozen(NOW + timedelta(hours=3)):
        seated(cast["Bengt"], row)
        seats.leave(cast["Anna"], row, actor=cast["Anna"])
        commit()
        jobs.queue_reminders()
    assert queued() == []


def test_a_moved_date_is_reminded_of_anew(cast: dict[str, User], sofia: User) -> None:
    row = lunch(sofia)
    seated(cast["Anna"], row)
    run_at(NOW)
    moved = row.starts_at + timedelta(days=7)
    dates.move_occurrence(row, start=moved, reason="Disken", actor=sofia)
    commit()
    old = queued()[0]
    assert text_at(NOW, old) is None
    assert run_at(NOW) == 0
    assert run_at(moved - timedelta(hours=30)) == 1
    new = queued()[1]
    assert new.not_after == moved
    assert "tisdag 1 december" in str(text_at(moved - timedelta(hours=20), new))
    dates.move_back(row, actor=sofia)
    commit()
    assert text_at(NOW, old)
    assert run_at(NOW) == 0


def test_after_a_long_sleep_only_the_last_one_comes(cast: dict[str, User], sofia: User) -> None:
    row = lunch(sofia, reminders="week,two_days,day,morning", starts_on=date(2026, 12, 8))
    seated(cast["Anna"], row)
    asleep_until = row.starts_at - timedelta(hours=5)  # half past six
    assert run_at(asleep_until) == 2
    late, coming = queued()
    assert [one.key.split(":")[2] for one in (late, coming)] == ["day", "morning"]
    assert text_at(asleep_until, late)
    too_late = coming.due_at + timedelta(minutes=1)
    assert text_at(too_late, late) is None, "two reminders at once"
    assert text_at(too_late, coming)
    assert run_at(row.starts_at) == 0
    assert text_at(row.starts_at, coming) is None


def test_a_machine_that_slept_after_queueing_tells_one_of_two(cast: dict[str, User], sofia: User) -> None:
    row = lunch(sofia, reminders="two_days,day", starts_on=date(2026, 12, 8))
    seated(cast["Anna"], row)
    run_at(wall(2026, 12, 5, 12, 0))
    run_at(wall(2026, 12, 7, 15, 0))
    two_days, day = queued()
    assert text_at(wall(2026, 12, 7, 15, 0), two_days) is None
    assert text_at(wall(2026, 12, 7, 15, 0), day)


def test_none_when_the_coordinator_wants_none(cast: dict[str, User], sofia: User) -> None:
    row = lunch(sofia)
    seated(cast["Anna"], row)
    run_at(NOW)
    edit.edit_series(row.activity, details(reminders=""), reason=None, actor=sofia)
    commit()
    assert text_at(NOW) is None
    assert run_at(NOW) == 0
