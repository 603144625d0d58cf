"""When something is wrong the page says what, and leads on."""

from __future__ import annotations

import pytest
from flask import Flask, abort
from sqlalchemy.exc import OperationalError

from app.core.access import public
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


PAGES = {
    400: "Det där gick inte att förstå",
    403: "Den här sidan är inte öppen för dig",
    404: "Sidan finns inte",
    409: "Något hann ändras",
    413: "Det var för mycket på en gång",
    422: "Något fattas",
    429: "Vänta en liten stund",
    500: "Något gick fel hos oss",
    503: "Vi är strax tillbaka",
}


@pytest.fixture
def going_wrong(app: Flask) -> None:
    """An address that fails in the way it is asked to; 500 and 503 as they really come about."""

    def fail(code: int) -> None:
        if code == 500:
            raise RuntimeError("secret words of the code")
        if code == 503:
            raise OperationalError("SELECT secret", {}, Exception("disk full"))
        abort(code)

    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.add_url_rule("/gar-fel/<int:code>", "going_wrong", public(fail))


@pytest.mark.parametrize("code", PAGES)
def test_every_error_has_a_page_in_plain_words(
    app: Flask, going_wrong: None, client: CheckingClient, code: int
) -> None:
    answer = client.get(f"/gar-fel/{code}")
    assert answer.status_code == code
    assert client.page
    assert client.page.title == f"{PAGES[code]} – Samvaro"
    assert "Ring oss på 08-465 004 10." in answer.text
    assert "data-main-action" in answer.text
    assert "secret" not in answer.text
    assert answer.headers.get("Retry-After") or code not in (429, 503)
    assert "Content-Security-Policy" in answer.headers


@pytest.mark.parametrize("code", PAGES)
def test_a_program_gets_a_code(app: Flask, going_wrong: None, client: CheckingClient, code: int) -> None:
    answer = client.get(f"/gar-fel/{code}", headers={"Accept": "application/json"})
    assert answer.status_code == code
    assert answer.get_json()["ok"] is False


def test_too_much_at_once_is_refused_before_it_is_read(client: CheckingClient) -> None:
    refused = client.post("/utseende", data={"theme": "x" * 300_000})
    assert refused.status_code == 413
    assert "Skicka en kortare text." in refused.text
