"""Finding what was said in a room: the same on both databases, and never what is hidden."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from app.core import clock
from app.core.db import commit
from app.rooms import services
from tests.calendar.plans import NOW
from tests.house.source import ROOT
from tests.people import settle
from tests.rooms.tables import a_room, say
from tests.support.people_doors import sign_in


@pytest.fixture
def cast(app):
    return settle("Anna", "Greta", "Marianne", "Sofia")


@pytest.fixture
def room(cast):
    return a_room(cast["Sofia"])


@pytest.fixture
def anna(client, cast):
    sign_in(client, cast["Anna"])
    return client


def find(client, room, words, **further):
    """The texts found, in the order of the page."""
    rest = "".join(f"&{name}={value}" for name, value in further.items())
    assert client.get(f"/rum/{room.id}/sok?q={quote(words)}{rest}").status_code == 200
    return [node.to_text().strip() for node in client.page.find("a.row .message-text")]


def test_the_way_from_the_room_to_the_message(anna, cast, room):
    with clock.frozen(NOW):
        assert "/sok" not in anna.get(f"/rum/{room.id}").text, "nothing to find in an empty room"
        [said] = say(room, cast["Greta"], "Vi ses på torsdag")
        anna.get(f"/rum/{room.id}")
        [link] = anna.page.find(f"a[href='/rum/{room.id}/sok']")
        assert link.to_text().strip() == "Sök i samtalet"
        [picture] = link.query("use")
        assert picture.attrs["href"].endswith("#sok")
        assert '<symbol id="sok"' in (ROOT / "app" / "static" / "ikoner.svg").read_text()
        assert find(anna, room, "torsdag") == ["Vi ses på torsdag"]
        assert anna.page.title == "Sök i Kaffebordet – Samvaro"
        [row] = anna.page.find("a.row")
        assert "Greta i dag, måndag 23 november, klockan 10.00" in " ".join(row.to_text().split())
        assert row.attrs["href"] == f"/rum/{room.id}/meddelanden/{said.id}"
        assert anna.get(row.attrs["href"]).status_code == 200


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("ÅKE", ["Åke och ÖRJAN äter kräftor"]),
        ("örjan", ["Åke och ÖRJAN äter kräftor"]),
        ("ake", []),
        ("kräftor åke", ["Åke och ÖRJAN äter kräftor"]),
        ("a\u030ake", ["Åke och ÖRJAN äter kräftor"]),
        ("strasse", ["Straße nummer 100"]),
        ("100%", ["Det är 100% sant"]),
        ("%", ["Det är 100% sant"]),
        ("_", ["ett_två"]),
        ("\\", ["snett \\ streck"]),
        ("/", []),
        ("första andra", ["Första raden\nAndra raden"]),
        ("' OR 1=1 --", []),
        ("finns inte", []),
    ],
)
def test_letters_fold_and_signs_are_only_signs(anna, cast, room, words, expected):
    say(room, cast["Greta"], "Åke och ÖRJAN äter kräftor", "Straße nummer 100", "Det är 100% sant")
    say(room, cast["Greta"], "ett_två", "snett \\ streck", "Första raden\nAndra raden")
    assert find(anna, room, words) == expected


def test_hidden_messages_and_other_rooms_are_not_found(anna, cast, room):
    said = say(room, cast["Greta"], "Portkoden är 1234", "Portkoden är bytt")
    other = a_room(cast["Sofia"], "Bokhörnan")
    say(other, cast["Greta"], "Portkoden i det andra rummet")
    services.hide_message(said[0], actor=cast["Marianne"], reason="private")
    commit()
    assert find(anna, room, "portkoden") == ["Portkoden är bytt"]
    services.restore_message(said[0], actor=cast["Marianne"])
    commit()
    assert find(anna, room, "portkoden") == ["Portkoden är bytt", "Portkoden är 1234"]


def test_twenty_at_a_time_the_newest_first(anna, cast, room):
    say(room, cast["Greta"], *(f"Kaffe {n}." for n in range(1, 42)))
    address, seen = f"/rum/{room.id}/sok?q=kaffe", []
    for expected in (20, 20, 1):
        anna.get(address)
        page = [node.to_text().strip() for node in anna.page.find("a.row .message-text")]
        assert len(page) == expected
        seen += page
        more = anna.page.find("section[aria-labelledby=hittat] > p > a")
        address = more[0].attrs["href"] if more else None
    assert address is None
    assert seen == [f"Kaffe {n}." for n in range(41, 0, -1)]


def test_exactly_one_page_has_no_more(anna, cast, room):
    say(room, cast["Greta"], *["Kaffe"] * 20)
    assert len(find(anna, room, "kaffe")) == 20
    assert "Visa fler" not in anna.page.find("main")[0].to_text()


@pytest.mark.parametrize("words", ["", "   ", "\u200b"])
def test_no_words_find_nothing_and_blame_nobody(anna, cast, room, words):
    say(room, cast["Greta"], "Hej")
    assert find(anna, room, words) == []
    assert "Inget meddelande" not in anna.page.find("main")[0].to_text()
    assert anna.get(f"/rum/{room.id}/sok").status_code == 200


def test_nothing_found_says_what_to_try(anna, room):
    assert find(anna, room, "giraff") == []
    assert "Inget meddelande har de orden." in anna.page.find("main")[0].to_text()
    assert anna.page.find("input[name=q]")[0].attrs["value"] == "giraff"


@pytest.mark.parametrize("words", ["a%00b", "a%ed%b3%bf", "a%e2%80%aeb", "x" * 61, "x" * 9000])
def test_words_that_cannot_be_searched(anna, room, words):
    status = anna.get(f"/rum/{room.id}/sok?q={words}").status_code
    assert status in ((200, 422) if "%ed" in words else (422,))


@pytest.mark.parametrize("before", ["0", "-1", "x", "99999999999999999999", "²"])
def test_a_broken_address_begins_at_the_newest(anna, cast, room, before):
    say(room, cast["Greta"], "Hej")
    assert find(anna, room, "hej", fore=quote(before)) == ["Hej"]


def test_outside_the_room_nothing_is_found(client, cast):
    secret = a_room(cast["Sofia"], "Syjuntan", invited=(cast["Anna"],))
    say(secret, cast["Anna"], "Hemligt")
    sign_in(client, cast["Greta"])
    assert client.get(f"/rum/{secret.id}/sok?q=hemligt").status_code == 404
