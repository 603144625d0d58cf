"""Many at the tables of one room at the very same moment, and what it costs to be seen."""

from __future__ import annotations

import pytest
from sqlalchemy import event, select

from app.accounts.models import User
from app.core.db import session
from app.rooms import seats
from app.rooms.models import Presence, Room
from tests.people import extra, settle
from tests.rooms.tables import a_room, leave_seat, seating, sit, table, two_tables
from tests.support.together import all_at_once


@pytest.fixture
def room(app):
    return a_room(settle("Sofia")["Sofia"])


def test_being_seen_again_is_one_question(app, room):
    """Everyone at every table asks this twice a minute."""
    _first, second = two_tables(room, 6, 2)
    asked = []
    listen = (
        app.extensions["samvaro-engine"],
        "before_cursor_execute",
        lambda *given: asked.append(given[2]),
    )
    event.listen(*listen)
    assert seats.sit_down(table(room, 2), second[0]).number == 2
    event.remove(*listen)
    assert len(asked) == 2, asked  # one is that of the test itself, for the table


def test_twenty_who_come_at_once_find_seats(app, room):
    ids = [person.id for person in extra(20)]

    def arrive(person_id):
        seats.sit_down(session.get_one(Room, room.id), session.get_one(User, person_id))

    assert all_at_once(app, [lambda one=one: arrive(one) for one in ids]) == []
    assert seating(room) == {1: 6, 2: 6, 3: 6, 4: 2}
    assert len(session.scalars(select(Presence)).all()) == 20

    def leave(person_id):
        here = session.scalars(select(Presence.room_id).where(Presence.user_id == person_id)).first()
        leave_seat(here, person_id)

    assert all_at_once(app, [lambda one=one: leave(one) for one in ids[:9]]) == []
    left = seating(room)
    assert len(session.scalars(select(Presence)).all()) == sum(left.values())
    assert all(count <= 6 for count in left.values())
    assert 1 not in left.values()


def test_coming_leaving_and_being_seen_at_once_keeps_one_seat_each(app, room):
    guests = extra(18)
    sit(room, *guests[:12])
    ids = [person.id for person in guests]

    def be_seen(person_id):
        seats.sit_down(session.get_one(Room, room.id), session.get_one(User, person_id), "a-line")

    def leave(person_id):
        here = session.scalars(select(Presence.room_id).where(Presence.user_id == person_id)).first()
        leave_seat(here, person_id)

    tasks = [lambda one=one: be_seen(one) for one in ids[4:]] + [
        lambda one=one: leave(one) for one in ids[:4]
    ]
    assert all_at_once(app, tasks) == []
    found = seating(room)
    places = session.execute(select(Presence.user_id, Presence.room_id).distinct()).all()
    assert len(places) == sum(found.values()) == 14
    assert sorted({user for user, _room in places}) == ids[4:]
    assert all(count <= 6 for count in found.values())
    assert 1 not in found.values()
