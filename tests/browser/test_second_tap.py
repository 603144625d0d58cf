"""A finger that trembles taps twice: the second tap must not press what the next page has put under it."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.people import settle
from tests.support.chromium import Tablets

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
# Two pages with a link at the same place: home's way to the settings, and every other page's way home.
LINK = ".top .link-row"


def tap(page: Page, wait: int) -> str:
    box = page.locator(LINK).bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    with page.expect_navigation():
        page.mouse.click(x, y)
    page.wait_for_timeout(wait)
    page.mouse.click(x, y)
    page.wait_for_timeout(400)
    return page.url.rpartition("/")[2]


def test_at_once_it_is_not_heard(app: Flask, tablet: Tablets) -> None:
    page = tablet(settle("Anna")["Anna"], trembling=True)
    page.goto("/")
    assert tap(page, 100) == "utseende"


def test_a_tap_that_is_meant_is_heard(app: Flask, tablet: Tablets) -> None:
    page = tablet(settle("Anna")["Anna"], trembling=True)
    page.goto("/")
    assert tap(page, 1500) == ""
