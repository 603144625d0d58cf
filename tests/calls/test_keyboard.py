"""The phone hour by Tab, Enter and Space, in real Chromium, and its pages at every width."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.accounts.models import User
from tests.browser.test_keyboard import tab_to
from tests.calls.waiting import a_lunch, reached_by_phone, states, told_to_ring
from tests.people import settle
from tests.support.chromium import Tablets

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
PICTURES = os.environ.get("SAMVARO_TEST_PICTURES")  # a folder: the pages are kept there to be looked at


@pytest.fixture(autouse=True)
def standing_clock() -> None:
    """The server is another process and its clock goes."""


@pytest.fixture
def cast(app: Flask) -> dict[str, User]:
    return settle()


def keep(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def fits(page: Page) -> bool:
    return bool(
        page.evaluate("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    )


def test_three_calls_by_keyboard(cast: dict[str, User], tablet: Tablets) -> None:
    people = [cast[name] for name in ("Anna", "Bengt", "Greta")]
    a_lunch(cast["Sofia"], *people)
    reached_by_phone(*people)
    told_to_ring()
    page = tablet(cast["Sofia"])
    page.goto("/personal/ringtimme")
    keep(page, "index")
    tab_to(page, "Ring nästa")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Ring Anna Solhäll")
    keep(page, "call")
    tab_to(page, "Har svarat")
    page.keyboard.press("Space")
    expect(page.locator("h1")).to_have_text("Ring Bengt Granlycka")
    expect(page.locator(".over-line")).to_have_text("Samtal 2 av 3")
    keep(page, "second")
    tab_to(page, "Ångra")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Ring Anna Solhäll")
    tab_to(page, "Svarar inte")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Ring Bengt Granlycka")
    tab_to(page, "Vill inte bli uppringd")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Bengt Granlycka vill inte bli uppringd")
    keep(page, "other-way")
    tab_to(page, "Spara och ring nästa")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Ring Greta Kvistlund")
    tab_to(page, "Har svarat")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Ringtimme")
    expect(page.locator("#i-dag + ul")).to_contain_text("Har svarat: 1")
    keep(page, "summary")
    assert states() == {"Anna": "waiting", "Bengt": "waiting", "Greta": "sent"}


@pytest.mark.parametrize(("width", "size"), [(320, 24), (810, 24), (810, 36)])
def test_pages_fit(cast: dict[str, User], tablet: Tablets, width: int, size: int) -> None:
    people = [cast[name] for name in ("Anna", "Bengt", "Greta", "Amir", "Karin")]
    row = a_lunch(cast["Sofia"], *people)
    reached_by_phone(*people)
    told_to_ring()
    cast["Sofia"].text_size = size
    page = tablet(cast["Sofia"], viewport={"width": width, "height": 900})
    for path, name in (("", "list"), ("/ringlista", "sheet")):
        page.goto(f"/personal/ringtimme{path}")
        assert fits(page), path
        keep(page, f"{name}-{width}-{size}")
    page.emulate_media(media="print")
    keep(page, f"print-{width}-{size}")
    if PICTURES:
        page.pdf(path=Path(PICTURES) / "sheet.pdf", prefer_css_page_size=True)
    page.emulate_media(media="screen")
    page.goto("/personal/ringtimme")
    page.get_by_role("button", name="Ring nästa").click()
    assert fits(page)
    keep(page, f"call-{width}-{size}")
    page.goto(f"/personal/aktiviteter/datum/{row.id}")
    assert fits(page)
    keep(page, f"date-{width}-{size}")
    anna = tablet(cast["Anna"], viewport={"width": width, "height": 900})
    anna.goto(f"/kalender/{row.id}")
    keep(anna, f"member-{width}-{size}")
    page.goto(f"/personal/aktiviteter/{row.activity_id}/andra")
    assert fits(page)
    keep(page, f"form-{width}-{size}")
