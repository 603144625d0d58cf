"""Everything can be done with Tab, Enter and Space, and one sees where one is."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser import afternoon
from tests.calendar.plans import lunch
from tests.people import settle
from tests.rooms.tables import a_room
from tests.support.chromium import Tablets

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
STOPS = 60


def tab_to(page: Page, words: str) -> None:
    """Press Tab until the focus is on the control with these words, and see that it is marked."""
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        here = page.evaluate(
            """() => { const e = document.activeElement;
            const label = e.labels && e.labels.length ? e.labels[0].textContent : '';
            return [e.textContent + label, getComputedStyle(e).outlineStyle, getComputedStyle(e).outlineWidth]; }"""
        )
        if words in here[0] and here[1:] != ["none", "0px"] and len(here[0]) < 200:
            assert here[1] != "none", f"{words!r} has focus and does not show it"
            return
    raise AssertionError(f"Tab never came to {words!r}")


def test_the_skip_link_comes_first(app: Flask, tablet: Tablets) -> None:
    page = tablet(settle("Anna")["Anna"])
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Till innehållet"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "innehall"


def test_in_with_the_card_talk_and_take_a_seat(app: Flask, tablet: Tablets) -> None:
    cast = settle("Anna", "Sofia")
    a_room(cast["Sofia"], "Kaffebordet")
    lunch(cast["Sofia"], starts_on=afternoon.clock.today() + afternoon.timedelta(days=1))
    page = tablet()
    page.goto(f"/kort#{afternoon.card_code(cast['Anna'])}")
    expect(page.locator("h1")).to_have_text("Hej, är du Anna?")
    tab_to(page, "Ja, logga in")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Anna!")
    tab_to(page, "Gå till Kaffebordet")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Kaffebordet")
    tab_to(page, "Skriv")
    page.keyboard.type("Hej från tangenterna")
    tab_to(page, "Skicka")
    page.keyboard.press("Enter")
    expect(page.locator(".message-mine", has_text="Hej från tangenterna")).to_have_count(1)
    page.goto("/kalender")
    tab_to(page, "Sopplunch")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Sopplunch")
    tab_to(page, "Jag kommer")
    page.keyboard.press("Space")
    expect(page.locator("h1")).to_have_text("Du är anmäld")


def test_one_tab_for_each_box_of_time(app: Flask, tablet: Tablets) -> None:
    cast = settle("Marianne", "Sofia")
    page = tablet(cast["Marianne"])
    page.goto(f"/rum/{a_room(cast['Sofia'], is_open=False).id}/oppettider")
    page.locator("#weekday").focus()
    for here in ("opens_at", "closes_at"):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == here
        page.keyboard.type("14.30")
        assert page.locator(f"#{here}").input_value() == "14.30"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "BUTTON"
