"""Pressed twice by mistake: where the button was, no button of the next page takes it back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import FloatRect, Locator

from app.accounts.models import User
from app.calendar import dates, seats
from app.calendar.models import Occurrence, Serves
from app.core.db import commit
from tests.calendar.plans import lunch
from tests.people import settle
from tests.support.chromium import Tablets

pytestmark = [pytest.mark.browser, pytest.mark.one_database]

WINDOWS = [(810, 1080), (768, 1024), (1080, 810), (390, 844)]


@pytest.fixture(autouse=True)
def standing_clock() -> None:
    """The server is another process and its clock goes: here the calendar's clock must go too."""


def a_date(sofia: User, kind: str) -> Occurrence:
    summary = "Varm soppa, nybakat bröd och prat vid långbordet."
    serves = Serves.NOTHING if kind == "walk" else Serves.SOUP
    row = lunch(sofia, capacity=1, serves=serves, summary=summary)
    if kind == "moved":
        start = row.starts_at + timedelta(days=1)
        dates.move_occurrence(row, start=start, reason="Disken är trasig. " * 9, actor=sofia)
        commit()
    return row


def box(found: Locator) -> FloatRect:
    there = found.bounding_box()
    assert there is not None
    return there


@pytest.mark.parametrize("kind", ["soup", "walk", "moved", "queue"])
def test_the_way_back_is_below_where_the_button_was(app: Flask, tablet: Tablets, kind: str) -> None:
    """A page that was scrolled had its button higher up still, and the next page begins at its top.

    Without scripts: the one that does not hear a tap just after a page is shown must not be all that helps.
    """
    cast = settle("Anna", "Bengt", "Sofia")
    row = a_date(cast["Sofia"], kind)
    if kind == "queue":
        seats.sign_up(cast["Bengt"], row, actor=cast["Bengt"])
        commit()
    page = tablet(cast["Anna"], javascript=False)
    for width, height in WINDOWS:
        page.set_viewport_size({"width": width, "height": height})
        for _press in ("comes", "does not come"):
            page.goto(f"/kalender/{row.id}")
            before = box(page.locator("[data-main-action]"))
            page.locator("[data-main-action]").click()
            page.wait_for_url("**/klart")
            undo = box(page.get_by_role("button", name="Ångra"))
            assert undo["y"] > before["y"] + before["height"], (width, height)
            assert undo["y"] > box(page.locator("[data-main-action]"))["y"]
