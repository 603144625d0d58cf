"""Order at the table in a real browser: what the page says, and that it comes and goes by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from app.core import clock
from app.core.db import commit, session
from app.rooms.order_models import Sanction, SanctionKind
from tests.people import settle
from tests.rooms.tables import a_room, say

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
LIVE = "[data-reload][hidden]"


@pytest.fixture
def cast(app):
    return settle("Anna", "Greta", "Marianne", "Sofia")


@pytest.fixture
def room(cast):
    return a_room(cast["Sofia"])


@pytest.fixture
def sit(tablet, room):
    def open_room(person, **options):
        page = tablet(person, **options)
        page.goto(f"/rum/{room.id}")
        if options.get("javascript", True):
            page.locator(LIVE).wait_for(state="attached")
        return page

    return open_room


def decide(host, name, choice, button):
    host.locator("[data-here]").get_by_role("link", name=name).click()
    host.get_by_role("link", name=choice).click()
    host.get_by_label("Tonen blev för hård").check()
    host.get_by_role("button", name=button).click()


def test_a_pause_takes_the_form_and_gives_it_back_with_the_words(sit, cast, room):
    anna, host = sit(cast["Anna"]), sit(cast["Marianne"])
    box, panel = anna.get_by_label("Skriv till bordet"), anna.locator("[data-paused]")
    box.fill("Jag tänkte just")
    decide(host, "Anna", "Be Anna ta en paus", "Ge paus")
    expect(panel).to_contain_text("Du har paus från att skriva här till")
    expect(panel).to_contain_text("Tonen blev för hård vid bordet.")
    expect(anna.locator("#utrop")).to_contain_text("Du har paus")
    expect(box).to_be_hidden()
    anna.reload()
    expect(panel).to_be_visible()
    expect(box).to_be_hidden()
    say(room, cast["Greta"], "Vi pratar vidare")
    anna.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(anna.locator("#m1")).to_contain_text("Vi pratar vidare")
    session.execute(update(Sanction).values(reason="other"))
    commit()
    anna.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(panel).to_contain_text("Det behövs lugn vid bordet.")
    host.get_by_role("button", name="Ångra").click()
    expect(box).to_have_value("Jag tänkte just")
    expect(panel).to_be_hidden()
    expect(anna.locator("#utrop")).to_contain_text("Pausen är slut. Du kan skriva igen.")


def test_the_form_comes_back_when_the_pause_ends_by_itself(sit, cast, room, tablet):
    anna = sit(cast["Anna"])
    made = Sanction(room_id=room.id, user_id=cast["Anna"].id, reason="turns", created_by_id=cast["Sofia"].id)
    made.kind, made.until = SanctionKind.PAUSE, clock.now() + timedelta(seconds=3)
    session.add(made)
    commit()
    anna.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(anna.locator("[data-paused]")).to_be_visible()
    anna.context.set_offline(True)
    expect(anna.get_by_label("Skriv till bordet")).to_be_visible()
    tablet.problems = [problem for problem in tablet.problems if "DISCONNECTED" not in problem]


def test_who_is_removed_is_led_to_a_page_that_tells_why(sit, cast, room, tablet):
    anna, other, host = sit(cast["Anna"]), sit(cast["Anna"]), sit(cast["Sofia"])
    anna.get_by_label("Skriv till bordet").fill("Jag tänkte just")
    decide(host, "Anna", "Ta bort Anna från rummet", "Ta bort Anna")
    for page in (anna, other):
        expect(page.get_by_role("heading", level=1)).to_have_text("Du är inte med i Kaffebordet just nu")
        expect(page.locator("main")).to_contain_text("Tonen blev för hård vid bordet.")
    host.get_by_role("button", name="Ångra").click()
    anna.goto(f"/rum/{room.id}")
    expect(anna.get_by_label("Skriv till bordet")).to_have_value("Jag tänkte just")
    tablet.problems = [problem for problem in tablet.problems if "403" not in problem]


def test_a_report_disappears_on_every_tablet_of_the_reporter_alone(sit, cast, room):
    [said] = say(room, cast["Greta"], "Skicka koden till mig")
    anna, borrowed, greta = sit(cast["Anna"]), sit(cast["Anna"], javascript=False), sit(cast["Greta"])
    borrowed.goto(f"/rum/{room.id}/meddelanden/{said.id}")
    borrowed.get_by_role("button", name="Rapportera").click()
    expect(borrowed.get_by_text("Tack. Du ser inte meddelandet längre.")).to_be_visible()
    expect(anna.locator("#m1")).to_have_text("Du har rapporterat ett meddelande. Du ser det inte längre.")
    expect(anna.locator("#utrop")).to_be_empty()
    expect(greta.locator("#m1")).to_contain_text("Skicka koden till mig")
    borrowed.get_by_role("button", name="Ångra").click()
    expect(anna.locator("#m1")).to_contain_text("Skicka koden till mig")
    expect(greta.locator("#m1")).to_contain_text("Skicka koden till mig")
