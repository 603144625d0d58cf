"""Coming back: how far one has read, and what the lists say is new."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import event, select

from app.core.db import commit, session
from app.rooms import reading, services
from app.rooms.models import Reading
from tests.people import settle
from tests.rooms.tables import a_room, say
from tests.support.people_doors import sign_in


@pytest.fixture
def cast(app):
    return settle("Anna", "Greta", "Bengt", "Marianne", "Sofia")


@pytest.fixture
def room(cast):
    return a_room(cast["Sofia"])


@pytest.fixture
def anna(client, cast, room):
    """Anna has been in the room, and left the page."""
    say(room, cast["Greta"], "Innan")
    sign_in(client, cast["Anna"])
    client.get(f"/rum/{room.id}")
    return client


def read_by(person):
    session.expire_all()
    return [row.last_seq for row in session.scalars(select(Reading).where(Reading.user_id == person.id))]


def texts(client, selector, address):
    client.get(address)
    return [" ".join(node.to_text().split()) for node in client.page.find(selector)]


def test_the_list_says_how_much_is_new(anna, cast, room):
    assert "nya meddelanden" not in texts(anna, "a.card", "/rum")[0]
    say(room, cast["Greta"], "Ett")
    assert "1 nytt meddelande." in texts(anna, "a.card", "/rum")[0]
    say(room, cast["Bengt"], "Två", "Tre")
    assert "3 nya meddelanden." in texts(anna, "a.card", "/rum")[0]
    assert "3 nya meddelanden. Öppet nu." in re.sub("<[^>]+>", "", anna.get("/rum").text)
    assert texts(anna, "a.card", "/")[0] == "Prata 1 bord är öppet. 3 nya meddelanden"
    anna.get(f"/rum/{room.id}")
    assert "meddelande" not in texts(anna, "a.card", "/rum")[0]
    assert texts(anna, "a.card", "/")[0] == "Prata 1 bord är öppet"


def test_own_and_hidden_messages_are_not_new(anna, cast, room):
    said = say(room, cast["Greta"], "Dolt", "Synligt")
    say(room, cast["Anna"], "Från min andra platta")
    services.hide_message(said[0], actor=cast["Marianne"], reason="other")
    commit()
    assert "1 nytt meddelande." in texts(anna, "a.card", "/rum")[0]


def test_a_room_never_opened_has_nothing_new(client, cast, room):
    say(room, cast["Greta"], "Hej")
    sign_in(client, cast["Anna"])
    assert "meddelande" not in texts(client, "a.card", "/rum")[0]
    assert read_by(cast["Anna"]) == []


def test_an_empty_room_that_was_opened_has_news_later(client, cast, room):
    sign_in(client, cast["Anna"])
    client.get(f"/rum/{room.id}")
    assert read_by(cast["Anna"]) == [0]
    say(room, cast["Greta"], "Hej")
    assert "1 nytt meddelande." in texts(client, "a.card", "/rum")[0]


def test_older_pages_and_the_lists_read_nothing(anna, cast, room):
    say(room, cast["Greta"], "Ett", "Två")
    for address in ("/", "/rum", f"/rum/{room.id}?fore=2", f"/rum/{room.id}/valj-meddelande"):
        anna.get(address)
    assert read_by(cast["Anna"]) == [1]


def test_reading_only_goes_forward_and_not_past_what_is_said(cast, room):
    say(room, cast["Greta"], *"abcde")
    for seq, expected in ((3, 3), (2, 3), (5, 5), (4, 5), (2**31 - 1, 5)):
        reading.note_read(room, cast["Anna"], seq)
        commit()
        assert read_by(cast["Anna"]) == [expected]


def test_of_two_tablets_the_one_that_read_further_counts(cast, room, monkeypatch):
    say(room, cast["Greta"], *"abcde")
    reading.note_read(room, cast["Anna"], 4)
    commit()
    monkeypatch.setattr(reading, "last_read", lambda _room, _person: 1)  # as it was a moment before
    reading.note_read(room, cast["Anna"], 2)
    commit()
    assert read_by(cast["Anna"]) == [4]


def test_the_live_line_notes_what_the_page_has_shown(socket_client, cast, room):
    say(room, cast["Greta"], *"abc")
    anna = socket_client(cast["Anna"])
    for event_name, after, expected in (
        ("enter_room", 0, []),
        ("enter_room", 1, [1]),
        ("catch_up", 3, [3]),
        ("catch_up", 2, [3]),
        ("catch_up", 2**31 - 1, [3]),
    ):
        assert anna.ask(event_name, {"room": room.id, "after": after})["ok"]
        assert read_by(cast["Anna"]) == expected


def test_more_rooms_cost_no_more_questions(app, anna, cast, room):
    say(room, cast["Greta"], "Nytt")
    anna.get("/rum")
    asked = []
    event.listen(
        app.extensions["samvaro-engine"], "before_cursor_execute", lambda *given: asked.append(given[2])
    )
    anna.get("/rum")
    few = len(asked)
    for number in range(8):
        other = a_room(cast["Sofia"], f"Bord {number}")
        anna.get(f"/rum/{other.id}")
        say(other, cast["Greta"], "Nytt")
    asked.clear()
    assert len([card for card in texts(anna, "a.card", "/rum") if "1 nytt meddelande." in card]) == 9
    assert len(asked) == few
