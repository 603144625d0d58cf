"""A member gives up their seat; the next in line, at another tablet, is asked and comes."""

from __future__ import annotations

import pytest
from flask import Flask

from app.calendar import seats
from app.core.db import commit
from tests.calendar.plans import lunch, state_of, taken
from tests.people import settle
from tests.support.chromium import Tablets

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


@pytest.fixture(autouse=True)
def standing_clock() -> None:
    """The server is another process and its clock goes: here the calendar's clock must go too."""


@pytest.mark.parametrize("javascript", [True, False])
def test_the_next_in_line_is_asked_and_comes(app: Flask, tablet: Tablets, javascript: bool) -> None:
    cast = settle("Anna", "Bengt", "Sofia")
    date = lunch(cast["Sofia"], capacity=1, answer_minutes=30)
    for name in ("Anna", "Bengt"):
        seats.sign_up(cast[name], date, actor=cast[name])
        commit()
    anna, bengt = (tablet(cast[name], javascript=javascript) for name in ("Anna", "Bengt"))
    bengt.goto("/")
    assert bengt.get_by_text("Det finns en plats till dig").count() == 0
    anna.goto(f"/kalender/{date.id}")
    anna.get_by_role("button", name="Jag kan inte komma").click()
    anna.wait_for_url("**/klart")
    if state_of(cast["Bengt"], date) == "seat":
        return  # the lunch begins so soon that nobody is asked
    bengt.goto("/")
    bengt.get_by_role("button", name="Ja, jag kommer").click()
    bengt.wait_for_url("**/klart")
    assert bengt.get_by_role("heading", level=1).inner_text() == "Du är anmäld"
    assert (state_of(cast["Bengt"], date), state_of(cast["Anna"], date), taken(date)) == ("seat", "left", 1)
