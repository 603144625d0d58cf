"""Every kind of page: clean under axe, whole at 320 px and with large text, in Swedish and right to left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page

from app.accounts.models import User
from app.papers import weeks
from app.rooms.hour_editing import add_hours
from app.rooms.keeping import create_room
from app.rooms.reading import note_read
from app.rooms.reporting import report_message
from app.rooms.sanctions import pause, remove
from tests.browser.pages_of_dates import pages_of_dates
from tests.calendar.plans import lunch
from tests.people import settle
from tests.rooms.tables import a_room, say
from tests.support import axe
from tests.support.chromium import Tablets
from tests.support.environ import environment, free_port

pytestmark = [pytest.mark.browser, pytest.mark.one_database]

PUBLIC = [
    "/logga-in",
    "/kort",
    "/utseende",
    "/hjalp",
    "/tillganglighet",
    "/utloggad",
    "/personal/logga-in",
    "/utan-nat",
    "/program",
    "/telefon",
    "/nowhere",
]
SIZES: dict[str, dict[str, Any]] = {
    "tablet": {},
    "320 px": {"viewport": {"width": 320, "height": 640}},
    "dark": {"color_scheme": "dark"},
}


@pytest.fixture
def environ(database_url: str) -> dict[str, str]:
    return environment(database_url=database_url, port=free_port()) | {"SAMVARO_LOCALES": "sv,en,ar"}


def pages_of(cast: dict[str, User]) -> Iterator[tuple[str | None, str]]:
    """(who, path) for every kind of page."""
    room = a_room(cast["Sofia"])
    said = say(room, cast["Anna"], "Hej, hur står det till?", "Jag har <b>bakat</b>.")
    note_read(room, cast["Anna"], 2)  # so that something is new to her
    welcome = say(room, cast["Marianne"], "Välkommen till bordet!")[0]
    report_message(said[1], reporter=cast["Marianne"], actor=cast["Marianne"])
    closed_to_her = a_room(cast["Sofia"], "Bokhörnan")
    remove(closed_to_her, cast["Anna"], reason="tone", actor=cast["Sofia"])
    paused_in = a_room(cast["Sofia"], "Syjuntan")
    pause(paused_in, cast["Anna"], length="60", reason="turns", actor=cast["Sofia"])
    on_fridays = a_room(cast["Sofia"], "Fredagsbordet", is_open=False)
    add_hours(on_fridays, weekday=4, opens_at=time(14), closes_at=time(15), actor=cast["Sofia"])
    a_room(cast["Sofia"], "Vid fönstret").talking_on = True
    practice = create_room(name="Övningsbordet", is_practice=True, actor=cast["Sofia"])
    say(practice, cast["Anna"], "Prov")
    date = lunch(cast["Sofia"])
    about_dates, about_dates_for_staff = pages_of_dates(cast, date)
    for path in (*PUBLIC, f"/program/vecka/{weeks.name_of(weeks.this_monday())}"):
        yield None, path
    for path in (
        "/", "/rum", f"/rum/{room.id}", f"/rum/{room.id}/meddelanden/{said[0].id}",
        f"/rum/{room.id}/meddelanden/{welcome.id}", f"/rum/{closed_to_her.id}", f"/rum/{paused_in.id}",
        f"/rum/{room.id}/valj-meddelande", f"/rum/{room.id}/sok?q=a", f"/rum/{room.id}/halsningar",
        f"/rum/{room.id}/andra-bord",
        f"/rum/{on_fridays.id}", f"/rum/{on_fridays.id + 1}", f"/rum/{practice.id}",
        f"/rum/{room.id}/ljud", "/om-mig/ljud", f"/rum/{room.id}?till={cast['Marianne'].id}",
        "/kalender", f"/kalender/{date.id}", f"/kalender/{date.id}/klart", "/mina-anmalningar", "/om-mig",
        *about_dates,
    ):  # fmt: skip
        yield "Anna", path
    anna, staff = cast["Anna"].id, "/personal/aktiviteter"
    for path in (
        "/personal", "/personal/manniskor", f"/personal/manniskor/{anna}", "/personal/manniskor/ny", "/personal/rum",
        "/personal/rum/nytt", f"/personal/rum/{room.id}", staff, f"{staff}/ny", f"{staff}/{date.activity_id}",
        f"{staff}/{date.activity_id}/andra", f"{staff}/datum/{date.id}", f"{staff}/datum/{date.id}/flytta",
        f"{staff}/datum/{date.id}/stall-in", f"{staff}/datum/{date.id}/lista",
        f"{staff}/datum/{date.id}/anmal", f"{staff}/{date.activity_id}/avsluta", f"/rum/{room.id}/dolda",
        f"/rum/{room.id}/ordning/{anna}", f"/rum/{paused_in.id}/ordning/{anna}", f"/rum/{room.id}/ordning/{anna}/paus",
        f"/rum/{room.id}/ordning/{anna}/ta-bort", f"/rum/{paused_in.id}/ordning", "/personal/rapporter",
        f"/rum/{on_fridays.id}/oppettider", *about_dates_for_staff,
    ):  # fmt: skip
        yield "Sofia", path


def overflow(page: Page) -> int:
    width: int = page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return width


@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing(app: Flask, tablet: Tablets, size: str) -> None:
    faults = []
    cast = settle("Anna", "Marianne", "Sofia")
    open_pages = {who: tablet(cast[who] if who else None, **SIZES[size]) for who in (None, "Anna", "Sofia")}
    for who, path in pages_of(cast):
        page = open_pages[who]
        page.goto(path)
        faults += [f"{path}: {fault}" for fault in axe.violations(page)]
        if overflow(page) > 0:
            faults.append(f"{path}: {overflow(page)} px too wide")
    tablet.problems = [
        problem for problem in tablet.problems if "404" not in problem and "403" not in problem
    ]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_large_text_stays_inside(app: Flask, tablet: Tablets, direction: str) -> None:
    """Twice the text in a narrow window: nothing is pushed out sideways. And once right to left."""
    cast = settle("Anna", "Marianne", "Sofia")
    for person in cast.values():
        person.text_size = 36
        person.locale = "ar" if direction == "rtl" else "sv"
    faults = []
    viewport = {"width": 640, "height": 1080}
    open_pages = {
        who: tablet(cast[who] if who else None, viewport=viewport) for who in (None, "Anna", "Sofia")
    }
    for who, path in pages_of(cast):
        page = open_pages[who]
        page.goto(path)
        page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
        if overflow(page) > 0:
            faults.append(f"{path}: {overflow(page)} px too wide")
        if who is not None and page.locator("html").get_attribute("dir") != direction:
            faults.append(f"{path}: not {direction}")
        if direction == "rtl":
            faults += [f"{path}: {fault}" for fault in axe.violations(page)]
    tablet.problems = [
        problem for problem in tablet.problems if "404" not in problem and "403" not in problem
    ]
    assert not faults, "\n".join(faults)
