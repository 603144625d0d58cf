"""What is spoken and heard when somebody writes: per person, and per room where that is chosen."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.accounts.models import User
from app.core.db import commit, rollback, session
from app.rooms.models import Reading
from app.rooms.reading import last_read
from tests.people import settle
from tests.rooms.tables import a_room, say, sit, table, two_tables
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


def ticked(client):
    boxes = client.page.find("input[type=radio]")
    return [box.attrs["value"] for box in boxes if "checked" in box.attrs]


def told_to_script(client, room):
    client.get(f"/rum/{room.id}")
    [holder] = client.page.find("#rum-data")
    return json.loads(holder.attrs["data-room"])["attention"]


def test_everything_is_spoken_and_nothing_sounds_until_one_chooses(anna, room):
    assert told_to_script(anna, room)["own"] == {"announce": "all", "sound": False}
    anna.get("/om-mig/ljud")
    assert ticked(anna) == ["all", "off"]
    anna.get(f"/rum/{room.id}/ljud")
    assert ticked(anna) == ["own", "own"]


def test_the_own_choice_holds_in_every_room(anna, cast, room):
    answer = anna.post("/om-mig/ljud", data={"announce": "quiet", "sound": "on"})
    assert answer.status_code == 303
    assert "Sparat." in anna.get(answer.location).text
    assert ticked(anna) == ["quiet", "on"]
    assert told_to_script(anna, room)["own"] == {"announce": "quiet", "sound": True}
    sign_in(anna, cast["Greta"])
    assert told_to_script(anna, room)["own"] == {"announce": "all", "sound": False}


def test_a_room_may_be_otherwise_and_go_back(anna, cast, room):
    other = a_room(cast["Sofia"], "Bokbordet")
    answer = anna.post(f"/rum/{room.id}/ljud", data={"announce": "number", "sound": "on"})
    assert "Sparat." in anna.get(answer.location).text
    assert ticked(anna) == ["number", "on"]
    assert told_to_script(anna, room)["here"] == {"announce": "number", "sound": True}
    assert told_to_script(anna, other)["here"] == {"announce": None, "sound": None}
    sign_in(anna, cast["Greta"])
    assert told_to_script(anna, room)["here"] == {"announce": None, "sound": None}
    sign_in(anna, cast["Anna"])
    anna.post(f"/rum/{room.id}/ljud", data={"announce": "own", "sound": "off"})
    assert told_to_script(anna, room)["here"] == {"announce": None, "sound": False}


def test_it_holds_at_every_table_of_the_room(anna, cast, room):
    anna.post(f"/rum/{room.id}/ljud", data={"announce": "quiet", "sound": "own"})
    two_tables(room, 6, 2)
    sit(room, cast["Anna"])
    second = table(room, 2)
    assert told_to_script(anna, second) == {
        "room": room.id,
        "own": {"announce": "all", "sound": False},
        "here": {"announce": "quiet", "sound": None},
    }
    anna.post(f"/rum/{second.id}/ljud", data={"announce": "own", "sound": "own"})
    assert told_to_script(anna, second)["here"] == {"announce": None, "sound": None}
    assert set(session.scalars(select(Reading.announce))) == {None}


def test_choosing_is_not_reading(anna, cast, room):
    anna.get(f"/rum/{room.id}")
    say(room, cast["Greta"], "Hej")
    anna.post(f"/rum/{room.id}/ljud", data={"announce": "quiet", "sound": "own"})
    assert last_read(room, cast["Anna"]) == 0
    assert "1 nytt meddelande" in anna.get(f"/rum/{room.id}").text


@pytest.mark.parametrize(
    "choice", [{}, {"announce": "loud", "sound": "on"}, {"announce": "all", "sound": "y"}]
)
def test_what_is_not_a_choice_changes_nothing(anna, cast, room, choice):
    for address in ("/om-mig/ljud", f"/rum/{room.id}/ljud"):
        answer = anna.post(address, data=choice)
        assert answer.status_code == 422
        assert "Välj ett av svaren." in answer.text
    found = session.get_one(User, cast["Anna"].id)
    assert (found.announce, found.sound) == ("all", False)


# ---- in the browser --------------------------------------------------------------------------------------------

EARS = """() => {
  window.said = [];
  new MutationObserver((list) => list.forEach((one) => one.addedNodes.forEach((node) => said.push(node.textContent))))
    .observe(document.getElementById("utrop"), {childList: true});
}"""
# Every pulse of a tone, counted and still sounded: the browser's own oscillators.
PULSES = """window.pulses = 0;
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...when) {
  document.documentElement.dataset.pulses = window.pulses += 1;
  return start.apply(this, when);
};"""


def listen(tablet, room, person):
    page = tablet(person)
    page.add_init_script(PULSES)
    page.goto(f"/rum/{room.id}")
    page.locator("[data-reload][hidden]").wait_for(state="attached")
    page.evaluate(EARS)
    return page


def write(page, words):
    page.get_by_label("Skriv till bordet").fill(words)
    page.get_by_role("button", name="Skicka", exact=True).click()
    expect(page.get_by_label("Skriv till bordet")).to_have_value("")


@pytest.mark.browser
@pytest.mark.one_database
def test_all_number_or_quiet_and_the_tone(tablet, cast, room):
    """Each listens in a way of her own to the same three messages. Four is how long a sentence is waited for."""
    cast["Marianne"].announce, cast["Sofia"].announce = "number", "quiet"
    cast["Marianne"].sound = True
    commit()
    anna = tablet(cast["Anna"])
    anna.goto(f"/rum/{room.id}")
    anna.locator("[data-reload][hidden]").wait_for(state="attached")
    ears = {name: listen(tablet, room, cast[name]) for name in ("Greta", "Marianne", "Sofia")}
    ears["Marianne"].locator("h1").click()  # no tone before a page has been touched
    for number in range(3):
        write(anna, f"Rad {number}")
        anna.wait_for_timeout(1000)  # a second tap within a second is not heard
    for page in ears.values():
        expect(page.locator("#samtal .message")).to_have_count(3)
    expect(ears["Marianne"].locator("#utrop")).to_contain_text("3 nya meddelanden")
    expect(ears["Greta"].locator("#utrop")).to_contain_text("Rad 2")
    said = {name: page.evaluate("said") for name, page in ears.items()}
    assert said == {
        "Greta": ["Anna: Rad 0", "2 nya meddelanden. Senast Anna: Rad 2"],
        "Marianne": ["3 nya meddelanden"],
        "Sofia": [],
    }
    assert {name: page.evaluate("pulses") for name, page in ears.items()} == {
        "Greta": 0,
        "Marianne": 2,
        "Sofia": 0,
    }


@pytest.mark.browser
@pytest.mark.one_database
def test_the_open_page_follows_the_choice_and_own_words_never_sound(tablet, cast, room):
    greta = listen(tablet, room, cast["Greta"])
    settings = greta.context.new_page()
    settings.goto(f"/rum/{room.id}/ljud")
    settings.get_by_label("Ingenting").check()
    settings.get_by_label("Ja").check()
    settings.get_by_role("button", name="Lyssna på tonen").click()
    settings.get_by_role("button", name="Spara").click()
    expect(settings.get_by_text("Sparat.")).to_be_visible()
    write(greta, "Mina egna ord")
    expect(greta.locator("#m1")).to_be_visible()
    assert greta.evaluate("pulses") == 0
    anna = tablet(cast["Anna"])
    anna.goto(f"/rum/{room.id}")
    anna.locator("[data-reload][hidden]").wait_for(state="attached")
    write(anna, "Hörs jag?")
    expect(greta.locator("#m2")).to_be_attached()
    expect(greta.locator("html")).to_have_attribute("data-pulses", "2")
    assert greta.evaluate("said") == ["Skickat."]
    rollback()
    row = session.scalars(select(Reading).where(Reading.user_id == cast["Greta"].id)).one()
    assert (row.announce, row.sound) == ("quiet", True)
