"""When something is wrong the page says what, and leads on."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.people import settle
from tests.rooms.tables import a_room
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/rum/1/meddelanden", "/rum/1"),
        ("/rum/1/stang", "/rum/1"),
        ("/stanna-kvar", "/"),
        ("/personal/valkommen/spara", "/personal/valkommen"),
    ],
)
def test_the_address_of_a_form_leads_to_its_page(
    app: Flask, client: CheckingClient, address: str, page: str
) -> None:
    """A tablet that reads its last page again after a rest asks for it with GET."""
    cast = settle("Anna", "Sofia")
    assert a_room(cast["Sofia"]).id == 1
    sign_in(client, cast["Anna"])
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Location"]) == (303, page)


def test_a_form_where_none_is_stays_an_error(app: Flask, client: CheckingClient) -> None:
    assert client.post("/hjalp").status_code == 405


def test_who_was_signed_out_while_writing_is_shown_the_way_in(app: Flask, client: CheckingClient) -> None:
    refused = client.post("/rum/1/meddelanden", data={"body": "Hej"})
    assert refused.status_code == 401
    assert "Det du skrev är inte skickat." in refused.text
    assert 'href="/logga-in"' in refused.text


def test_the_statement_tells_how_to_reach_us(client: CheckingClient) -> None:
    page = client.get("/tillganglighet").text
    assert "Ring oss: 08-465 004 10" in page
    assert 'href="tel:+46846500410"' in page
    assert "None" not in page
    english = client.get("/tillganglighet", headers={"Accept-Language": "en"}).text
    assert '<p lang="sv">Vi har prövat' in english
    assert "Weekdays from 9 to 16." in english
