"""The whole afternoon in real Chromium: in with a card, a talk in the room, a seat at the soup lunch."""

from __future__ import annotations

from contextlib import suppress

import pytest
from flask import Flask
from playwright.sync_api import Page, TimeoutError as Impatient, expect

from tests.browser import afternoon
from tests.people import settle
from tests.rooms.tables import a_room
from tests.support.chromium import Tablets

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
def test_the_first_afternoon(app: Flask, tablet: Tablets, javascript: bool) -> None:
    cast = settle("Anna", "Bengt", "Marianne", "Sofia")
    a_room(cast["Sofia"], "Kaffebordet", is_open=False)
    codes = {name: afternoon.card_code(cast[name]) for name in ("Anna", "Bengt")}
    sofia, marianne = (tablet(cast[name], javascript=javascript) for name in ("Sofia", "Marianne"))
    anna, bengt = (tablet(javascript=javascript) for _ in range(2))

    afternoon.schedule_lunch(sofia)
    afternoon.open_room(marianne, "Kaffebordet")
    afternoon.walk_in(anna, codes["Anna"], "Anna", javascript=javascript)
    afternoon.walk_in(bengt, codes["Bengt"], "Bengt", javascript=javascript)

    talk(anna, bengt, javascript)
    give_up_the_seat(anna, bengt)


def talk(anna: Page, bengt: Page, javascript: bool) -> None:
    """Both sit down, and each reads what the other says."""
    afternoon.enter_room(anna, "Kaffebordet")
    afternoon.enter_room(bengt, "Kaffebordet")
    afternoon.say(anna, "Hej Bengt, ser du snön?")
    if not javascript:
        bengt.get_by_role("link", name="Visa nya meddelanden").click()
    expect(bengt.locator(".message", has_text="Hej Bengt, ser du snön?")).to_contain_text("Anna")
    afternoon.say(bengt, "Ja! Och en domherre.")
    if not javascript:
        anna.get_by_role("link", name="Visa nya meddelanden").click()
    expect(anna.locator(".message", has_text="en domherre")).to_contain_text("Bengt")


def give_up_the_seat(anna: Page, bengt: Page) -> None:
    """The only seat goes to Anna, then from Anna to Bengt, who waits for it."""
    afternoon.come(anna)
    afternoon.open_date(bengt)
    expect(bengt.locator("main")).to_contain_text("Fullt")
    bengt.get_by_role("button", name="Ställ mig på kö").click()
    expect(bengt.locator("h1")).to_have_text("Du står på kölistan")

    afternoon.open_date(anna)
    anna.get_by_role("button", name="Jag kan inte komma").click()
    expect(anna.locator("h1")).to_have_text("Du är avanmäld")
    bengt.goto("/")
    expect(bengt.locator("main")).to_contain_text("Sopplunch")
    afternoon.open_date(bengt)
    expect(bengt.locator("main")).to_contain_text("Du är anmäld")


def test_a_message_is_spoken_once(app: Flask, tablet: Tablets) -> None:
    cast = settle("Anna", "Bengt", "Sofia")
    room = a_room(cast["Sofia"])
    anna, bengt = tablet(cast["Anna"]), tablet(cast["Bengt"])
    for page in (anna, bengt):
        page.goto(f"/rum/{room.id}")
    status = bengt.locator("[role=status]")
    expect(status).to_be_empty()
    expect(bengt.locator("#samtal")).to_have_attribute("aria-live", "off")
    bengt.evaluate(
        """() => { window.spoken = [];
        new MutationObserver((all) => all.forEach((m) => m.addedNodes.forEach((n) => spoken.push(n.textContent))))
            .observe(document.querySelector('[role=status]'), {childList: true}); }"""
    )
    afternoon.say(anna, "Hej på dig!")
    expect(bengt.locator(".message", has_text="Hej på dig!")).to_be_visible()
    bengt.wait_for_timeout(500)
    assert bengt.evaluate("window.spoken") == ["Anna: Hej på dig!"]


def test_what_is_typed_survives_a_reload(app: Flask, tablet: Tablets) -> None:
    cast = settle("Anna", "Sofia")
    room = a_room(cast["Sofia"])
    anna = tablet(cast["Anna"])
    anna.goto(f"/rum/{room.id}")
    anna.get_by_label("Skriv").fill("Jag tänkte just säga")
    anna.reload()
    expect(anna.get_by_label("Skriv")).to_have_value("Jag tänkte just säga")


def test_a_message_written_while_the_line_is_down_arrives_once(app: Flask, tablet: Tablets) -> None:
    cast = settle("Anna", "Bengt", "Sofia")
    room = a_room(cast["Sofia"])
    anna, bengt = tablet(cast["Anna"]), tablet(cast["Bengt"])
    for page in (anna, bengt):
        page.goto(f"/rum/{room.id}")
    afternoon.say(anna, "Före avbrottet")
    anna.wait_for_timeout(1100)  # a second tap within a second is taken for a tremor
    anna.context.set_offline(True)
    anna.get_by_label("Skriv").fill("Under avbrottet")
    anna.get_by_role("button", name="Skicka", exact=True).click()
    afternoon.say(bengt, "Är du kvar, Anna?")
    anna.wait_for_timeout(1500)
    anna.context.set_offline(False)
    expect(anna.locator(".message", has_text="Är du kvar, Anna?")).to_have_count(1, timeout=45_000)
    with suppress(Impatient):  # it goes by itself, maybe just before the tap
        anna.get_by_role("button", name="Försök nu").first.click(timeout=2000)
    expect(bengt.locator(".message", has_text="Under avbrottet")).to_have_count(1, timeout=45_000)
    bengt.reload()
    expect(bengt.locator(".message", has_text="Under avbrottet")).to_have_count(1)
    tablet.problems.clear()  # the browser itself logs what it could not fetch while offline
