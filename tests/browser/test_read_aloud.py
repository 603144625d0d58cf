"""Reading aloud with the tablet's own voice. The browser of the tests has none, so one that writes down is put in."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.accounts.models import User
from tests.people import settle
from tests.rooms.tables import a_room, say
from tests.support.chromium import Tablets

pytestmark = [pytest.mark.browser, pytest.mark.one_database]

# Voices come a moment after the page, and tell of it; what is spoken goes on until it is told to be over.
STAND_IN = """(voices) => {
  const heard = new EventTarget();
  window.spoken = [];
  window.cancelled = 0;
  let there = [];
  let now = null;
  const speech = {
    getVoices: () => there,
    addEventListener: (kind, hear) => heard.addEventListener(kind, hear),
    speak: (one) => {
      now = one;
      document.documentElement.dataset.spoken = spoken.push([one.voice.lang, one.text]);
    },
    cancel: () => { cancelled += 1; now = null; },
  };
  window.finish = () => now && now.onend();
  window.arrive = () => { there = voices; heard.dispatchEvent(new Event("voiceschanged")); };
  window.SpeechSynthesisUtterance = function (text) { this.text = text; };
  Object.defineProperty(window, "speechSynthesis", { value: speech });
}"""
SWEDISH = {"lang": "sv-SE", "localService": True}
ENGLISH = {"lang": "en_GB", "localService": True, "default": True}
FAR_AWAY = {"lang": "sv-SE", "localService": False}


@pytest.fixture
def cast(app: Flask) -> dict[str, User]:
    return settle("Anna", "Greta", "Sofia")


def opened(
    tablet: Tablets, person: User, path: str, *voices: dict[str, object], viewport: Any = None
) -> Page:
    page = tablet(person, **({"viewport": viewport} if viewport else {}))
    page.add_init_script(f"({STAND_IN})({json.dumps(voices)})")
    page.goto(path)
    page.evaluate("arrive()")
    return page


def read_to_the_end(page: Page) -> list[list[str]]:
    expect(page.locator("html")).to_have_attribute("data-spoken", "1")
    for _ in range(60):
        page.evaluate("finish()")
    spoken: list[list[str]] = page.evaluate("spoken")
    return spoken


@pytest.mark.parametrize("voices", [(), (ENGLISH,), (FAR_AWAY,)])
def test_without_a_swedish_voice_on_the_tablet_nothing_is_offered(
    tablet: Tablets, cast: dict[str, User], voices: tuple[dict[str, object], ...]
) -> None:
    page = opened(tablet, cast["Anna"], "/hjalp", *voices)
    expect(page.locator("[data-read]")).to_be_hidden()
    assert page.evaluate("spoken") == []


def test_where_there_is_no_speech_at_all_nothing_is_offered(tablet: Tablets, cast: dict[str, User]) -> None:
    page = tablet(cast["Anna"])
    page.add_init_script("Object.defineProperty(window, 'speechSynthesis', {value: undefined})")
    page.goto("/hjalp")
    expect(page.locator("[data-read]")).to_be_hidden()


def test_the_voice_that_comes_late_moves_nothing(tablet: Tablets, cast: dict[str, User]) -> None:
    page = opened(tablet, cast["Anna"], "/hjalp", SWEDISH, viewport={"width": 320, "height": 640})
    expect(page.get_by_role("button", name="Läs upp sidan")).to_be_visible()
    page.reload()  # the tablet is known to have a voice
    place = "document.querySelector('h1').getBoundingClientRect().top"
    before = page.evaluate(place)
    expect(page.locator("[data-read]")).to_be_hidden()
    page.evaluate("arrive()")
    expect(page.get_by_role("button", name="Läs upp sidan")).to_be_visible()
    assert page.evaluate(place) == before


@pytest.mark.parametrize("width", [810, 320])
def test_without_a_voice_it_leaves_no_hole_at_the_top(
    tablet: Tablets, cast: dict[str, User], width: int
) -> None:
    page = opened(tablet, cast["Anna"], "/hjalp", viewport={"width": width, "height": 1080})
    page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
    page.set_viewport_size({"width": width, "height": 1079})
    page.evaluate("new Promise(requestAnimationFrame)")
    height = "document.querySelector('header.top').offsetHeight"
    before = page.evaluate(height)
    assert before == page.evaluate(f"document.querySelector('.top .read').remove(), {height}")


def test_a_room_is_read_as_it_is_seen(tablet: Tablets, cast: dict[str, User]) -> None:
    room = a_room(cast["Sofia"])
    say(room, cast["Greta"], "Hej på er! " + "Jag bakar bullar i dag. " * 12)
    page = opened(tablet, cast["Anna"], f"/rum/{room.id}", ENGLISH, SWEDISH)
    assert page.evaluate("spoken") == [], "it never speaks by itself"
    expect(page.locator("[data-choose]")).to_have_text("Lyssna på, ta bort eller rapportera ett meddelande")
    page.get_by_role("button", name="Läs upp sidan").click()
    expect(page.get_by_role("button", name="Sluta läsa")).to_be_visible()
    spoken = read_to_the_end(page)
    assert {language for language, _text in spoken} == {"sv-SE"}
    texts = [text for _language, text in spoken]
    assert texts[:2] == ["Kaffebordet", "Öppet nu."]
    assert max(map(len, texts)) <= 200
    whole = " ".join(texts)
    assert ("Hej på er! " + "Jag bakar bullar i dag. " * 12).strip() in whole
    assert whole.index("Greta") < whole.index("Hej på er!") < whole.index("Skriv till bordet")
    assert "Skriv till Greta" not in whole, "what only a screen reader says"
    assert "Stängt just nu" not in whole, "what is not shown"
    expect(page.get_by_role("button", name="Läs upp sidan")).to_be_visible()


def test_it_stops_when_asked_and_when_the_page_is_left(tablet: Tablets, cast: dict[str, User]) -> None:
    page = opened(tablet, cast["Anna"], "/hjalp", SWEDISH)
    page.get_by_role("button", name="Läs upp sidan").click()
    expect(page.locator("html")).to_have_attribute("data-spoken", "1")
    page.get_by_role("button", name="Sluta läsa").click()
    page.evaluate("finish()")
    assert page.evaluate("[spoken.length, cancelled]") == [1, 1]
    page.get_by_role("button", name="Läs upp sidan").click()
    expect(page.locator("html")).to_have_attribute("data-spoken", "2")
    page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    assert page.evaluate("cancelled") == 2
    expect(page.get_by_role("button", name="Läs upp sidan")).to_be_visible()


def test_one_message_and_another_language(tablet: Tablets, cast: dict[str, User]) -> None:
    room = a_room(cast["Sofia"])
    [message] = say(room, cast["Greta"], "Bara de här orden")
    page = opened(tablet, cast["Anna"], f"/rum/{room.id}/meddelanden/{message.id}", SWEDISH)
    page.get_by_role("button", name="Läs upp", exact=True).click()
    assert read_to_the_end(page) == [["sv-SE", "Bara de här orden"]]
    settings = opened(tablet, cast["Anna"], "/utseende", SWEDISH, ENGLISH)
    settings.get_by_role("button", name="Läs upp sidan").click()
    assert ["en_GB", "English"] in read_to_the_end(settings)
