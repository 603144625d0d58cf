"""Hosts who come and go, on the live pages of others and on pages without a script."""

from __future__ import annotations

from datetime import time, timedelta
from time import sleep

import pytest
from playwright.sync_api import expect
from sqlalchemy import delete, update

from app.core import clock
from app.core.db import commit, session
from app.rooms import hour_editing, keeping
from app.rooms.hosting import EMPTY, PATIENCE
from app.rooms.models import Presence, Room
from tests.people import settle
from tests.rooms.tables import a_room

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
LIVE = "[data-reload][hidden]"
SOON = 20_000  # milliseconds; the server looks every three seconds


@pytest.fixture
def cast(app):
    return settle("Anna", "Greta", "Marianne", "Sofia")


@pytest.fixture
def room(cast):
    """Open all day and all week, as soon as a host is there."""
    made = a_room(cast["Sofia"], is_open=False)
    for weekday in range(7):
        hour_editing.add_hours(
            made, weekday=weekday, opens_at=time(0), closes_at=time(23, 59, 59), actor=cast["Sofia"]
        )
    commit()
    return made


def at(tablet, person, room, **options):
    page = tablet(person, **options)
    page.goto(f"/rum/{room.id}")
    if options.get("javascript", True):
        page.locator(LIVE).wait_for(state="attached")
    return page


def pass_time(room, **longer):
    """What was noted is that much longer ago."""
    session.rollback()
    row = session.get_one(Room, room.id)
    session.execute(
        update(Room)
        .where(Room.id == room.id)
        .values({name: getattr(row, name) - span for name, span in longer.items()})
    )
    commit()


def until(room, fits):
    """Wait for what the server itself does within seconds."""

    def look():
        session.rollback()
        return fits(session.get_one(Room, room.id, populate_existing=True))

    deadline = clock.now() + timedelta(milliseconds=SOON)
    while not look():
        assert clock.now() < deadline
        sleep(0.05)


def leaves(host, room):
    """The host goes to another page, and after a while that is known."""
    host.goto("/")
    until(room, lambda row: row.host_left_at)
    pass_time(room, host_left_at=PATIENCE)


def all_have_left(anna, room):
    session.execute(delete(Presence).where(Presence.place == ""))  # pages without a script take 90 s
    commit()
    anna.goto("/rum")
    until(room, lambda row: row.closes_at)
    pass_time(room, closes_at=EMPTY)
    until(room, lambda row: not row.is_open)


def leads_to(link, place):
    assert link.bounding_box()["height"] >= 60
    link.click()
    expect(place).to_be_in_viewport()


def test_it_opens_goes_on_without_the_host_and_closes(tablet, cast, room):
    anna = at(tablet, cast["Anna"], room)
    box, rules = anna.get_by_label("Skriv till bordet"), anna.locator("[data-talk-on]")
    expect(anna.locator("[data-closed-words]").first).to_have_text("Öppnar så snart en värd är här.")
    host = at(tablet, cast["Marianne"], room)
    expect(anna.locator("[data-host]")).to_have_text("Öppet nu. Marianne är värd.")
    box.fill("Medan jag skriver")
    leaves(host, room)
    expect(rules).to_contain_text("Värden har gått. Ni kan prata vidare.", timeout=SOON)
    expect(rules).to_contain_text("Var snälla mot varandra.")
    expect(anna.locator("#utrop")).to_contain_text("Värden har gått.")
    expect(anna.locator("[data-host]")).to_have_text("Öppet nu. Ingen värd är här just nu.")
    leads_to(anna.locator("[data-host]").get_by_role("link"), rules)
    plain = at(tablet, cast["Greta"], room, javascript=False)
    expect(plain.locator("[data-host] a")).to_have_attribute("href", "#prata-vidare")
    expect(plain.locator("[data-talk-on]")).to_contain_text("Värden har gått. Ni kan prata vidare.")
    host.goto(f"/rum/{room.id}")
    host.locator(LIVE).wait_for(state="attached")
    expect(rules).to_be_hidden()
    leaves(host, room)
    expect(rules).to_be_visible(timeout=SOON)
    anna.get_by_role("button", name="Skicka", exact=True).click()
    expect(anna.locator(".message-mine")).to_contain_text("Medan jag skriver")
    all_have_left(anna, room)
    anna.reload()
    expect(anna.get_by_role("link", name="Kaffebordet")).to_contain_text("Öppnar så snart en värd är här.")


def test_the_practice_room_answers_the_first_message_once(tablet, cast):
    room = keeping.create_room(name="Övningsbordet", is_practice=True, actor=cast["Sofia"])
    commit()
    greta, anna = at(tablet, cast["Greta"], room), at(tablet, cast["Anna"], room)
    anna.get_by_label("Skriv till bordet").fill("Hör ni mig?")
    anna.get_by_role("button", name="Skicka", exact=True).click()
    for page in (anna, greta):
        answer = page.locator(".message", has_text="ditt meddelande kom fram")
        expect(answer).to_have_count(1)
        expect(answer).to_contain_text("Till dig" if page is anna else "Till Anna")
        expect(answer.get_by_role("button", include_hidden=True)).to_have_count(0)
        expect(page.locator("[data-here]")).not_to_contain_text("Samvaro")
    plain = at(tablet, cast["Marianne"], room, javascript=False)
    plain.get_by_label("Skriv till bordet").fill("Utan skript")
    plain.get_by_role("button", name="Skicka", exact=True).click()
    expect(plain.locator(".message", has_text="ditt meddelande kom fram")).to_have_count(2)
