"""What people, staff and the clock do to the seats of a series, in any order; the machine of test_seats_machine.py."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select, update

from app.accounts import people
from app.accounts.models import User
from app.calendar import companions, dates, guests, jobs, offers, seats, standing
from app.calendar.models import CameBy, Occurrence, SignUp, SignUpState
from app.calendar.standing_models import EndedBy, StandingSeat
from app.core import clock
from app.core.db import commit, rollback, session
from app.core.errors import Refusal
from tests.calendar.plans import NOW, lunches
from tests.calendar.seat_rules import Snapshot, judge, snapshot

PERSONS, REGULARS, DATES = 9, 5, 3
WHO, WHICH = st.integers(0, PERSONS - 1), st.sampled_from([1, 1, 1, 2])
WAITS = st.sampled_from([5, 20, 45, 90, 300, 60 * 24, 60 * 24 * 2])  # minutes


class Seats(RuleBasedStateMachine):
    """The first date is where the regulars have been; the others are tried."""

    crowd: list[User]  # both set by the test
    actor: User

    def __init__(self) -> None:
        super().__init__()
        self.now: datetime = NOW
        self.before: dict[int, Snapshot] = {}

    @initialize(
        capacity=st.integers(1, 5),
        percent=st.sampled_from([0, 25, 50]),
        minutes=st.sampled_from([None, 30, 240, 780]),
        first=st.lists(st.tuples(WHO, st.integers(0, 1)), min_size=3, max_size=PERSONS),
    )
    def settle_in(
        self, capacity: int, percent: int, minutes: int | None, first: list[tuple[int, int]]
    ) -> None:
        with clock.frozen(self.now):
            rule_text = f"FREQ=WEEKLY;INTERVAL=1;BYDAY=TU;COUNT={DATES}"
            made = lunches(
                self.actor,
                rrule=rule_text,
                capacity=capacity,
                newcomer_percent=percent,
                answer_minutes=minutes,
            )
            session.execute(update(Occurrence).where(Occurrence.id == made[0].id).values(capacity=None))
            commit()
            for person in self.crowd[:REGULARS]:
                seats.sign_up(person, made[0], actor=person)
                commit()
        self.dates = made
        self.before = {date.id: snapshot(date) for date in made[1:]}
        for who, company in first:
            self.sign_up(who, 1, company)
            self.all_is_well()

    def act(self, work: Callable[[], object]) -> None:
        with clock.frozen(self.now):
            try:
                work()
                commit()
            except Refusal:
                rollback()

    def entry(self, who: int, which: int) -> SignUp | None:
        return seats.find(self.crowd[who], self.dates[which])

    @rule(who=WHO, which=WHICH, company=st.integers(0, 1))
    def sign_up(self, who: int, which: int, company: int) -> None:
        one = self.crowd[who]
        self.act(lambda: seats.sign_up(one, self.dates[which], actor=one, companions=company))

    @rule(name=st.sampled_from(["Lars", "lars", "Olle"]), which=WHICH, company=st.integers(0, 1))
    def guest(self, name: str, which: int, company: int) -> None:
        asking = seats.Asking(self.actor, CameBy.PHONE, company)
        self.act(lambda: guests.sign_up_guest(name, "0701740605", self.dates[which], asking))

    @rule(which=WHICH, place=st.integers(0, 20))
    def give_up_a_seat(self, which: int, place: int) -> None:
        self.leave(which, place, SignUpState.SEAT)

    @rule(which=WHICH, place=st.integers(0, 20), state=st.sampled_from(list(SignUpState)))
    def leave(self, which: int, place: int, state: SignUpState) -> None:
        """Somebody with a seat, an offer or a place in the queue; a guest too."""
        if entry := self.one_of(which, place, state):
            self.act(lambda: seats.leave_entry(entry, actor=self.actor))

    def one_of(self, which: int, place: int, state: SignUpState) -> SignUp | None:
        on_list = SignUp.occurrence_id == self.dates[which].id, SignUp.state == state
        rows = session.scalars(select(SignUp).where(*on_list).order_by(SignUp.id)).all()
        return rows[place % len(rows)] if rows else None

    @rule(who=WHO, which=WHICH, more=st.booleans())
    def company(self, who: int, which: int, more: bool) -> None:
        if entry := self.entry(who, which):
            act = (lambda: companions.bring(entry, name=None, actor=self.actor)) if more else (
                lambda: companions.come_alone(entry, actor=self.actor)
            )  # fmt: skip
            self.act(act)

    @rule(which=WHICH, place=st.integers(0, 20))
    def accept(self, which: int, place: int) -> None:
        if entry := self.one_of(which, place, SignUpState.OFFERED):
            self.act(lambda: offers.accept(entry, actor=self.actor))

    @rule(which=WHICH, capacity=st.integers(1, 8) | st.none())
    def resize(self, which: int, capacity: int | None) -> None:
        self.act(lambda: dates.change_capacity(self.dates[which], capacity=capacity, actor=self.actor))

    @rule(which=WHICH, minutes=st.sampled_from([1, 300, 2000]))
    def cancel_and_restore(self, which: int, minutes: int) -> None:
        self.act(lambda: dates.cancel_occurrence(self.dates[which], reason="Snö", actor=self.actor))
        self.all_is_well()
        self.time_passes(minutes)
        self.act(lambda: dates.restore(self.dates[which], actor=self.actor))

    @rule(who=WHO, company=st.integers(0, 1))
    def grant(self, who: int, company: int) -> None:
        series = self.dates[0].activity
        self.act(lambda: standing.grant(self.crowd[who], series, actor=self.actor, companions=company))

    @rule(who=WHO)
    def end_standing(self, who: int) -> None:
        seat = standing.find(self.crowd[who], self.dates[0].activity)
        if seat:
            self.act(lambda: standing.end(seat, by=EndedBy.STAFF, actor=self.actor))

    @rule(who=WHO)
    def switched_off_and_on(self, who: int) -> None:
        self.act(lambda: people.deactivate(self.crowd[who], actor=self.actor))
        self.act(lambda: people.reactivate(self.crowd[who], actor=self.actor))

    @rule(minutes=WAITS)
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        with clock.frozen(self.now):
            jobs.bring_offers_up_to_date()
            jobs.end_skipped()

    @invariant()
    def all_is_well(self) -> None:
        with clock.frozen(self.now):
            for date in self.dates[1:] if self.before else []:
                after = snapshot(date)
                judge(self.before[date.id], after)
                self.before[date.id] = after
            self.no_seat_of_an_ended_standing_one()

    def no_seat_of_an_ended_standing_one(self) -> None:
        if not self.before:
            return
        ended = session.scalars(
            select(StandingSeat.person_id).where(
                StandingSeat.activity_id == self.dates[0].activity_id, StandingSeat.ended_at.is_not(None)
            )
        ).all()
        for snap in self.before.values():
            left_over = [one for one in snap.held if one.is_standing and one.person_id in ended]
            assert snap.has_begun or not left_over

    def teardown(self) -> None:
        with contextlib.suppress(Refusal):
            rollback()
