"""A tablet whose line is gone, in real Chromium: three pages are there, and nothing of anybody else's.

The line is taken by killing the server. A browser that is told to be offline is another thing: whether its worker hears
of it depends on the browser, and a worker that still gets through would show the page of whoever is signed in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Playwright, expect

from app.accounts.models import SessionKind, User
from app.core import clock
from app.core.formatting import monday_of
from app.rooms.models import Room
from tests.calendar.plans import lunch
from tests.people import settle
from tests.rooms.tables import a_room, say
from tests.support import axe, chromium
from tests.support.chromium import Tablets
from tests.support.server import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
GONE = "Hej! Surfplattan når inte Samvaro just nu"
SECRET = "Grytlappen ligger under mattan"
BOX = "Skriv till bordet"
# What the browser holds for this place, once the worker is the one for what the server has now.
WAIT_FOR_THE_WORKER = """async () => {
  const wanted = (await (await fetch("/sw.js", {cache: "no-store"})).text()).match(/VERSION = "(\\w+)"/)[1];
  const until = Date.now() + 15000;
  for (;;) {
    const worker = (await navigator.serviceWorker.getRegistration())?.active;
    const names = await caches.keys();
    if (worker?.state === "activated" && names.length === 1 && names[0].endsWith(wanted)) return wanted;
    if (Date.now() > until) throw new Error(`wanted ${wanted}: ${worker?.state}, ${names}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}"""
KEPT = """async () => {
  const kept = {};
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys())
      kept[new URL(request.url).pathname] = await (await caches.match(request)).text();
  return kept;
}"""
LOOK_FOR_A_NEW_ONE = "async () => { await (await navigator.serviceWorker.getRegistration()).update(); }"


@pytest.fixture
def cast(app: Flask) -> dict[str, User]:
    return settle("Anna", "Greta", "Sofia")


@pytest.fixture
def room(cast: dict[str, User]) -> Room:
    made = a_room(cast["Sofia"])
    say(made, cast["Anna"], SECRET)
    return made


@pytest.fixture
def remembering(playwright: Playwright) -> Iterator[Browser]:
    """With the memory of pages gone by that browsers have outside tests, for Back."""
    opened = chromium.launch(playwright, remembers=True)
    yield opened
    opened.close()


def with_worker(tablet: Tablets, person: User | None, **options: object) -> Page:
    """A tablet that has been to Samvaro before."""
    page = tablet(person, keeps=True, **options)
    page.goto("/")
    page.evaluate(WAIT_FOR_THE_WORKER)
    return page


def heading(page: Page) -> str:
    return page.locator("h1").inner_text()


def nothing_of_anna(page: Page) -> None:
    assert heading(page) == GONE, page.url
    assert SECRET not in page.content()
    assert "Anna" not in page.content()


def forgive_the_line(tablet: Tablets) -> None:
    """That the browser could not reach the server is what these tests are about."""
    tablet.problems[:] = [
        one for one in tablet.problems if not re.search("net::ERR_|WebSocket connection", one)
    ]


def test_home_programme_and_numbers_are_there(
    app: Flask, tablet: Tablets, live_server: LiveServer, cast: dict[str, User]
) -> None:
    monday = monday_of(clock.today())
    with clock.frozen(
        clock.now() - timedelta(days=7)
    ):  # the activity is of this week, on whatever day the test runs
        lunch(cast["Sofia"], starts_on=monday)
    page = with_worker(tablet, cast["Anna"])
    session = page.context.new_cdp_session(page)
    problems = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert {one["errorId"] for one in problems} <= {"in-incognito"}, (
        "all that is wrong is that tests leave no traces"
    )
    live_server.kill()

    page.goto("/")
    assert heading(page) == GONE
    assert axe.violations(page) == []
    page.get_by_role("link", name="Veckans program").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Veckans program")
    expect(page.get_by_text("Sopplunch")).to_be_visible()
    page.get_by_role("link", name="Telefonnummer").click()
    expect(page.get_by_role("link", name="Ring 08-465 004 10").first).to_have_attribute(
        "href", "tel:+46846500410"
    )
    assert page.evaluate("() => document.fonts.check('24px \"Atkinson Hyperlegible Next Variable\"')")
    forgive_the_line(tablet)


def test_when_the_line_is_back_all_works(
    app: Flask, tablet: Tablets, live_server: LiveServer, cast: dict[str, User], room: Room
) -> None:
    page = with_worker(tablet, cast["Anna"])
    live_server.kill()
    page.goto(f"/rum/{room.id}")
    assert heading(page) == GONE
    live_server.start()
    page.get_by_role("link", name="Försök igen").click()
    expect(page.get_by_text(SECRET)).to_be_visible()
    page.get_by_label(BOX).fill("Nu är jag tillbaka")
    page.get_by_role("button", name="Skicka").click()
    expect(page.locator(".message-mine", has_text="Nu är jag tillbaka")).to_be_visible()
    forgive_the_line(tablet)


@pytest.mark.parametrize("kind", [SessionKind.SHARED_TABLET, SessionKind.OWN_TABLET])
def test_the_next_one_sees_nothing_of_the_one_before(
    app: Flask,
    tablet: Tablets,
    live_server: LiveServer,
    cast: dict[str, User],
    room: Room,
    remembering: Browser,
    kind: SessionKind,
) -> None:
    """On a tablet of one's own no script reloads a page that comes back: there only its header keeps it away."""
    tablet.browser = remembering
    page = with_worker(tablet, cast["Anna"], kind=kind)
    page.goto(f"/rum/{room.id}")
    expect(page.get_by_text(SECRET)).to_be_visible()
    page.goto("/kalender")
    page.goto("/om-mig")
    assert page.evaluate("() => navigator.serviceWorker.controller !== null"), (
        "the pages went through the worker"
    )
    kept = page.evaluate(KEPT)
    assert {path for path in kept if not path.startswith("/static/")} == {"/utan-nat", "/program", "/telefon"}
    assert not [path for path, content in kept.items() if SECRET in content or "Anna" in content]

    page.get_by_role("button", name="Logga ut").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Du är utloggad")
    page.evaluate(WAIT_FOR_THE_WORKER)
    live_server.kill()
    for path in ("/om-mig", "/kalender", f"/rum/{room.id}", "/"):
        page.evaluate("() => history.back()")
        page.wait_for_function(
            "(path) => location.pathname === path && document.querySelector('h1')", arg=path
        )
        nothing_of_anna(page)
    for path in ("/", f"/rum/{room.id}", "/om-mig"):
        page.goto(path)
        nothing_of_anna(page)
    forgive_the_line(tablet)


def test_a_new_version_takes_over_without_a_word(
    app: Flask, tablet: Tablets, live_server: LiveServer, cast: dict[str, User], room: Room
) -> None:
    page = with_worker(tablet, cast["Greta"])
    page.goto(f"/rum/{room.id}")
    first = page.evaluate(WAIT_FOR_THE_WORKER)
    page.get_by_label(BOX).fill("Jag håller just på att")
    page.evaluate("() => { window.isTheSame = true; }")

    live_server.kill()
    live_server.environ["SAMVARO_PHONES"] = "Vårdguiden: 1177"
    live_server.start()
    page.evaluate(LOOK_FOR_A_NEW_ONE)
    assert page.evaluate(WAIT_FOR_THE_WORKER) != first
    assert page.evaluate("() => window.isTheSame"), "the page was loaded anew under the writer's hands"
    expect(page.get_by_label(BOX)).to_have_value("Jag håller just på att")
    expect(page.get_by_label(BOX)).to_be_focused()

    live_server.kill()
    page.goto("/telefon")
    expect(page.get_by_role("link", name="Vårdguiden 1177")).to_have_attribute("href", "tel:1177")
    live_server.start()
    page.goto(f"/rum/{room.id}")
    expect(page.get_by_label(BOX)).to_have_value("Jag håller just på att")
    forgive_the_line(tablet)
