"""Numbers without gaps and nothing twice, however many speak at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.core.db import commit, rollback, session
from app.core.errors import Refusal
from app.rooms import services
from app.rooms.models import Message, Room
from tests.people import extra, settle
from tests.rooms.tables import a_room

SENDERS = 20


@pytest.fixture
def sofia(app):
    return settle("Sofia")["Sofia"]


def speak(app, room_id, author_id, client_id, body):
    """One sender with a session of its own; gives (id, seq), or the code of a refusal."""
    with app.test_request_context():
        room, author = session.get_one(Room, room_id), session.get_one(User, author_id)
        try:
            said = services.post_message(room, author=author, body=body, client_id=client_id, actor=author)
            commit()
        except Refusal as refusal:
            rollback()
            return refusal.code
        return said.id, said.seq


def at_once(app, jobs):
    with ThreadPoolExecutor(SENDERS) as pool:
        return [future.result() for future in [pool.submit(speak, app, *job) for job in jobs]]


def test_twenty_who_speak_at_once_get_numbers_without_gaps(app, sofia):
    room = a_room(sofia)
    jobs = [(room.id, one.id, f"{one.id:08}-{n}", f"Hej {n}") for one in extra(SENDERS) for n in range(3)]
    given = at_once(app, jobs)
    wanted = list(range(1, SENDERS * 3 + 1))
    assert sorted(seq for _id, seq in given) == wanted
    stored = session.scalars(select(Message).order_by(Message.seq)).all()
    assert [message.seq for message in stored] == wanted
    assert session.get_one(Room, room.id, populate_existing=True).last_seq == wanted[-1]


def test_the_same_message_sent_many_times_at_once_is_stored_once(app, sofia):
    room = a_room(sofia)
    given = at_once(app, [(room.id, sofia.id, "one-and-the-same", "Hej")] * SENDERS)
    assert len(set(given)) == 1
    assert len(session.scalars(select(Message)).all()) == 1


def test_one_client_id_in_two_rooms_at_once_is_stored_in_one(app, sofia):
    rooms = [a_room(sofia), a_room(sofia, "Bokhörnan")]
    given = at_once(app, [(rooms[n % 2].id, sofia.id, "one-and-the-same", "Hej") for n in range(SENDERS)])
    stored = session.scalars(select(Message)).one()
    assert set(given) == {(stored.id, 1), "client_id_taken"}
    other = next(room for room in rooms if room.id != stored.room_id)
    assert session.get_one(Room, other.id, populate_existing=True).last_seq == 0


def test_a_resend_after_the_room_closed_is_still_acknowledged(app, sofia):
    room = a_room(sofia)
    first = speak(app, room.id, sofia.id, "lost-acknowledgement", "Hej")
    services.close_room(room, actor=sofia)
    commit()
    assert speak(app, room.id, sofia.id, "lost-acknowledgement", "Hej") == first
    assert speak(app, room.id, sofia.id, "another-message", "Hej") == "room_closed"


def test_a_client_id_belongs_to_its_words(app, sofia):
    room = a_room(sofia)
    speak(app, room.id, sofia.id, "one-and-the-same", "Hej")
    assert speak(app, room.id, sofia.id, "one-and-the-same", "Hej då") == "client_id_taken"
    assert speak(app, room.id, extra(1)[0].id, "one-and-the-same", "Hej då")[1] == 2


def test_a_refused_message_takes_no_number(app, sofia):
    room = a_room(sofia)
    speak(app, room.id, sofia.id, "the-first-one", "Hej")
    speak(app, room.id, sofia.id, "the-first-one", "Något annat")
    assert speak(app, room.id, sofia.id, "the-second-one", "Hej igen")[1] == 2
