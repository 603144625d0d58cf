"""Twenty at once: never more guests than seats, and nobody is lost."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable

from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import User
from app.calendar import dates, edit, seats
from app.calendar.models import Occurrence, SignUp, SignUpState
from app.core.db import commit, session
from app.core.errors import Refusal
from tests.calendar.plans import details, lunch, taken
from tests.people import extra
from tests.support.together import all_at_once

CROWD, SEATS = 20, 5


def sign_up(person_id: int, date_id: int) -> Callable[[], object]:
    return lambda: _act(seats.sign_up, person_id, date_id)


def leave(person_id: int, date_id: int) -> Callable[[], object]:
    return lambda: _act(seats.leave, person_id, date_id)


def _act(service: Callable[..., object], person_id: int, date_id: int) -> None:
    person, date = session.get_one(User, person_id), session.get_one(Occurrence, date_id)
    service(person, date, actor=person)


def states(date: Occurrence) -> Counter[str]:
    rows = session.execute(
        select(SignUp.state, func.count()).where(SignUp.occurrence_id == date.id).group_by(SignUp.state)
    )
    return Counter({state.value: number for state, number in rows})


def test_twenty_want_five_seats(app: Flask, sofia: User) -> None:
    date, crowd = lunch(sofia, capacity=SEATS), extra(CROWD)
    assert all_at_once(app, [sign_up(person.id, date.id) for person in crowd]) == []
    assert states(date) == {"seat": SEATS, "waiting": CROWD - SEATS}
    assert taken(date) == SEATS


def test_one_person_on_twenty_tablets_takes_one_seat(app: Flask, sofia: User) -> None:
    date, [person] = lunch(sofia, capacity=SEATS), extra(1)
    assert all_at_once(app, [sign_up(person.id, date.id)] * CROWD) == []
    assert states(date) == {"seat": 1}
    assert taken(date) == 1


def test_leaving_and_coming_at_the_same_time(app: Flask, sofia: User) -> None:
    """Everybody who has a seat leaves while as many come: all seats end up taken, in the order of the queue."""
    date, crowd = lunch(sofia, capacity=SEATS), extra(CROWD)
    seated, waiting, late = crowd[:SEATS], crowd[SEATS : 2 * SEATS], crowd[2 * SEATS : 3 * SEATS]
    for person in seated + waiting:
        seats.sign_up(person, date, actor=person)
        commit()
    tasks = [leave(person.id, date.id) for person in seated] + [
        sign_up(person.id, date.id) for person in late
    ]
    assert all_at_once(app, tasks) == []
    assert states(date) == {"seat": SEATS, "waiting": SEATS, "left": SEATS}
    assert taken(date) == SEATS
    have_seat = select(SignUp.person_id).where(
        SignUp.occurrence_id == date.id, SignUp.state == SignUpState.SEAT
    )
    assert set(session.scalars(have_seat)) == {person.id for person in waiting}


def test_staff_change_the_date_while_people_sign_up(app: Flask, sofia: User) -> None:
    """Seats added and taken away, the series edited, somebody switched off: no deadlock, no seat too many."""
    date, crowd = lunch(sofia, capacity=SEATS, rrule="FREQ=WEEKLY;INTERVAL=1;BYDAY=TU;COUNT=3"), extra(CROWD)
    actor_id = sofia.id

    def resize(capacity: int) -> Callable[[], object]:
        def task() -> None:
            actor = session.get_one(User, actor_id)
            with contextlib.suppress(Refusal):  # "so many are signed up already"
                dates.change_capacity(session.get_one(Occurrence, date.id), capacity=capacity, actor=actor)

        return task

    def switch_off(person_id: int) -> Callable[[], object]:
        from app.accounts import people

        return lambda: people.deactivate(
            session.get_one(User, person_id), actor=session.get_one(User, actor_id)
        )

    def change_series() -> None:
        new = details(title="Sopplunch", capacity=SEATS + 1, rrule="FREQ=WEEKLY;INTERVAL=1;BYDAY=TU;COUNT=3")
        activity = session.get_one(Occurrence, date.id).activity
        edit.edit_series(activity, new, reason=None, actor=session.get_one(User, actor_id))

    tasks = [sign_up(person.id, date.id) for person in crowd[:-2]]
    failures = all_at_once(
        app, [*tasks, resize(SEATS + 3), resize(1), change_series, *(switch_off(p.id) for p in crowd[:2])]
    )
    assert [error for error in failures if not isinstance(error, Refusal)] == []
    row = session.scalar(
        select(Occurrence).where(Occurrence.id == date.id).execution_options(populate_existing=True)
    )
    assert row is not None
    assert states(date)["seat"] == row.taken
    assert row.capacity is not None
    assert row.taken <= row.capacity
    assert row.taken == row.capacity or not states(date)["waiting"], "nobody waits beside a free seat"
