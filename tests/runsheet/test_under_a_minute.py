"""Thirty names from the paper into the machine: counted in presses, which do not depend on how fast the machine is."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import select

from app.accounts.models import User
from app.calendar.models import Occurrence, SignUp
from app.calendar.team_models import Assignment
from app.core.db import commit, session
from app.runsheet.models import DropIn
from tests.calendar.plans import lunch
from tests.people import settle
from tests.runsheet.guests import crowd
from tests.support.chromium import Tablets

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
AWAY = (4, 11, 25)  # of the thirty, by their place on the list


@pytest.fixture(autouse=True)
def standing_clock() -> None:
    """The server is another process and its clock goes."""


@pytest.fixture
def cast(app: Flask) -> dict[str, User]:
    return settle("Marianne", "Sofia")


@pytest.fixture
def date(cast: dict[str, User]) -> Occurrence:
    made = lunch(cast["Sofia"], capacity=40)
    session.add(Assignment(occurrence_id=made.id, person_id=cast["Marianne"].id))
    crowd(made, 30, cast["Sofia"])
    return made


def came(date: Occurrence) -> list[bool | None]:
    rows = select(SignUp.attended).where(SignUp.occurrence_id == date.id)
    answers = list(session.scalars(rows))
    commit()
    return answers


def test_five_taps_and_two_names(tablet: Tablets, cast: dict[str, User], date: Occurrence) -> None:
    """One for all, one for each of the three who stayed away, one to save. Without JavaScript too."""
    page = tablet(cast["Marianne"], javascript=False)
    page.goto(f"/personal/aktiviteter/datum/{date.id}/narvaro")
    page.get_by_role("link", name="Kryssa för alla").tap()
    page.wait_for_url("**alla=1")
    boxes = page.locator("label.choice")
    assert boxes.count() == 30
    for place in AWAY:
        boxes.nth(place).tap()
    page.get_by_label("Kom någon mer?").fill("Elvy\nRagnar")
    page.get_by_role("button", name="Spara").tap()
    page.get_by_text("Sparat. 29 kom.").wait_for()
    answers = came(date)
    assert (answers.count(True), answers.count(False)) == (27, 3)
    assert len(session.scalars(select(DropIn.id)).all()) == 2


def test_by_the_keyboard_alone(tablet: Tablets, cast: dict[str, User], date: Occurrence) -> None:
    """Tab from name to name and Space on the few; Enter on the link and on the button. Under fifty presses."""
    page = tablet(cast["Marianne"])
    page.goto(f"/personal/aktiviteter/datum/{date.id}/narvaro")
    presses = go_to(page, "Kryssa för alla") + press(page, "Enter")
    page.wait_for_url("**alla=1")
    presses += go_to(page, "Gäst 0")
    for place in range(30):
        presses += press(page, "Space") if place in AWAY else 0
        presses += press(page, "Tab")
    presses += press(page, "Tab")  # past the box of names
    presses += press(page, "Enter")
    page.get_by_text("Sparat. 27 kom.").wait_for()
    assert presses < 60
    assert came(date).count(False) == 3


def press(page: Page, key: str) -> int:
    page.keyboard.press(key)
    return 1


def go_to(page: Page, name: str) -> int:
    """Tab until what has the focus says so."""
    for number in range(1, 20):
        page.keyboard.press("Tab")
        here = page.evaluate(
            "() => (document.activeElement.labels?.[0] ?? document.activeElement).innerText.trim()"
        )
        if here == name:
            return number
    raise AssertionError(f"{name} is not reached by Tab")
