"""A screen that others come to: warned in time, kept by one tap or by use, and empty afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.accounts.models import SessionKind, UserSession
from app.core import clock
from app.core.db import rollback, session
from tests.people import settle
from tests.rooms.tables import a_room, say
from tests.support.chromium import Tablets
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in

pytestmark = pytest.mark.one_database
WARNING = "Är du kvar?"


@pytest.fixture
def shared(app: Flask, tablet: Tablets) -> Page:
    page = tablet(settle("Anna")["Anna"], kind=SessionKind.SHARED_TABLET)
    page.clock.install()
    page.goto("/hjalp")
    return page


def scroll(page: Page, to: int) -> None:
    """Comes back when the page knows of it: scrolling counts as use."""
    page.evaluate(
        """(to) => new Promise((done) => { addEventListener("scroll", done, {once: true}); scrollTo(0, to);
        if (!to) done(); })""",
        to,
    )


def test_only_screens_that_others_use_are_told(app: Flask, client: CheckingClient) -> None:
    cast = settle("Anna", "Sofia")
    sign_in(client, cast["Anna"])
    assert WARNING not in client.get("/om-mig").text
    sign_in(client, cast["Sofia"])
    assert WARNING in client.get("/om-mig").text


def test_staying_counts_as_use(app: Flask, client: CheckingClient) -> None:
    sign_in(client, settle("Sofia")["Sofia"])
    with clock.frozen(clock.now() + timedelta(minutes=20)):
        assert client.post("/stanna-kvar").get_json() == {"ok": True, "seconds": 30 * 60}
    with clock.frozen(clock.now() + timedelta(minutes=45)):
        assert client.get("/om-mig").status_code == 200


def test_nobody_stays_without_being_in(client: CheckingClient) -> None:
    answer = client.post("/stanna-kvar", headers={"Accept": "application/json"})
    assert answer.status_code == 401


@pytest.mark.browser
def test_one_tap_keeps_the_place(shared: Page) -> None:
    warning = shared.locator("#vila")
    scroll(shared, 900)
    shared.clock.fast_forward("12:50")
    expect(warning).to_be_hidden()
    shared.clock.fast_forward("00:20")
    expect(warning).to_contain_text(WARNING)
    expect(warning).to_be_in_viewport()
    expect(shared.locator("#vila-utrop")).to_contain_text(WARNING)
    shared.get_by_role("button", name="Jag är kvar").click()
    expect(warning).to_be_hidden()
    shared.clock.fast_forward("10:00")
    expect(warning).to_be_hidden()
    assert shared.url.endswith("/hjalp")


@pytest.mark.browser
@pytest.mark.parametrize("where", [0, 333, 700, 747, 1200, 5000])
def test_the_warning_is_where_the_eyes_are(app: Flask, tablet: Tablets, where: int) -> None:
    cast = settle("Anna", "Sofia")
    room = a_room(cast["Sofia"])
    say(room, cast["Sofia"], *(f"Rad {number}" for number in range(20)))
    page = tablet(cast["Anna"], kind=SessionKind.SHARED_TABLET)
    page.clock.install()
    page.goto(f"/rum/{room.id}")
    scroll(page, where)
    page.clock.fast_forward("13:05")
    expect(page.locator("#vila")).to_be_in_viewport(ratio=1)


@pytest.mark.browser
def test_who_reads_and_writes_is_not_asked(shared: Page) -> None:
    for _ in range(6):  # in steps so small that one answer may come late
        shared.clock.fast_forward("04:00")
        with shared.expect_response("**/stanna-kvar") as heard:
            shared.keyboard.press("Shift")
        assert heard.value.ok
    expect(shared.locator("#vila")).to_be_hidden()


@pytest.mark.browser
def test_a_server_that_stumbles_signs_nobody_out(shared: Page, tablet: Tablets) -> None:
    shared.route("**/stanna-kvar", lambda route: route.fulfill(status=503, json={"ok": False}))
    shared.clock.fast_forward("04:00")
    with shared.expect_response("**/stanna-kvar"):
        shared.keyboard.press("Shift")
    shared.clock.fast_forward("05:00")
    expect(shared.locator("#vila")).to_be_hidden()
    assert shared.url.endswith("/hjalp")
    tablet.problems.clear()


@pytest.mark.browser
def test_nothing_is_left_for_the_next_one(shared: Page) -> None:
    shared.clock.fast_forward("15:00")
    expect(shared.get_by_role("heading", level=1)).to_have_text("Du är utloggad")
    rollback()
    assert session.scalars(select(UserSession)).one().revoked_at is not None
    shared.go_back()
    expect(shared.get_by_text("Anna")).to_have_count(0)
