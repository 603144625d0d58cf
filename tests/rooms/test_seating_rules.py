"""Whatever people do in whatever order: the rules of the tables hold after each step."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from app.core import clock
from app.core.clock import STOCKHOLM
from app.core.db import commit, rollback, session
from app.core.errors import Refusal
from app.rooms import arranging, keeping, moving, policies, seats
from app.rooms.models import Message, Presence, Room
from app.rooms.tables import read_topic
from tests.people import extra, settle
from tests.rooms.tables import leave_seat, say

SEATS = 3
WHO = st.integers(0, 11)
NUMBER = st.integers(1, 4)


def no_company_missing(seating, seats_at_table):
    alone = [number for number, people in seating.items() if len(people) == 1]
    free = [number for number, people in seating.items() if len(people) < seats_at_table]
    return not any(other != number for number in alone for other in free)


@given(
    st.dictionaries(st.integers(1, 6), st.lists(st.none(), max_size=8), max_size=6),
    st.integers(3, 6),
    st.integers(0, 9),
)
def test_any_seating_is_arranged(tables, seats_at_table, waiting):
    people = iter(range(1000))
    seating = {1: [], **{number: [next(people) for _ in chairs] for number, chairs in tables.items()}}
    seekers = [next(people) for _ in range(waiting)]
    arranged = arranging.arrange(seating, seats_at_table, seekers)
    used = {number: there for number, there in arranged.items() if there or number == 1}
    everybody = [person for there in seating.values() for person in there] + seekers
    assert sorted(person for there in used.values() for person in there) == sorted(everybody)
    assert all(len(there) <= seats_at_table for there in used.values())
    assert no_company_missing(used, seats_at_table)
    assert arranging.is_calm(used, seats_at_table)
    assert arranging.arrange(used, seats_at_table) == used


class Evening(RuleBasedStateMachine):
    """People come, are seen, leave or fall silent; a host moves them."""

    names = 0

    def __init__(self, host, reader, people):
        super().__init__()
        Evening.names += 1
        self.host, self.reader, self.people = host, reader, people
        self.moment = datetime(2026, 11, 24, 14, 0, tzinfo=STOCKHOLM)
        self.said = 0
        self.room = keeping.create_room(name=f"Rum {Evening.names}", capacity=SEATS, actor=host)
        keeping.open_room(self.room, actor=host)
        commit()

    def tables(self):
        first = self.room.id
        return session.scalars(
            select(Room).where((Room.id == first) | (Room.extra_of_id == first)).order_by(Room.number)
        ).all()

    def topic(self):
        return read_topic(self.room.id)

    def do(self, act):
        with clock.frozen(self.moment):
            try:
                act()
                commit()
            except Refusal:
                rollback()

    @rule(who=WHO, number=NUMBER, place=st.sampled_from(["", "a-line"]))
    def come(self, who, number, place):
        asked = next((one for one in self.tables() if one.number == number), self.room)
        before = {}

        def act():
            if seat := self.topic().seat_of(self.people[who].id, asked.id):
                before["seat"] = seat.id
            table = seats.sit_down(asked, self.people[who], place)
            assert self.people[who].id in self.topic().by_id(table.id).people
            assert (
                len(before) == 0 or table.id == before["seat"] or len(self.topic().by_id(table.id).people) > 1
            )

        self.do(act)

    @rule(who=WHO)
    def leave(self, who):
        for table in self.tables():
            self.do(lambda table=table: leave_seat(table.id, self.people[who].id))

    @rule(who=WHO, seconds=st.integers(20, 100))
    def time_passes_until_somebody_is_seen(self, who, seconds):
        self.moment += timedelta(seconds=seconds)
        self.do(lambda: seats.sit_down(self.room, self.people[who]))

    @rule(who=WHO, number=NUMBER)
    def host_moves_one(self, who, number):
        self.do(lambda: moving.move_people(self.room, [self.people[who].id], number, actor=self.host))

    @rule(number=NUMBER, other=NUMBER)
    def host_moves_all(self, number, other):
        with clock.frozen(self.moment):
            people = self.topic().seating.get(number, [])
        self.do(lambda: moving.move_people(self.room, people, other, actor=self.host))

    @rule(who=WHO)
    def talk(self, who):
        with clock.frozen(self.moment):
            seat = self.topic().seat_of(self.people[who].id, self.room.id)
            if seat is not None:
                say(session.get_one(Room, seat.id, populate_existing=True), self.people[who], "Hej")
                self.said += 1

    @invariant()
    def the_rules_hold(self):
        with clock.frozen(self.moment):
            seating = self.topic().seating
        seated = [person for people in seating.values() for person in people]
        assert len(seated) == len(set(seated)), "one seat for each"
        assert all(len(people) <= SEATS for people in seating.values()), "never over the seats"
        assert all(people or number == 1 for number, people in seating.items()), "no empty further table"
        assert no_company_missing(seating, SEATS), "nobody alone beside a free seat"

    def teardown(self):
        """Every word stays readable, and nobody has two seats, not even one that has timed out."""
        ids = [table.id for table in self.tables()]
        seen = set(session.scalars(policies.rooms_visible_to(self.reader).with_only_columns(Room.id)))
        assert set(ids) <= seen
        assert session.scalar(select(func.count(Message.id)).where(Message.room_id.in_(ids))) == self.said
        twice = select(Presence.user_id).where(Presence.room_id.in_(ids)).group_by(Presence.user_id)
        assert session.scalars(twice.having(func.count(Presence.room_id.distinct()) > 1)).all() == []


@pytest.mark.usefixtures("app")
def test_an_evening_at_the_tables():
    cast, people = settle("Anna", "Sofia"), extra(12)
    few = settings(max_examples=max(12, settings().max_examples // 3), stateful_step_count=25, deadline=None)
    run_state_machine_as_test(lambda: Evening(cast["Sofia"], cast["Anna"], people), settings=few)
