"""Weak Wi-Fi in a real browser: nothing that is written is lost, sent twice or moved under the finger."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from app.accounts.models import SessionKind, User
from app.core.db import rollback, session
from app.rooms import queries
from app.rooms.models import Message, Room
from tests.people import settle
from tests.rooms.tables import a_room, say
from tests.support.chromium import Tablets
from tests.support.environ import environment, free_port
from tests.support.people_doors import session_cookie
from tests.support.server import LiveServer
from tests.support.weak_net import WeakNet

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
LONG = 30_000  # milliseconds: a busy machine must not make these fail
BOX = "Skriv till bordet"
MINE = ".message-mine:not(.message-unsent)"


@pytest.fixture
def net() -> Iterator[WeakNet]:
    made = WeakNet(free_port())
    yield made
    made.close()


@pytest.fixture
def environ(database_url: str, net: WeakNet) -> dict[str, str]:
    return environment(database_url=database_url, port=net.port)


@pytest.fixture
def live_server(app: Flask, environ: dict[str, str], net: WeakNet, tmp_path: Path) -> Iterator[LiveServer]:
    """Behind the weak net, and with a quick pulse."""
    server = LiveServer(environ, net.target, tmp_path, entry="tests.support.quick_pulse:app")
    server.start()
    yield server
    server.finish()


@pytest.fixture
def cast(app: Flask) -> dict[str, User]:
    return settle("Anna", "Greta", "Sofia")


@pytest.fixture
def room(cast: dict[str, User]) -> Room:
    return a_room(cast["Sofia"])


@pytest.fixture
def anna(tablet: Tablets, cast: dict[str, User], room: Room) -> Iterator[Page]:
    """Anna's page; what the browser says of a lost net is part of these tests."""
    page = tablet(cast["Anna"])
    page.set_default_timeout(LONG)
    yield page
    tablet.problems[:] = [problem for problem in tablet.problems if problem.startswith("script error")]


def come_in(page: Page, room: Room, state: str) -> None:
    page.goto(f"/rum/{room.id}")
    be(page, state)


def be(page: Page, state: str) -> None:
    page.locator(f"[data-line][data-now={state}]").wait_for(state="attached", timeout=LONG)


def write(page: Page, words: str) -> None:
    page.get_by_label(BOX).fill(words)
    page.get_by_role("button", name="Skicka", exact=True).click()


def stored() -> int:
    rollback()
    return session.scalar(select(func.count(Message.id))) or 0


def here(room: Room) -> list[str]:
    rollback()
    return [person.first_name for person in queries.who_is_here(room)]


def wait_until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + LONG / 1000
    while not holds():
        assert time.monotonic() < until, "it never came to that"
        time.sleep(0.1)


def test_without_any_socket_the_talk_goes_on_over_http_and_back_to_the_line(
    anna: Page, cast: dict[str, User], room: Room, net: WeakNet
) -> None:
    net.refuse_sockets = True
    come_in(anna, room, "http")
    say(room, cast["Greta"], "Hör du mig?")
    expect(anna.locator("ol.messages")).to_contain_text("Hör du mig?", timeout=LONG)
    write(anna, "Ja, det gör jag.")
    expect(anna.locator(MINE)).to_contain_text("Ja, det gör jag.", timeout=LONG)
    expect(anna.get_by_label(BOX)).to_have_value("")
    expect(anna.locator("[data-here]")).to_contain_text("Anna")
    assert here(room) == ["Anna"]
    net.refuse_sockets = False
    be(anna, "live")
    write(anna, "Nu går det fort.")
    say(room, cast["Greta"], "Så bra")  # stored, not told: the page hears of it when it asks the next time
    messages = anna.locator("ol.messages .message")
    for _ in range(20):
        anna.evaluate(
            "document.dispatchEvent(new Event('visibilitychange'))"
        )  # not heard while a question is out
        with suppress(AssertionError):
            expect(messages).to_have_count(4, timeout=1000)
            break
    expect(messages).to_have_count(4)
    expect(anna.locator(".message-unsent")).to_have_count(0)
    assert stored() == 4


def test_a_half_open_line_is_noticed_at_both_ends_and_nothing_is_lost(
    anna: Page, room: Room, net: WeakNet
) -> None:
    come_in(anna, room, "live")
    net.deaf()
    write(anna, "Kommer jag fram?")
    expect(anna.locator(".message-unsent [data-say=going]")).to_be_visible(timeout=LONG)
    be(anna, "lost")
    expect(anna.get_by_text("Nätet är borta, men det du skriver finns kvar.").first).to_be_visible()
    expect(anna.locator(".message-unsent [data-say=waiting]").first).to_be_visible(timeout=LONG)
    expect(anna.locator(".message-unsent [data-say=going]")).to_be_hidden()
    wait_until(lambda: here(room) == [])
    anna.get_by_label(BOX).fill("Jag tänkte också")
    box = "document.querySelector('textarea').getBoundingClientRect().top"
    before = anna.evaluate(f"[{box}, scrollY]")
    net.open_for_new()
    expect(anna.locator(MINE)).to_contain_text("Kommer jag fram?", timeout=LONG)
    be(anna, "live")
    assert anna.evaluate(f"[{box}, scrollY]") == before
    expect(anna.locator(".message-unsent")).to_have_count(0)
    expect(anna.get_by_label(BOX)).to_have_value("Jag tänkte också")
    assert here(room) == ["Anna"]
    assert stored() == 1


def test_a_server_that_starts_again_gets_what_waited_once(
    anna: Page, cast: dict[str, User], room: Room, live_server: LiveServer
) -> None:
    say(room, cast["Greta"], "Hej")
    come_in(anna, room, "live")
    live_server.kill()
    write(anna, "Medan ni var borta")
    expect(anna.locator(".message-unsent [data-say=waiting]").first).to_be_visible(timeout=LONG)
    anna.wait_for_timeout(1000)  # a second tap within a second is not heard
    write(anna, "En sak till")
    expect(anna.locator(".message-unsent")).to_have_count(2, timeout=LONG)
    anna.get_by_label(BOX).fill("Halva min mening")
    live_server.start()
    expect(anna.locator(MINE)).to_have_count(2, timeout=LONG)
    be(anna, "live")
    assert [text.strip() for text in anna.locator(".message-text").all_inner_texts()] == [
        "Hej", "Medan ni var borta", "En sak till",
    ]  # fmt: skip
    expect(anna.get_by_label(BOX)).to_have_value("Halva min mening")
    assert stored() == 3


def test_what_was_not_sent_survives_a_tablet_that_is_switched_off(
    anna: Page, room: Room, live_server: LiveServer
) -> None:
    come_in(anna, room, "live")
    live_server.kill()
    write(anna, "Skickas sedan")
    expect(anna.locator(".message-unsent")).to_have_count(1, timeout=LONG)
    anna.get_by_label(BOX).fill("Inte klar än")
    context = anna.context
    anna.close()
    live_server.start()
    again = context.new_page()
    come_in(again, room, "live")
    expect(again.locator(MINE)).to_contain_text("Skickas sedan", timeout=LONG)
    expect(again.get_by_label(BOX)).to_have_value("Inte klar än")
    assert stored() == 1


@pytest.mark.parametrize("kind", [SessionKind.OWN_TABLET, SessionKind.SHARED_TABLET])
def test_the_next_person_on_the_tablet_finds_nothing(
    anna: Page, app: Flask, cast: dict[str, User], room: Room, live_server: LiveServer, kind: SessionKind
) -> None:
    def come(person: User) -> None:
        name, value = session_cookie(app, person, kind)
        anna.context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
        anna.goto("/")

    def kept() -> str:
        return str(anna.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])"))

    come(cast["Anna"])
    come_in(anna, room, "live")
    anna.get_by_label(BOX).fill("Bara mitt")
    assert "Bara mitt" in kept()
    come(cast["Anna"])
    assert "Bara mitt" in kept(), "the person herself finds it again"
    come(cast["Greta"])  # who has not been in any room
    assert "Bara mitt" not in kept()


WAITS = """
window.waits = [];
const real = window.setTimeout;
window.setTimeout = (work, wait, ...more) => { window.waits.push(wait); return real(work, Math.min(wait, 20), ...more); };
"""


def test_those_who_return_are_spread_and_who_is_alone_does_not_wait(
    tablet: Tablets, cast: dict[str, User], room: Room, net: WeakNet
) -> None:
    """The page's own clock runs fast; what it would have waited is written down."""
    net.refuse_sockets = True
    first, later, asking = [], [], []
    slow_ones = "waits.filter((wait) => wait > 15000 && wait < 30000).length"
    for _ in range(3):
        page = tablet(cast["Anna"])
        page.add_init_script(WAITS)
        page.goto(f"/rum/{room.id}")
        wait_until(lambda page=page: page.evaluate(slow_ones) > 8)
        waits = [wait for wait in page.evaluate("waits") if wait != int(wait)]  # those that chance decides
        first += [wait for wait in waits if wait < 800][:1]
        later += [wait for wait in waits if wait >= 800]
        asking.append(len(waits))
        page.close()
    tablet.problems.clear()
    assert len(first) == 3
    assert len(set(first + later)) == len(first + later)
    assert max(later) <= 36_000
    assert min(asking) > 10
