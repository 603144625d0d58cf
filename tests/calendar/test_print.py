"""On paper: nothing to press, whom to ring, headings beside what they head, and the roll on one sheet."""

from __future__ import annotations

import re
from datetime import time, timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page

from app.accounts.models import User
from app.calendar import seats
from app.calendar.models import Occurrence
from app.core import clock
from app.core.db import commit
from tests.calendar.plans import lunch, next_tuesday
from tests.people import extra, settle
from tests.support.chromium import Tablets

pytestmark = [pytest.mark.browser, pytest.mark.one_database]

MOST_NAMES = 26
SUMMARY = "Varm soppa, nybakat bröd och prat vid långbordet. PRO och Väntjänsten dukar."
PRACTICAL = "Ingången har ramp.\nDet finns alltid soppa utan kött.\nDu tar dig dit själv. Sitt gärna kvar."


@pytest.fixture(autouse=True)
def standing_clock() -> None:
    """The server is another process and its clock goes."""


@pytest.fixture
def cast(app: Flask) -> dict[str, User]:
    return settle("Anna", "Sofia")


@pytest.fixture
def full(cast: dict[str, User]) -> Occurrence:
    row = lunch(cast["Sofia"], capacity=MOST_NAMES, summary=SUMMARY, practical=PRACTICAL)
    for person in [cast["Anna"], *extra(MOST_NAMES - 1)]:
        seats.sign_up(person, row, actor=person)
    commit()
    return row


def sheets(page: Page, path: str, folder: Path) -> int:
    page.goto(path)
    page.emulate_media(media="print")
    pdf = page.pdf(path=folder / "sheet.pdf", prefer_css_page_size=True)
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def printed(page: Page) -> str:
    return " ".join(page.locator("body").inner_text().split())


def test_the_roll_is_one_sheet(
    tablet: Tablets, cast: dict[str, User], full: Occurrence, tmp_path: Path
) -> None:
    page = tablet(cast["Sofia"])
    assert sheets(page, f"/personal/aktiviteter/datum/{full.id}/lista", tmp_path) == 1
    points = page.locator(".roll-sheet li").first.evaluate(
        "one => parseFloat(getComputedStyle(one).fontSize) * 0.75"
    )
    assert points >= 14
    assert page.locator(".roll-sheet li").count() == MOST_NAMES
    assert "Till aktiviteten" not in printed(page)


def test_one_date_tells_and_offers_nothing_to_press(
    tablet: Tablets, cast: dict[str, User], full: Occurrence, tmp_path: Path
) -> None:
    page = tablet(cast["Sofia"])
    assert sheets(page, f"/kalender/{full.id}", tmp_path) == 1
    shown = printed(page)
    for sentence in (
        "Restaurang Utsikten",
        "Ingången har ramp.",
        "Ring Samvaro.",
        page.locator(".foot bdi").inner_text(),
    ):
        assert sentence in shown
    for control in (
        "Ändra den här dagen",
        "Till kalendern",
        "Ställ mig på kö",
        "Mer hjälp",
        "Till startsidan",
    ):
        assert control not in shown
    inside = "all => all.every(one => getComputedStyle(one).breakInside === 'avoid')"
    assert page.locator(".facts > div").evaluate_all(inside)


def test_a_day_is_never_parted_from_its_heading(
    tablet: Tablets, cast: dict[str, User], tmp_path: Path
) -> None:
    for number in range(1, 7):
        for hour in (10, 14)[: 1 + number % 2]:
            day = clock.today() + timedelta(days=number)
            lunch(cast["Sofia"], starts_on=day, starts_at=time(hour, 0), title=f"Lunch {number}")
    assert next_tuesday() > clock.today()
    page = tablet(cast["Anna"])
    assert sheets(page, "/kalender", tmp_path) <= 3
    assert "Tryck på en ruta" not in printed(page)
    assert "Visa nästa vecka" not in printed(page)
    for rule in ("breakAfter", "breakInside"):
        assert page.locator(".day-head").first.evaluate(f"one => getComputedStyle(one).{rule}") == "avoid"
    assert page.locator(".day").first.evaluate("one => getComputedStyle(one).display") == "block"
