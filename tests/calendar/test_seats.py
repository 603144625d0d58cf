"""Seats and the waiting list."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app.accounts import people
from app.accounts.models import User
from app.calendar import dates, queries, seats
from app.calendar.models import Occurrence, SignUp
from app.core import audit, clock
from app.core.db import commit, rollback, session
from app.core.errors import Refusal
from tests.calendar.plans import NOW, lunch, lunches, state_of, taken, told

Cast = dict[str, User]


def join(date: Occurrence, *persons: User) -> list[str]:
    for person in persons:
        seats.sign_up(person, date, actor=person)
        commit()
    return [state_of(person, date) or "" for person in persons]


def drop(date: Occurrence, person: User) -> None:
    seats.leave(person, date, actor=person)
    commit()


def test_seats_then_the_waiting_list(cast: Cast, sofia: User) -> None:
    date = lunch(sofia)
    assert join(date, cast["Anna"], cast["Bengt"], cast["Greta"], cast["Amir"]) == [
        "seat", "seat", "waiting", "waiting",
    ]  # fmt: skip
    assert taken(date) == 2
    assert queries.line_for(cast["Greta"], date).place == 1
    assert queries.line_for(cast["Amir"], date).place == 2
    assert queries.line_for(cast["Anna"], date).place is None
    assert queries.line_for(cast["Karin"], date).mine is None


def test_pressing_twice_takes_one_seat(cast: Cast, sofia: User) -> None:
    date = lunch(sofia)
    join(date, cast["Anna"], cast["Anna"])
    assert taken(date) == 1
    drop(date, cast["Anna"])
    drop(date, cast["Anna"])
    assert (taken(date), state_of(cast["Anna"], date)) == (0, "left")


def test_the_first_who_waits_gets_the_seat_in_the_same_transaction(cast: Cast, sofia: User) -> None:
    date = lunch(sofia)
    join(date, cast["Anna"], cast["Bengt"], cast["Greta"], cast["Amir"])
    seats.leave(cast["Anna"], date, actor=cast["Anna"])
    assert state_of(cast["Greta"], date) == "seat", "before anything is committed"
    rollback()
    assert (state_of(cast["Anna"], date), state_of(cast["Greta"], date)) == ("seat", "waiting")
    drop(date, cast["Anna"])
    assert [state_of(cast[name], date) for name in ("Anna", "Greta", "Amir")] == ["left", "seat", "waiting"]
    assert taken(date) == 2
    assert told(cast["Greta"]) == ["Du har fått plats: Sopplunch, tisdag 24 november, klockan 11.30."]
    assert told(cast["Bengt"]) == [], "a seat of one's own from the start is no news"


def test_who_leaves_the_queue_lets_the_next_pass(cast: Cast, sofia: User) -> None:
    date = lunch(sofia)
    join(date, cast["Anna"], cast["Bengt"], cast["Greta"], cast["Amir"])
    drop(date, cast["Greta"])
    assert taken(date) == 2
    assert queries.line_for(cast["Amir"], date).place == 1
    drop(date, cast["Bengt"])
    assert (state_of(cast["Amir"], date), state_of(cast["Greta"], date)) == ("seat", "left")


def test_undo_gives_the_seat_back_while_it_is_free(cast: Cast, sofia: User) -> None:
    date = lunch(sofia)
    join(date, cast["Anna"])
    drop(date, cast["Anna"])
    assert join(date, cast["Anna"]) == ["seat"]


def test_undo_after_promotion_means_last_in_the_queue(cast: Cast, sofia: User) -> None:
    """With a clock that stands still, and with one that is set back."""
    date = lunch(sofia)
    join(date, cast["Anna"], cast["Bengt"], cast["Greta"], cast["Amir"])
    drop(date, cast["Anna"])
    with clock.frozen(NOW - timedelta(hours=1)):
        assert join(date, cast["Anna"]) == ["waiting"]
    assert [entry.person.first_name for entry in queries.waiting(date)] == ["Amir", "Anna"]


def test_what_has_begun_or_is_cancelled_stays_as_it_is(cast: Cast, sofia: User) -> None:
    date, anna = lunch(sofia), cast["Anna"]
    join(date, anna)
    with clock.frozen(date.starts_at):
        for act in (seats.leave, seats.sign_up):
            who = anna if act is seats.leave else cast["Bengt"]
            with pytest.raises(Refusal, match="has_begun"):
                act(who, date, actor=who)
            rollback()
    dates.cancel_occurrence(date, reason="Köket är stängt", actor=sofia)
    commit()
    with pytest.raises(Refusal, match="cancelled"):
        seats.sign_up(cast["Bengt"], date, actor=cast["Bengt"])
    rollback()
    assert state_of(cast["Bengt"], date) is None


def test_without_a_limit_everybody_gets_a_seat(cast: Cast, sofia: User) -> None:
    date = lunch(sofia, capacity=None)
    assert set(join(date, *cast.values())) == {"seat"}
    assert taken(date) == len(cast)


def test_who_is_switched_off_gives_up_what_is_to_come(cast: Cast, sofia: User) -> None:
    past, first, second = lunches(sofia, rrule="FREQ=WEEKLY;INTERVAL=1;BYDAY=TU;COUNT=3", capacity=1)
    for date in (past, first, second):
        join(date, cast["Anna"], cast["Bengt"])
    with clock.frozen(past.ends_at):
        people.deactivate(cast["Anna"], actor=sofia)
        commit()
    assert [state_of(cast["Anna"], date) for date in (past, first, second)] == ["seat", "left", "left"]
    assert [state_of(cast["Bengt"], date) for date in (past, first, second)] == ["waiting", "seat", "seat"]
    with pytest.raises(Refusal, match="switched_off"):
        seats.sign_up(cast["Anna"], second, actor=sofia)
    rollback()


def test_staff_act_for_a_person_and_the_trail_says_so(cast: Cast, sofia: User) -> None:
    date = lunch(sofia)
    seats.sign_up(cast["Anna"], date, actor=sofia)
    commit()
    entry = session.scalar(select(SignUp))
    assert entry is not None
    assert (entry.person_id, entry.actor_id) == (cast["Anna"].id, sofia.id)
    [trail] = session.scalars(
        select(audit.AuditEntry).where(audit.AuditEntry.action == "calendar.signed_up")
    ).all()
    assert (trail.person, trail.actor) == (cast["Anna"].pseudonym, sofia.pseudonym)
    join(date, cast["Bengt"])
    assert audit.first_broken() is None


def test_the_table_itself_refuses_one_too_many(cast: Cast, sofia: User) -> None:
    date = lunch(sofia)
    for wrong in (3, -1):
        with pytest.raises(IntegrityError):
            session.execute(update(Occurrence).where(Occurrence.id == date.id).values(taken=wrong))
        rollback()
