"""The three pages that a tablet keeps: nobody's, the same for everybody, and nothing in them that is for some only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta

import pytest
from flask import Flask

from app.accounts.look import Look
from app.calendar import dates, series
from app.core import clock
from app.core.db import commit
from tests.calendar.plans import NOW, TUESDAY, WEEKLY, lunch, lunches
from tests.people import settle
from tests.rooms.tables import a_room, say
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in

PAGES = ("/utan-nat", "/program", "/telefon")


@pytest.mark.parametrize("path", PAGES)
def test_who_asks_makes_no_difference(
    app: Flask, client: CheckingClient, new_client: Callable[[], CheckingClient], path: str
) -> None:
    cast = settle("Anna", "Sofia")
    lunch(cast["Sofia"])
    say(a_room(cast["Sofia"]), cast["Sofia"], "Bara för bordet")
    stranger = client.get(path)
    assert stranger.status_code == 200
    for name in cast:
        browser = new_client()
        sign_in(browser, cast[name])
        answer = browser.get(path)
        assert answer.data == stranger.data
        assert name not in answer.text


@pytest.mark.parametrize("path", [*PAGES, "/sw.js", "/manifest.webmanifest"])
@pytest.mark.one_database
def test_nothing_in_the_answer_is_about_a_session(app: Flask, client: CheckingClient, path: str) -> None:
    cast = settle("Anna")
    sign_in(client, cast["Anna"])
    answer = client.get(path)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert "csrf" not in answer.text
    assert "nonce" not in answer.text + answer.headers["Content-Security-Policy"]
