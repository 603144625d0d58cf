"""The press holds up nobody: many who ask at once get one sheet, and others are answered meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from urllib.request import Request, urlopen

import pytest
from flask import Flask

from app.core import clock, printing
from app.papers import weeks
from app.papers.press import KEEPS, Press, name_of
from tests.calendar.plans import lunch
from tests.papers.paper import on_paper
from tests.people import extra, settle
from tests.support.people_doors import session_cookie
from tests.support.server import LiveServer

pytestmark = pytest.mark.one_database


@pytest.fixture
def standing_clock() -> None:
    """The server's clock goes, and so does that of these tests."""


@pytest.fixture
def slow_press(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was set, one by one: each takes a while, and two never at once."""
    made, busy = [], Lock()

    def make(template: str, _data: object) -> bytes:
        assert busy.acquire(blocking=False), "two sheets at once"
        time.sleep(0.05)
        made.append(template)
        busy.release()
        return template.encode()

    monkeypatch.setattr(printing, "make_pdf", make)
    return made


def ask(many: int, question: Callable[[int], bytes]) -> list[bytes]:
    with ThreadPoolExecutor(many) as pool:
        return list(pool.map(question, range(many)))


def test_twenty_at_once_get_one_sheet(slow_press: list[str]) -> None:
    press = Press()
    assert set(ask(20, lambda _: press.print_once("a", "programme.typ", {}))) == {b"programme.typ"}
    assert len(slow_press) == 1


def test_different_sheets_come_one_after_the_other(slow_press: list[str]) -> None:
    press = Press()
    ask(8, lambda number: press.print_once(str(number % 4), "programme.typ", {}))
    assert len(slow_press) == 4


def test_what_is_kept_waits_for_nobody(slow_press: list[str]) -> None:
    press = Press()
    press.print_once("kept", "programme.typ", {})
    with press._turn:  # somebody else's sheet is being set
        assert press.print_once("kept", "programme.typ", {}) == b"programme.typ"


def test_only_so_many_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "make_pdf", lambda *_: b"x")
    press = Press()
    for number in range(KEEPS * 2):
        press.print_once(str(number), "programme.typ", {})
    assert len(press._kept) == KEEPS


def test_a_sheet_that_fails_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> bytes:
        raise printing.CannotPrint

    press = Press()
    monkeypatch.setattr(printing, "make_pdf", fail)
    with pytest.raises(printing.CannotPrint):
        press.print_once("a", "programme.typ", {})
    monkeypatch.setattr(printing, "make_pdf", lambda *_: b"x")
    assert press.print_once("a", "programme.typ", {}) == b"x"


def test_the_name_follows_the_words_and_the_setting() -> None:
    one = name_of("programme.typ", {"title": "A"})
    assert one == name_of("programme.typ", {"title": "A"})
    assert one != name_of("programme.typ", {"title": "B"})
    assert one != name_of("poster.typ", {"title": "A"})


@pytest.mark.alone
def test_the_server_answers_others_meanwhile(app: Flask, live_server: LiveServer) -> None:
    """A file of sixty sheets and twenty questions for the programme; whoever asks how it is gets an answer at once."""
    cast = settle("Sofia")
    lunch(cast["Sofia"])
    on_paper(*extra(60))
    name, value = session_cookie(app, cast["Sofia"])
    cookie = {"Cookie": f"{name}={value}"}
    week = weeks.name_of(weeks.this_monday())

    def get(path: str, headers: dict[str, str] | None = None) -> bytes:
        with urlopen(Request(live_server.url + path, headers=headers or {}), timeout=60) as answer:
            return bytes(answer.read())

    people = [row.id for row in extra(20)]
    paths = [f"/personal/manniskor/{one}/vecka.pdf" for one in people]
    with ThreadPoolExecutor(40) as pool:
        sheets = [pool.submit(get, path, cookie) for path in paths]
        sheets += [pool.submit(get, f"/program/veckans-program.pdf?vecka={week}") for _ in range(20)]
        waits = []
        while not all(sheet.done() for sheet in sheets):
            began = time.monotonic()
            get("/healthz")
            waits.append(time.monotonic() - began)
    assert all(sheet.result().startswith(b"%PDF") for sheet in sheets)
    assert len({sheet.result() for sheet in sheets[20:]}) == 1
    assert len(waits) >= 5
    assert sorted(waits)[len(waits) // 2] < 0.3, waits
    assert clock.today() is not None
