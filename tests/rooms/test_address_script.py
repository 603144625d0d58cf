"""Writing to one person at the table, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.people import settle
from tests.rooms.tables import a_room, say


@pytest.fixture
def cast(app):
    return settle("Anna", "Greta", "Bengt", "Marianne", "Sofia")


@pytest.fixture
def room(cast):
    return a_room(cast["Sofia"], invited=(cast["Anna"], cast["Greta"], cast["Marianne"]))


def sit(tablet, room, person, **options):
    page = tablet(person, **options)
    page.goto(f"/rum/{room.id}")
    if options.get("javascript", True):
        page.locator("[data-reload][hidden]").wait_for(state="attached")
    return page


@pytest.mark.browser
@pytest.mark.one_database
def test_two_write_to_each_other(tablet, cast, room):
    say(room, cast["Greta"], "Hej på er")
    anna, greta = sit(tablet, room, cast["Anna"]), sit(tablet, room, cast["Greta"])
    box, to = anna.get_by_label("Skriv till bordet"), anna.locator("#till-vem")
    expect(to).to_be_hidden()
    box.fill("Hur mår du?")
    anna.locator("#samtal .figure-button").click()
    expect(to).to_have_text("Till Greta")
    expect(box).to_be_focused()
    anna.get_by_role("button", name="Skriv till alla igen").click()
    expect(to).to_be_hidden()
    anna.locator("[data-here]").get_by_role("button", name="Skriv till Greta").click()
    anna.reload()
    expect(to).to_have_text("Till Greta")
    expect(box).to_have_value("Hur mår du?")
    anna.locator("[data-reload][hidden]").wait_for(state="attached")
    anna.get_by_role("button", name="Skicka", exact=True).click()
    expect(greta.locator("#m2.message-to-me .message-to")).to_have_text("Till dig")
    expect(anna.locator("#m2 .message-to")).to_have_text("Till Greta")
    expect(to).to_be_hidden()
    greta.locator("#m2 .figure-button").click()
    expect(greta.locator("#till-vem")).to_have_text("Till Anna")
    greta.get_by_role("button", name="Tack!").click()
    expect(anna.locator("#m3")).to_contain_text("Till dig")
    expect(greta.locator("#till-vem")).to_be_hidden()


@pytest.mark.browser
@pytest.mark.one_database
def test_without_a_script_nothing_written_is_lost(tablet, cast, room):
    say(room, cast["Greta"], "Hej på er")
    anna = sit(tablet, room, cast["Anna"], javascript=False)
    box = anna.get_by_label("Skriv till bordet")
    box.fill("Jag tänkte just\nfråga")
    anna.locator("#samtal .figure-button").click()
    expect(anna.locator("#till-vem")).to_have_text("Till Greta")
    expect(box).to_have_value("Jag tänkte just\nfråga")
    anna.get_by_role("button", name="God morgon!").click()
    expect(anna.locator("#m2")).to_contain_text("God morgon!")
    expect(anna.locator("#m2")).to_contain_text("Till Greta")
    expect(anna.locator("[data-note]")).to_have_text("Skickat.")
    expect(box).to_have_value("Jag tänkte just\nfråga")
    anna.get_by_role("button", name="Fler hälsningar och bilder").click()
    anna.get_by_role("button", name="En blomma till er").click()
    expect(box).to_have_value("Jag tänkte just\nfråga")
    anna.get_by_role("button", name="Skicka", exact=True).click()
    expect(anna.locator("#m4 .message-to")).to_have_text("Till Greta")
    expect(box).to_have_value("")
