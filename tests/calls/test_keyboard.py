"""The phone hour by Tab, Enter and Space, in real Chromium, and its pages at every width."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.accounts.models import User
from app.calendar.models import Occurrence
from tests.browser.test_keyboard import tab_to
from tests.calls.waiting import a_lunch, reached_by_phone, states, told_to_ring
from tests.people import settle
from tests.support import axe
from tests.support.chromium import Tablets

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
PICTURES = os.environ.get("SAMVARO_TEST_PICTURES")  # a folder: the pages are kept there to be looked at


@pytest.fixture(autouse=True)
def standing_clock() -> None:
    """The server is another process and its clock goes."""


@pytest.fixture
def cast(app: Flask) -> dict[str, User]:
    return settle()


def wait_for_a_call(cast: dict[str, User], *names: str) -> Occurrence:
    people = [cast[name] for name in names]
    row = a_lunch(cast["Sofia"], *people)
    reached_by_phone(*people)
    told_to_ring()
    return row


def press(page: Page, words: str, heading: str, *, key: str = "Enter") -> None:
    tab_to(page, words)
    page.keyboard.press(key)
    expect(page.locator("h1")).to_have_text(heading)


def keep(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def fits(page: Page) -> bool:
    return bool(
        page.evaluate("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    )


def test_three_calls_by_keyboard(cast: dict[str, User], tablet: Tablets) -> None:
    wait_for_a_call(cast, "Anna", "Bengt", "Greta")
    page = tablet(cast["Sofia"])
    page.goto("/personal/ringtimme")
    press(page, "Ring nästa", "Ring Anna Solhäll")
    press(page, "Har svarat", "Ring Bengt Granlycka", key="Space")
    expect(page.locator(".over-line")).to_have_text("Samtal 2 av 3")
    keep(page, "second")
    press(page, "Ångra", "Ring Anna Solhäll")
    press(page, "Svarar inte", "Ring Bengt Granlycka")
    press(page, "Vill inte bli uppringd", "Bengt Granlycka vill inte bli uppringd")
    keep(page, "other-way")
    press(page, "Spara och ring nästa", "Ring Greta Kvistlund")
    press(page, "Har svarat", "Ringtimme")
    expect(page.locator("#i-dag + ul")).to_contain_text("Har svarat: 1")
    keep(page, "summary")
    assert states() == {"Anna": "waiting", "Bengt": "waiting", "Greta": "sent"}


@pytest.mark.parametrize(("width", "size"), [(320, 24), (810, 24), (810, 36)])
def test_pages_fit(cast: dict[str, User], tablet: Tablets, width: int, size: int) -> None:
    row = wait_for_a_call(cast, "Anna", "Bengt", "Greta", "Amir", "Karin")
    cast["Sofia"].text_size = size
    page = tablet(cast["Sofia"], viewport={"width": width, "height": 900})
    page.goto("/personal/ringtimme")
    assert fits(page)
    assert axe.violations(page) == []
    keep(page, f"list-{width}-{size}")
    page.get_by_role("button", name="Ring nästa").click()
    expect(page.locator(".call-number")).to_be_visible()
    for path in (
        page.url, f"{page.url}/annat-satt", "/personal/ringtimme/ringlista", f"/personal/aktiviteter/datum/{row.id}",
        f"/personal/aktiviteter/{row.activity_id}/andra",
    ):  # fmt: skip
        page.goto(path)
        assert fits(page), path
        if "ringtimme" in path:
            assert axe.violations(page) == [], path
        keep(page, f"{path.rpartition('/')[2]}-{width}-{size}")


def test_four_on_one_sheet(cast: dict[str, User], tablet: Tablets, tmp_path: Path) -> None:
    wait_for_a_call(cast, "Anna", "Bengt", "Greta", "Amir", "Karin")
    page = tablet(cast["Sofia"])
    page.goto("/personal/ringtimme/ringlista")
    paper = Path(PICTURES or tmp_path) / "sheet.pdf"
    page.pdf(path=paper, prefer_css_page_size=True)
    assert paper.read_bytes().count(b"/Type /Page\n") == 1
    page.emulate_media(media="print")
    assert page.locator(".call-boxes").first.is_visible()
    assert not page.locator(".foot").is_visible()
