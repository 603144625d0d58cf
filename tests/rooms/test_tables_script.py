"""A changed seat on a live page, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.core.db import commit
from app.rooms import seats
from tests.people import extra, settle
from tests.rooms.tables import a_room, leave_seat

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


def test_who_is_moved_comes_to_the_other_table_with_the_draft(app, tablet):
    cast, guests = settle("Anna", "Greta", "Marianne", "Sofia"), extra(6)
    room = a_room(cast["Sofia"])
    for person in (*guests, cast["Greta"]):
        seats.sit_down(room, person)
        commit()
    anna = tablet(cast["Anna"])
    anna.goto(f"/rum/{room.id}")
    expect(anna.locator("[data-table]")).to_have_text("Bord 1 är fullt. Du sitter nu vid bord 2 med Greta.")
    anna.locator("[data-reload][hidden]").wait_for(state="attached")
    anna.get_by_label("Skriv till bordet").fill("Halva min mening")
    for guest in guests[:3]:
        leave_seat(room.id, guest.id)
        commit()
    host = tablet(cast["Marianne"])
    host.goto(f"/rum/{room.id}/bord")
    host.get_by_role("button", name="Flytta Anna till bord 1").click()
    expect(host.get_by_text("Anna sitter nu vid bord 1.")).to_be_visible()
    expect(anna.locator("[data-table]")).to_contain_text("Du sitter nu vid bord 1 med")
    assert f"/rum/{room.id}?bytt=1" in anna.url
    expect(anna.get_by_label("Skriv till bordet")).to_have_value("Halva min mening")
    anna.get_by_role("button", name="Skicka", exact=True).click()
    expect(anna.locator(".message-mine")).to_contain_text("Halva min mening")


def test_who_sits_at_the_other_tables_is_told_while_it_changes(app, tablet):
    cast, guests = settle("Anna", "Bengt", "Sofia"), extra(5)
    room = a_room(cast["Sofia"])
    for person in guests:
        seats.sit_down(room, person)
        commit()
    anna = tablet(cast["Anna"])
    anna.goto(f"/rum/{room.id}")
    anna.locator("[data-reload][hidden]").wait_for(state="attached")
    expect(anna.locator("[data-tables]")).to_be_empty()
    bengt = tablet(cast["Bengt"])
    bengt.goto(f"/rum/{room.id}")
    expect(anna.locator("[data-tables]")).to_contain_text("Vid bord 2 sitter Bengt.")
    bengt.locator("[data-reload][hidden]").wait_for(state="attached")
    bengt.close()
    expect(anna.locator("[data-tables]")).to_be_empty()
