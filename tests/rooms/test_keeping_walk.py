"""Whatever hosts, members and the clock do in any order: the rules come to rest, and nothing stays as it should not."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from itertools import count

import pytest
from flask import Flask
from hypothesis import Phase, given, settings as hypothesis_settings, strategies as st

from app.accounts.models import User
from app.core import clock
from app.core.clock import STOCKHOLM
from app.core.db import commit, session
from app.rooms import hour_editing, jobs, keeping, seats
from app.rooms.hosting import EMPTY, GRACE, PATIENCE, is_over, opens_now
from app.rooms.hour_keeping import who_hosts
from app.rooms.models import Room
from app.rooms.queries import weeks_of
from tests.people import settle
from tests.rooms.tables import leave_seat

START = datetime(2026, 11, 30, 13, 0, tzinfo=STOCKHOLM)  # a Monday, an hour before the first hours
DEEDS = ("host sits", "host leaves", "member sits", "member leaves", "open", "close")
names = count(1)
steps = st.lists(
    st.tuples(st.sampled_from(DEEDS), st.sampled_from((0, 5, 20, 50, 95, 125, 600, 3600, 40_000))),
    min_size=5, max_size=25,
)  # fmt: skip


@pytest.fixture
def cast(app: Flask) -> dict[str, User]:
    with clock.frozen(START):
        return settle("Anna", "Marianne", "Sofia")


def do(deed: str, room: Room, cast: dict[str, User]) -> None:
    person = cast["Marianne" if deed.startswith("host") else "Anna"]
    if deed.endswith("sits"):
        seats.sit_down(room, person)
    elif deed.endswith("leaves"):
        leave_seat(room.id, person.id)
    elif deed == "open":
        keeping.open_room(room, actor=cast["Marianne"])
    else:
        keeping.close_room(room, actor=cast["Marianne"])
    commit()


def judge(room_id: int, talks_on: bool, has_hours: bool) -> None:
    session.rollback()
    room = session.get_one(Room, room_id, populate_existing=True)
    here, week, moment = who_hosts([room_id]).get(room_id), weeks_of([room_id]).get(room_id, []), clock.now()
    if not room.is_open:
        assert not (here and here.host and opens_now(room, week, moment)), "a host waits in the hours"
        return
    over, left = is_over(room, week, moment), room.host_left_at
    assert not (here and here.host and left), "a host who is there has not left"
    assert talks_on or not over, "it does not go on after its hours"
    assert talks_on or left is None or moment < left + GRACE, "it does not go on without a host"
    if left and moment >= left + PATIENCE and talks_on and here:
        assert room.talking_on
    if talks_on and has_hours and here is None and (over or (left and moment >= left + PATIENCE)):
        assert room.closes_at is not None
        assert moment < room.closes_at <= moment + EMPTY, "an empty one closes soon"


@pytest.mark.one_database
@pytest.mark.parametrize("has_hours", [True, False])
@pytest.mark.parametrize("talks_on", [True, False])
@given(walk=steps)
@hypothesis_settings(max_examples=12, phases=[Phase.generate])
def test_the_rules_come_to_rest(
    app: Flask,
    cast: dict[str, User],
    talks_on: bool,
    has_hours: bool,
    walk: list[tuple[str, int]],
) -> None:
    session.rollback()  # whatever the walk before this came to
    moment = START
    with clock.frozen(moment):
        room = keeping.create_room(name=f"Rum {next(names)}", talks_on=talks_on, actor=cast["Sofia"])
        for weekday in range(7) if has_hours else ():
            span = {"opens_at": time(14), "closes_at": time(16)}
            hour_editing.add_hours(room, weekday=weekday, **span, actor=cast["Sofia"])
        commit()
    for deed, seconds in walk:
        moment += timedelta(seconds=seconds)
        with clock.frozen(moment):
            jobs.keep_all()
            do(deed, session.get_one(Room, room.id), cast)
            jobs.keep_all()
            assert jobs.keep_all() == 0
            judge(room.id, talks_on, has_hours)
    with clock.frozen(moment):
        keeping.archive_room(room, actor=cast["Sofia"])
        commit()
