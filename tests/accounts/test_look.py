"""Text size, colours and language: before signing in, after, and on every page."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.people import settle
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in

CHOICE = {"text_size": "36", "theme": "mork", "locale": "sv", "airy": "y"}


def test_it_can_be_chosen_before_signing_in(client: CheckingClient) -> None:
    assert client.post("/utseende", data=CHOICE).status_code == 303
    page = client.get("/logga-in").text
    assert 'class="text-36 mer-luft"' in page
    assert "/css/samvaro-mork.css" in page
    assert "/css/samvaro-auto.css" not in page


def test_it_is_kept_per_person(app: Flask, client: CheckingClient) -> None:
    cast = settle("Anna", "Bengt")
    sign_in(client, cast["Anna"])
    client.post("/utseende", data=CHOICE)
    sign_in(client, cast["Bengt"])
    assert "text-36" not in client.get("/om-mig").text
    sign_in(client, cast["Anna"])
    assert "text-36" in client.get("/om-mig").text


def test_the_language_can_be_changed(client: CheckingClient) -> None:
    client.post("/utseende", data=CHOICE | {"locale": "en"})
    page = client.get("/logga-in").text
    assert '<html lang="en" dir="ltr"' in page
    assert "Welcome to Samvaro" in page


@pytest.mark.parametrize(
    "field",
    [
        {"text_size": "23"},
        {"text_size": ""},
        {"theme": "rosa"},
        {"locale": "xx"},
        {"text_size": "x" * 100_000},
    ],
)
def test_what_cannot_be_chosen_is_refused(client: CheckingClient, field: dict[str, str]) -> None:
    assert client.post("/utseende", data=CHOICE | field).status_code == 422


@pytest.mark.parametrize(
    "cookie", ["", "36", "36.mork.sv.1", "99.mork.sv.1.1", "36.rosa.sv.1.1", "\x00.....", "a" * 3000]
)
def test_a_strange_cookie_is_no_error(client: CheckingClient, cookie: str) -> None:
    client.set_cookie("utseende", cookie)
    assert client.get("/logga-in").status_code == 200
