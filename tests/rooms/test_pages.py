"""Rooms through the first door: the list, the talk, writing without a script."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from app.core import clock
from app.core.db import commit, session
from app.rooms import services
from app.rooms.models import Message, Presence, Room
from tests.people import settle
from tests.rooms.tables import a_room, say
from tests.support.people_doors import sign_in


@pytest.fixture
def cast(app):
    return settle("Anna", "Greta", "Bengt", "Marianne", "Sofia")


@pytest.fixture
def room(cast):
    return a_room(cast["Sofia"])


def post(client, room, body, client_id="0123456789abcdef"):
    return client.post(f"/rum/{room.id}/meddelanden", data={"body": body, "client_id": client_id})


def count_messages():
    return session.scalar(select(func.count(Message.id)))


def test_the_list_says_who_sits_where_and_what_is_closed(client, cast, room):
    a_room(cast["Sofia"], "Bokhörnan", is_open=False)
    sign_in(client, cast["Greta"])
    client.get(f"/rum/{room.id}")
    sign_in(client, cast["Anna"])
    words = client.get("/rum").get_data(as_text=True)
    assert "Öppet nu. Greta sitter här." in words
    assert "Bokhörnan" in words
    assert "Stängt just nu." in words


def test_a_message_is_chosen_on_a_page_of_its_own(client, cast, room):
    said = say(room, cast["Greta"], "Först", "Sedan")
    say(room, cast["Anna"], "Mitt eget")
    services.hide_message(said[0], actor=cast["Marianne"], reason="other")
    commit()
    sign_in(client, cast["Anna"])
    assert "/valj-meddelande" in client.get(f"/rum/{room.id}").text
    page = client.get(f"/rum/{room.id}/valj-meddelande").text
    assert page.index("Mitt eget") < page.index("Sedan")
    assert "Först" not in page
    older = client.get(f"/rum/{room.id}/valj-meddelande?fore=3").text
    assert "Mitt eget" not in older
    assert "Sedan" in older


def test_where_nothing_was_said_there_is_nothing_to_choose(client, cast, room):
    sign_in(client, cast["Anna"])
    assert "Det finns inget att välja här." in client.get(f"/rum/{room.id}/valj-meddelande").text


def test_a_message_written_without_a_script_stands_in_the_talk(client, cast, room):
    sign_in(client, cast["Anna"])
    page = client.get(f"/rum/{room.id}")
    key = re.search(r'name="client_id"[^>]*value="([^"]+)"', page.get_data(as_text=True))[1]
    answer = post(client, room, "  Hej på er!\r\nVad ser ni?  ", key)
    assert answer.status_code == 303
    assert answer.location.endswith(f"/rum/{room.id}?skickat=1#m1")
    stored = session.scalars(select(Message)).one()
    assert (stored.body, stored.seq, stored.author_id) == ("Hej på er!\nVad ser ni?", 1, cast["Anna"].id)
    shown = client.get(answer.location).get_data(as_text=True)
    assert "Hej på er!\nVad ser ni?" in shown
    assert "Skickat." in shown


def test_the_same_page_sent_twice_is_stored_once(client, cast, room):
    sign_in(client, cast["Anna"])
    first, second = post(client, room, "Hej"), post(client, room, "Hej")
    assert first.location == second.location
    assert count_messages() == 1


def test_the_same_page_with_other_words_is_another_message_once(client, cast, room):
    sign_in(client, cast["Anna"])
    post(client, room, "Hej")
    for _ in range(2):
        assert post(client, room, "Hej igen").status_code == 303
    assert [m.body for m in session.scalars(select(Message).order_by(Message.seq))] == ["Hej", "Hej igen"]


@pytest.mark.parametrize("body", ["", "   \n ", "a\0b", "a\u202eb", "x" * 2001, "x" * 100_000])
def test_what_cannot_be_stored_stays_in_the_box(client, cast, room, body):
    sign_in(client, cast["Anna"])
    answer = post(client, room, body)
    assert answer.status_code == 422
    assert count_messages() == 0
    assert body.strip().replace("\0", "").replace("\u202e", "")[:5000] in answer.get_data(as_text=True)


@pytest.mark.parametrize("key", ["", "x", "é" * 10, "a" * 65, "a b c d e f", "\0" * 10])
def test_a_page_without_its_key_asks_for_one_more_tap(client, cast, room, key):
    sign_in(client, cast["Anna"])
    answer = post(client, room, "Hej där", key)
    assert answer.status_code == 422
    assert count_messages() == 0
    assert "Hej där" in answer.get_data(as_text=True)
    fresh = re.search(r'name="client_id"[^>]*value="([^"]+)"', answer.get_data(as_text=True))[1]
    assert post(client, room, "Hej där", fresh).status_code == 303


def test_a_closed_room_keeps_the_text_and_names_other_rooms(client, cast, room):
    other = a_room(cast["Sofia"], "Bokhörnan")
    services.close_room(room, actor=cast["Sofia"])
    commit()
    sign_in(client, cast["Anna"])
    page = client.get(f"/rum/{room.id}").get_data(as_text=True)
    assert "Rummet är stängt just nu." in page
    assert f"/rum/{other.id}" in page
    answer = post(client, room, "Hinner jag?")
    assert answer.status_code == 409
    assert "Hinner jag?" in answer.get_data(as_text=True)
    assert count_messages() == 0


def test_the_newest_fifty_and_a_page_with_the_older(client, cast, room):
    say(room, cast["Anna"], *(f"Meddelande nummer {n}." for n in range(1, 121)))
    sign_in(client, cast["Greta"])
    newest = client.get(f"/rum/{room.id}").get_data(as_text=True)
    assert "nummer 71." in newest
    assert "nummer 70." not in newest
    assert f"/rum/{room.id}?fore=71" in newest
    older = client.get(f"/rum/{room.id}?fore=71").get_data(as_text=True)
    assert "nummer 70." in older
    assert "nummer 20." not in older
    last = client.get(f"/rum/{room.id}?fore=21").get_data(as_text=True)
    assert f"/rum/{room.id}?fore=" not in last


@pytest.mark.parametrize(
    "before", ["0000000000019999999999", "0", "-1", "x", "99999999999999999999", "²", "1.5", ""]
)
def test_a_broken_address_shows_the_newest(client, cast, room, before):
    say(room, cast["Anna"], "Hej")
    sign_in(client, cast["Greta"])
    assert "Hej" in client.get(f"/rum/{room.id}?fore={before}").get_data(as_text=True)


@pytest.mark.parametrize("room_id", [0, 4711, 2**31, 2**63, 2**70])
def test_rooms_that_are_not_there(client, cast, room_id):
    sign_in(client, cast["Anna"])
    assert client.get(f"/rum/{room_id}").status_code == 404
    assert post(client, Room(id=room_id), "Hej").status_code == 404


def test_who_was_here_long_ago_is_not_here(client, cast, room):
    sign_in(client, cast["Greta"])
    client.get(f"/rum/{room.id}")
    row = session.scalars(select(Presence)).one()
    row.seen_at = clock.now().replace(year=2020)
    commit()
    sign_in(client, cast["Anna"])
    assert "Greta" not in client.get("/rum").get_data(as_text=True)


def test_hostile_words_are_only_words(client, cast, room):
    say(room, cast["Anna"], "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}")
    sign_in(client, cast["Greta"])
    page = client.get(f"/rum/{room.id}").get_data(as_text=True)
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "{{ 7*7 }}" in page
