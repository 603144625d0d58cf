"""Ready greetings and pictures: one tap, stored once, read by each in their own language."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from app.core.db import commit, session
from app.core.errors import Refusal
from app.rooms import phrases, services
from app.rooms.models import PHRASE_LENGTH, Message
from tests.house.source import ROOT
from tests.people import settle
from tests.rooms.tables import a_room, say
from tests.support.people_doors import sign_in

KEY = "0123456789abcdef"


@pytest.fixture
def cast(app):
    made = settle("Anna", "Greta", "Marianne", "Sofia")
    made["Greta"].locale = "en"
    commit()
    return made


@pytest.fixture
def room(cast):
    return a_room(cast["Sofia"])


@pytest.fixture
def anna(client, cast):
    sign_in(client, cast["Anna"])
    return client


def greet(client, room, phrase, client_id=KEY):
    return client.post(f"/rum/{room.id}/halsningar", data={"phrase": phrase, "client_id": client_id})


def count_messages():
    return session.scalar(select(func.count(Message.id)))


def talk(client, room):
    client.get(f"/rum/{room.id}")
    return [node.to_text().strip() for node in client.page.find("#samtal .message-text")]


def test_three_at_hand_and_all_on_a_page(anna, room):
    anna.get(f"/rum/{room.id}")
    assert [node.to_text().strip() for node in anna.page.find("#skriv button[name=phrase]")] == [
        "God morgon!", "Tack!", "Vad roligt!",
    ]  # fmt: skip
    [more] = [one for one in anna.page.find("#skriv button") if "Fler hälsningar och bilder" in one.to_text()]
    anna.post(more.attrs["formaction"], data={more.attrs["name"]: more.attrs["value"]})
    codes = [node.attrs["value"] for node in anna.page.find("button[name=phrase]")]
    assert sorted(codes) == sorted(phrases.PHRASES)


def test_one_tap_from_the_room_stands_in_the_talk(anna, room):
    anna.get(f"/rum/{room.id}")
    [key] = [one.attrs["value"] for one in anna.page.find("input[name=client_id]")]
    answer = greet(anna, room, "tack", key)
    assert answer.status_code == 303
    assert answer.location.endswith(f"/rum/{room.id}?skickat=1#m1")
    stored = session.scalars(select(Message)).one()
    assert (stored.phrase, stored.body, stored.folded) == ("tack", "Tack!", "tack!")
    assert "Skickat." in anna.get(answer.location).text
    assert talk(anna, room) == ["Tack!"]


def test_each_reads_it_in_their_own_language(client, cast, room):
    sign_in(client, cast["Greta"])
    greet(client, room, "god_morgon")
    assert talk(client, room) == ["Good morning!"]
    assert session.scalars(select(Message.body)).one() == "God morgon!", "kept in Swedish whoever sends it"
    message = session.scalars(select(Message)).one()
    for address in ("valj-meddelande", f"meddelanden/{message.id}", "sok?q=morgon"):
        assert "Good morning!" in client.get(f"/rum/{room.id}/{address}").text
    sign_in(client, cast["Anna"])
    assert talk(client, room) == ["God morgon!"]


def test_who_was_away_reads_it_in_their_own_language(client, cast, room):
    sign_in(client, cast["Greta"])
    client.get(f"/rum/{room.id}")
    services.post_message(
        room, author=cast["Anna"], body="", client_id=KEY, actor=cast["Anna"], phrase="kram"
    )
    commit()
    client.get(f"/rum/{room.id}")
    assert "A hug!" in client.page.find("section[aria-labelledby=borta]")[0].to_text()


def test_a_picture_is_drawn_beside_its_words(anna, cast, room):
    say(room, cast["Anna"], "Tack!")
    greet(anna, room, "blomma")
    assert talk(anna, room) == ["Tack!", "En blomma till er"]
    drawn = [use.attrs["href"].partition("#")[2] for use in anna.page.find("#samtal .figure-big use")]
    assert drawn == ["tulpan"]
    services.hide_message(
        session.scalars(select(Message).where(Message.seq == 2)).one(), actor=cast["Anna"], reason="own"
    )
    commit()
    assert talk(anna, room) == ["Tack!"]
    assert anna.page.find("#samtal .figure-big") == []


def test_the_same_page_sent_twice_is_stored_once(anna, room):
    assert greet(anna, room, "tack").location == greet(anna, room, "tack").location
    assert count_messages() == 1
    for _ in range(2):
        assert greet(anna, room, "kram").status_code == 303
    assert count_messages() == 2


def test_the_written_words_and_the_ready_ones_are_not_the_same_message(cast, room):
    anna = cast["Anna"]
    services.post_message(room, author=anna, body="Tack!", client_id=KEY, actor=anna)
    commit()
    with pytest.raises(Refusal, match="client_id_taken"):
        services.post_message(room, author=anna, body="", client_id=KEY, actor=anna, phrase="tack")


@pytest.mark.parametrize("phrase", ["", "finns_inte", "TACK", "a\0b", "x" * 5000, "constructor"])
def test_what_is_not_a_phrase_is_not_said(anna, room, phrase):
    answer = greet(anna, room, phrase)
    assert answer.status_code == 422
    assert "Välj en hälsning." in answer.text
    assert count_messages() == 0


@pytest.mark.parametrize("key", ["", "x", "é" * 10, "a" * 65])
def test_a_page_without_its_key_asks_for_one_more_tap(anna, room, key):
    assert greet(anna, room, "tack", key).status_code == 422
    assert count_messages() == 0


def test_a_closed_room_takes_no_greeting(anna, cast, room):
    services.close_room(room, actor=cast["Sofia"])
    commit()
    answer = greet(anna, room, "tack")
    assert answer.status_code == 409
    assert "Rummet är stängt just nu." in answer.text
    assert "Rummet är stängt just nu." in anna.get(f"/rum/{room.id}/halsningar").text
    assert count_messages() == 0


def test_over_the_line_it_carries_its_code(socket_client, cast, room):
    say(room, cast["Anna"], "Vanligt")
    services.post_message(
        room, author=cast["Anna"], body="", client_id=KEY, actor=cast["Anna"], phrase="tack"
    )
    commit()
    told = socket_client(cast["Greta"]).ask("enter_room", {"room": room.id, "after": 0})["messages"]
    assert [(one.get("phrase"), one["body"]) for one in told] == [(None, "Vanligt"), ("tack", "Tack!")]
    services.hide_message(
        session.scalars(select(Message).where(Message.seq == 2)).one(), actor=cast["Anna"], reason="own"
    )
    commit()
    told = socket_client(cast["Marianne"]).ask("enter_room", {"room": room.id, "after": 1})["messages"]
    assert "phrase" not in told[0]


@pytest.mark.browser
@pytest.mark.one_database
def test_the_script_says_it_in_the_language_of_the_page(tablet, cast, room):
    greta, anna = tablet(cast["Greta"]), tablet(cast["Anna"])
    for page in (greta, anna):
        page.goto(f"/rum/{room.id}")
        page.locator("[data-reload][hidden]").wait_for(state="attached")
    anna.get_by_label("Skriv till bordet").fill("Jag tänkte just")
    anna.get_by_role("button", name="God morgon!").click()
    expect(anna.locator("#samtal .message-mine")).to_contain_text("God morgon!")
    expect(anna.get_by_label("Skriv till bordet")).to_have_value("Jag tänkte just")
    expect(greta.locator("#samtal .message")).to_contain_text("Good morning!")
    expect(greta.locator("#samtal .figure-big")).to_have_count(0)
    anna.goto(f"/rum/{room.id}/halsningar")
    anna.get_by_role("button", name="En blomma till er").click()
    expect(greta.locator("#samtal .message .figure-big use")).to_have_attribute(
        "href", re.compile("#tulpan$")
    )


@pytest.mark.one_database
def test_every_phrase_fits_its_column_and_every_picture_is_drawn():
    sheet = (ROOT / "app/static/figurer.svg").read_text("utf-8")
    for code, phrase in phrases.PHRASES.items():
        assert len(code) <= PHRASE_LENGTH
        assert not phrase.picture or f'<symbol id="{phrase.picture}"' in sheet
    assert set(phrases.AT_HAND) <= phrases.PHRASES.keys()
