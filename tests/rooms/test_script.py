"""The page's script in a real browser: rules of the chat that only a browser can show."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from app.accounts import sessions
from app.core.db import commit, rollback, session
from app.rooms import services
from app.rooms.models import Message
from tests.people import settle
from tests.rooms.tables import a_room, say

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
LIVE = "[data-reload][hidden]"  # the link for those without a line is put away once the line is there


@pytest.fixture
def cast(app):
    return settle("Anna", "Greta", "Marianne", "Sofia")


@pytest.fixture
def room(cast):
    return a_room(cast["Sofia"])


@pytest.fixture
def sit(tablet, room):
    def open_room(person):
        page = tablet(person)
        page.goto(f"/rum/{room.id}")
        page.locator(LIVE).wait_for(state="attached")
        return page

    return open_room


def write(page, words):
    page.get_by_label("Skriv till bordet").fill(words)
    page.get_by_role("button", name="Skicka", exact=True).click()


def test_two_talk_and_each_message_is_spoken_once(sit, cast):
    anna, greta = sit(cast["Anna"]), sit(cast["Greta"])
    spoken = greta.evaluate_handle(
        """() => { const said = []; new MutationObserver((list) => list.forEach((one) => one.addedNodes.forEach(
        (node) => said.push(node.textContent)))).observe(document.getElementById("utrop"), {childList: true});
        return said; }"""
    )
    write(anna, "Hej på dig!\nHur mår du?")
    line = greta.locator("ol.messages .message").last
    expect(line).to_contain_text("Hej på dig!")
    expect(line).to_contain_text("Anna")
    expect(anna.locator(".message-mine")).to_contain_text("Du")
    expect(anna.get_by_label("Skriv till bordet")).to_have_value("")
    assert spoken.evaluate("said => said") == ["Anna: Hej på dig!\nHur mår du?"]
    greta.get_by_role("link", name="Ta bort eller rapportera ett meddelande").click()
    greta.get_by_role("link", name="Meddelande 1").click()
    expect(greta.get_by_role("heading", level=1)).to_have_text("Meddelande 1 från Anna")
    greta.go_back()
    greta.go_back()
    greta.reload()
    expect(greta.locator("ol.messages .message")).to_have_count(1)


def test_many_at_once_are_summed_up(sit, cast, room):
    anna, greta = sit(cast["Anna"]), sit(cast["Greta"])
    for number in range(3):
        write(anna, f"Rad {number}")
        expect(anna.get_by_label("Skriv till bordet")).to_have_value("")
        anna.wait_for_timeout(1000)
    expect(greta.locator("#utrop")).to_contain_text("2 nya meddelanden. Senast Anna: Rad 2")
    expect(greta.locator("ol.messages .message")).to_have_count(3)


def test_a_reader_further_up_is_not_moved(sit, cast, room):
    say(room, cast["Marianne"], *(f"Rad {number}" for number in range(30)))
    greta, anna = sit(cast["Greta"]), sit(cast["Anna"])
    before = greta.evaluate("[scrollY, document.activeElement.tagName]")
    write(anna, "Långt ner")
    link = greta.locator("[data-news=above] a")
    expect(link).to_have_text("1 nytt meddelande – visa")
    assert greta.evaluate("[scrollY, document.activeElement.tagName]") == before
    link.click()
    expect(greta.locator("ol.messages .message").last).to_be_in_viewport()
    assert greta.evaluate("document.activeElement.id") == "m31"


def test_what_is_not_acknowledged_stays_and_goes_later_once(sit, cast, room):
    anna = sit(cast["Anna"])
    anna.context.set_offline(True)
    anna.evaluate("window.dispatchEvent(new Event('offline'))")
    write(anna, "Kommer jag fram?")
    unsent = anna.locator(".message-unsent")
    expect(unsent.get_by_text("Skickas när nätet är tillbaka.")).to_be_visible(timeout=12_000)
    expect(unsent.get_by_role("button")).to_have_text("Försök nu")
    anna.context.set_offline(False)
    anna.reload()
    expect(anna.locator(".message-mine:not(.message-unsent)")).to_contain_text("Kommer jag fram?")
    expect(unsent).to_have_count(0)
    rollback()
    assert session.scalar(select(func.count(Message.id))) == 1


def test_a_draft_outlives_the_page_but_not_the_person(sit, cast, room, tablet):
    anna = sit(cast["Anna"])
    anna.get_by_label("Skriv till bordet").fill("Jag tänkte just")
    anna.reload()
    expect(anna.get_by_label("Skriv till bordet")).to_have_value("Jag tänkte just")
    greta = tablet(cast["Greta"])
    cookies = greta.context.cookies()
    anna.context.add_cookies(cookies)
    anna.goto(f"/rum/{room.id}")
    expect(anna.get_by_label("Skriv till bordet")).to_have_value("")
    assert "tänkte" not in anna.evaluate("JSON.stringify(localStorage)")


def test_the_room_closes_under_a_writer_without_taking_the_words(sit, cast, room):
    anna, host = sit(cast["Anna"]), sit(cast["Marianne"])
    anna.get_by_label("Skriv till bordet").fill("Jag hinner nog")
    host.get_by_role("button", name="Stäng rummet").click()
    expect(anna.get_by_text("Rummet är stängt just nu.")).to_be_visible()
    anna.get_by_role("button", name="Skicka", exact=True).click()
    expect(anna.locator("[data-note]")).to_contain_text("Rummet är stängt")
    expect(anna.get_by_label("Skriv till bordet")).to_have_value("Jag hinner nog")


def test_what_was_in_the_way_is_not_said_when_it_is_gone(sit, cast, room):
    anna, host = sit(cast["Anna"]), sit(cast["Marianne"])
    anna.get_by_label("Skriv till bordet").fill("Jag hinner nog")
    host.get_by_role("button", name="Stäng rummet").click()
    expect(anna.get_by_text("Rummet är stängt just nu.")).to_be_visible()
    anna.get_by_role("button", name="Skicka", exact=True).click()
    expect(anna.locator("[data-note]")).to_be_visible()
    host.get_by_role("button", name="Öppna igen").click()
    expect(anna.locator("[data-note]")).to_be_hidden()
    expect(anna.locator("[data-host]")).to_have_text("Öppet nu. Marianne är värd.")
    expect(anna.get_by_label("Skriv till bordet")).to_have_value("Jag hinner nog")
    host.close()
    expect(anna.locator("[data-host]")).to_have_text("Öppet nu.")


@pytest.mark.parametrize("length", [2001, 100_000])
def test_a_text_that_is_too_long_stays_in_the_box(sit, cast, length):
    anna = sit(cast["Anna"])
    anna.get_by_label("Skriv till bordet").fill("å" * length)
    anna.get_by_role("button", name="Skicka", exact=True).click()
    expect(anna.locator("[data-note]")).to_contain_text("för lång")
    assert anna.get_by_label("Skriv till bordet").input_value() == "å" * length
    anna.wait_for_timeout(1000)  # a second tap within a second is not heard
    write(anna, "Kortare")
    expect(anna.locator(".message-mine")).to_contain_text("Kortare")
    expect(anna.locator("[data-note]")).to_be_hidden()


def test_a_session_that_is_ended_leaves_nothing_on_the_screen(sit, cast, room):
    say(room, cast["Marianne"], "Bara för bordet")
    anna = sit(cast["Anna"])
    anna.get_by_label("Skriv till bordet").fill("Jag tänkte just")
    sessions.revoke_all_of(cast["Anna"], actor=cast["Sofia"], reason="test")
    commit()
    expect(anna.get_by_text("Visa ditt kort först.")).to_be_visible()
    expect(anna.get_by_text("Bara för bordet")).to_have_count(0)


def test_taken_back_and_hidden_are_told_apart(sit, cast, room):
    said = say(room, cast["Anna"], "Ett", "Två")
    greta = sit(cast["Greta"])
    services.hide_message(said[0], actor=cast["Anna"], reason="own")
    services.hide_message(said[1], actor=cast["Marianne"], reason="unkind")
    commit()
    for _ in ("live or by catching up", "read anew"):
        greta.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        expect(greta.locator("#m1")).to_have_text("Anna har tagit bort sitt meddelande.")
        expect(greta.locator("#m2")).to_have_text("Marianne har dolt ett meddelande.")
        greta.reload()


def test_news_do_not_move_what_is_read(sit, cast, room):
    say(room, cast["Marianne"], *(f"Rad {number}" for number in range(30)))
    greta, anna = sit(cast["Greta"]), sit(cast["Anna"])
    place = "document.getElementById('samtal').getBoundingClientRect().top"
    before = greta.evaluate(place)
    write(anna, "Nytt")
    expect(greta.locator("[data-news=above] a")).to_have_text("1 nytt meddelande – visa")
    assert greta.evaluate(place) == before
    greta.locator("[data-news=above] a").click()
    expect(greta.locator("[data-news=above] a")).to_have_text("Till det senaste")


def test_who_comes_and_goes_is_seen_but_not_spoken(sit, cast):
    anna = sit(cast["Anna"])
    greta = sit(cast["Greta"])
    expect(anna.locator("[data-here]")).to_contain_text("Greta")
    expect(anna.locator(".chair-taken")).to_have_count(2)
    greta.close()
    expect(anna.locator("[data-here]")).not_to_contain_text("Greta")
    expect(anna.locator(".chair-taken")).to_have_count(1)
    expect(anna.locator("#utrop")).to_be_empty()


def test_without_a_script_the_form_posts(tablet, cast, room):
    page = tablet(cast["Anna"], javascript=False)
    page.goto(f"/rum/{room.id}")
    write(page, "Utan skript")
    expect(page.locator("[data-note]")).to_contain_text("Skickat.")
    expect(page.locator(".message-mine")).to_contain_text("Utan skript")
    page.get_by_role("link", name="Visa nya meddelanden").click()
    expect(page.locator(".message-mine")).to_have_count(1)
