"""Coming back: what was said while one was away, and where the new begins."""

from __future__ import annotations

import pytest

from app.core.db import commit
from app.core.text import beginning
from app.rooms import services
from tests.people import settle
from tests.rooms.tables import a_room, say
from tests.support.people_doors import sign_in


@pytest.fixture
def cast(app):
    return settle("Anna", "Greta", "Bengt", "Amir", "Marianne", "Sofia")


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


def lines(client, address):
    """The lines of the panel; [] when it is not there."""
    client.get(address)
    return [
        " ".join(node.to_text().split())
        for section in client.page.find("section[aria-labelledby=borta]")
        for node in section.query("p")
    ]


def after_the_mark(client):
    """The words of the message below the mark; [] without a mark."""
    found = client.page.find("li.messages-new + li .message-text")
    return [node.to_text().strip() for node in found]


def test_three_lines_once(anna, cast, room):
    assert lines(anna, f"/rum/{room.id}") == []
    say(room, cast["Greta"], "Är du där?")
    say(room, cast["Bengt"], "Vi ses på torsdag.")
    assert lines(anna, f"/rum/{room.id}")[:3] == [
        "2 nya meddelanden.",
        "Från Greta och Bengt.",
        "Senast skrev Bengt: Vi ses på torsdag.",
    ]
    assert after_the_mark(anna) == ["Är du där?"]
    assert anna.page.find("a[href='#nytt']")
    assert lines(anna, f"/rum/{room.id}") == []
    assert after_the_mark(anna) == []


def test_the_first_visit_is_not_a_coming_back(client, cast, room):
    say(room, cast["Greta"], "Hej")
    sign_in(client, cast["Anna"])
    assert lines(client, f"/rum/{room.id}") == []
    assert after_the_mark(client) == []


def test_three_names_and_how_many_more(anna, cast, room):
    for name in ("Greta", "Bengt", "Amir", "Marianne", "Sofia"):
        say(room, cast[name], "Hej")
    assert lines(anna, f"/rum/{room.id}")[:2] == ["5 nya meddelanden.", "Från Greta, Bengt, Amir och 2 till."]


def test_own_and_hidden_messages_count_for_nothing(anna, cast, room):
    said = say(room, cast["Greta"], "Portkoden är 1234", "Syns")
    say(room, cast["Anna"], "Mitt")
    services.hide_message(said[0], actor=cast["Marianne"], reason="private")
    commit()
    assert lines(anna, f"/rum/{room.id}")[:3] == [
        "1 nytt meddelande.",
        "Från Greta.",
        "Senast skrev Greta: Syns",
    ]
    assert after_the_mark(anna) == ["Syns"]


def test_more_than_the_page_holds(anna, cast, room):
    say(room, cast["Greta"], *(f"Nummer {n}." for n in range(1, 71)))
    assert lines(anna, f"/rum/{room.id}")[0] == "70 nya meddelanden."
    assert after_the_mark(anna) == ["Nummer 21."]
    assert len(anna.page.find("li.messages-new")) == 1


def test_who_reads_the_page_anew_was_not_away(anna, cast, room):
    say(room, cast["Greta"], "Hej")
    assert lines(anna, f"/rum/{room.id}?klockan=17") == []
    assert after_the_mark(anna) == ["Hej"]
    say(room, cast["Greta"], "Hej igen")
    assert lines(anna, f"/rum/{room.id}?skickat=1") == []


def test_words_are_only_words(anna, cast, room):
    say(room, cast["Greta"], "<script>alert(1)</script>")
    assert lines(anna, f"/rum/{room.id}")[2] == "Senast skrev Greta: <script>alert(1)</script>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hej på er", "Hej på er"),
        ("Hej\n\npå er", "Hej på er"),
        ("Hej på er alla", "Hej på er …"),
        ("Hej på era", "Hej på …"),
        ("Blåbärspajsfat", "Blåbärspa …"),
    ],
)
def test_the_beginning_is_whole_words(text, expected):
    assert beginning(text, 9) == expected
