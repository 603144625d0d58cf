"""The form keeps its place on the screen whatever comes above it, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.people import settle
from tests.rooms.tables import a_room, say

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
LIVE = "[data-reload][hidden]"
TOPS = """() => ["[data-composer] textarea", "[data-composer] .button-main"].map(
    (part) => Math.round(document.querySelector(part).getBoundingClientRect().top))"""


@pytest.fixture
def cast(app):
    return settle("Anna", "Greta", "Marianne", "Sofia")


@pytest.fixture
def room(cast):
    return a_room(cast["Sofia"])


def at(tablet, person, room):
    page = tablet(person)
    page.goto(f"/rum/{room.id}")
    page.locator(LIVE).wait_for(state="attached")
    return page


def test_who_writes_keeps_the_field_where_it_is(tablet, cast, room):
    said = say(room, cast["Greta"], *(f"Rad {number}" for number in range(8)))
    anna, host = at(tablet, cast["Anna"], room), at(tablet, cast["Marianne"], room)
    anna.get_by_label("Skriv till bordet").fill("Medan jag skriver")
    anna.evaluate("document.querySelector('[data-composer] textarea').scrollIntoView({block: 'center'})")
    before = anna.evaluate(TOPS)
    for number in range(3):
        host.get_by_label("Skriv till bordet").fill(f"Ett långt svar nummer {number} " * 6)
        host.get_by_role("button", name="Skicka", exact=True).click()
        expect(anna.locator(f"#m{len(said) + number + 1}")).to_contain_text("Ett långt svar")
        assert anna.evaluate(TOPS) == pytest.approx(before, abs=2)
        host.wait_for_timeout(1000)  # a second tap within a second is not heard
    host.get_by_role("button", name="Stäng rummet").click()
    expect(anna.get_by_text("Rummet är stängt just nu.")).to_be_visible()
    anna.get_by_role("button", name="Skicka", exact=True).click()
    expect(anna.locator("[data-note]")).to_contain_text("Rummet är stängt")
    assert anna.evaluate(TOPS) == pytest.approx(before, abs=2)
    assert anna.evaluate("document.activeElement.tagName") in ("TEXTAREA", "BUTTON")
    host.get_by_role("button", name="Öppna igen").click()
    expect(anna.locator("[data-note]")).to_be_hidden()
    assert anna.evaluate(TOPS) == pytest.approx(before, abs=2)
    expect(anna.get_by_label("Skriv till bordet")).to_have_value("Medan jag skriver")


def test_who_reads_further_up_is_left_there_though_the_field_has_the_focus(tablet, cast, room):
    say(room, cast["Greta"], *(f"Rad {number}" for number in range(30)))
    anna = at(tablet, cast["Anna"], room)
    anna.get_by_label("Skriv till bordet").fill("Medan jag skriver")
    anna.evaluate("window.scrollTo(0, 0)")
    place = "document.getElementById('m5').getBoundingClientRect().top"
    before = anna.evaluate(place)
    say(room, cast["Greta"], "Långt ner")
    anna.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(anna.locator("[data-news=above] a")).to_have_text("1 nytt meddelande – visa")
    assert anna.evaluate(place) == before
