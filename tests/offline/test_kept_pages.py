"""The three pages that a tablet keeps: nobody's, the same for everybody, and nothing in them that is for some only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from app.accounts.look import COOKIE
from app.calendar import dates, seats, series
from app.core import clock
from app.core.clock import STOCKHOLM
from app.core.db import commit
from tests.calendar.filling import filled, hidden
from tests.calendar.plans import NOW, TUESDAY, WEEKLY, lunch, lunches
from tests.people import settle
from tests.rooms.tables import a_room, say
from tests.support.client import CheckingClient
from tests.support.names import text
from tests.support.people_doors import sign_in

PAGES = ("/utan-nat", "/program", "/telefon")
ALL = (*PAGES, "/sw.js", "/manifest.webmanifest")
PHONES = "Akut hjälp: 112; Vårdguiden: 1177; Väntjänsten: 08-465 004 20; Grannkommunen: +358 9 123 45"


def words(client: CheckingClient, path: str) -> str:
    """What is read on the page."""
    assert client.get(path).status_code == 200
    assert client.page is not None
    return text(client.page.find("main")[0])


# ---- nobody's ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ALL)
def test_who_asks_makes_no_difference(
    client: CheckingClient, new_client: Callable[[], CheckingClient], path: str
) -> None:
    cast = settle("Anna", "Sofia")
    cast["Anna"].text_size, cast["Anna"].theme, cast["Anna"].locale = 36, "mork", "en"
    seats.sign_up(cast["Anna"], lunch(cast["Sofia"]), actor=cast["Anna"])
    commit()
    say(a_room(cast["Sofia"]), cast["Sofia"], "Bara för bordet")
    stranger = client.get(path)
    assert stranger.status_code == 200
    for name in cast:
        browser = new_client()
        sign_in(browser, cast[name])
        answer = browser.get(path)
        assert answer.data == stranger.data
        assert name not in answer.text


@pytest.mark.one_database
@pytest.mark.parametrize("path", ALL)
def test_nobody_looks_who_asks(app: Flask, client: CheckingClient, path: str) -> None:
    cast = settle("Anna")
    sign_in(client, cast["Anna"])
    asked: list[str] = []
    event.listen(
        app.extensions["samvaro-engine"], "before_cursor_execute", lambda *given: asked.append(given[2])
    )
    answer = client.get(path)
    assert answer.status_code == 200
    assert not [statement for statement in asked if "user" in statement]
    assert "Set-Cookie" not in answer.headers
    assert "csrf" not in answer.text
    assert "nonce" not in answer.text + answer.headers["Content-Security-Policy"]


@pytest.mark.one_database
def test_what_waits_to_be_said_to_somebody_is_left_for_them(client: CheckingClient) -> None:
    sign_in(client, settle("Anna")["Anna"])
    client.post("/om-mig", data={"figure": "talgoxe"})
    assert "Din nya bild" not in client.get("/telefon").text
    assert "Din nya bild" in client.get("/om-mig").text


@pytest.mark.one_database
def test_the_tablet_keeps_its_text_size_colours_and_language(client: CheckingClient) -> None:
    client.set_cookie(COOKIE, "36.mork.en.0.0")
    for path in PAGES:
        answer = client.get(path, headers={"Accept-Language": "sv"})
        assert client.page is not None
        html = client.page.find("html")[0]
        assert (html.attrs["lang"], html.attrs["class"]) == ("en", "text-36")
        assert "samvaro-mork.css" in answer.text


# ---- the programme ----------------------------------------------------------------------------------------------


@pytest.fixture
def standing_clock() -> Iterator[None]:
    """It is Monday of week 48."""
    with clock.frozen(NOW):
        yield


@pytest.mark.usefixtures("standing_clock")
class TestProgramme:
    def test_the_week_from_monday_to_sunday(self, client: CheckingClient) -> None:
        sofia = settle("Sofia")["Sofia"]
        plans = {"Söndagen före": -1, "Måndag": 0, "Söndag": 6, "Måndagen efter": 7}
        for title, days in plans.items():
            with clock.frozen(NOW - timedelta(days=7)):
                lunch(sofia, title=title, starts_on=TUESDAY + timedelta(days=days - 1))
        read = words(client, "/program")
        assert "Vecka 48, måndag 23 november till söndag 29 november." in read
        assert "Måndag 23 november Klockan 11.30 till 13.00 Måndag Restaurang Utsikten" in read
        assert "Söndag 29 november" in read
        assert "Söndagen före" not in read
        assert "Måndagen efter" not in read

    def test_what_is_not_for_everybody_is_not_there(self, client: CheckingClient) -> None:
        sofia = settle("Sofia")["Sofia"]
        lunch(sofia, title="Sopplunch", summary="Bara i kalendern", practical="Portkod 1234")
        lunch(sofia, title="Anhörigträff", in_programme=False)
        read = words(client, "/program")
        assert "Sopplunch" in read
        for hidden_words in ("Anhörigträff", "Bara i kalendern", "Portkod", "Det finns plats"):
            assert hidden_words not in read

    def test_moved_and_cancelled_without_the_reason(self, client: CheckingClient) -> None:
        sofia = settle("Sofia")["Sofia"]
        gone, moved = lunch(sofia, title="Bingo"), lunch(sofia, title="Sång")
        hidden_move = lunch(sofia, title="Anhörigträff", in_programme=False)
        away = datetime(2026, 11, 27, 14, 0, tzinfo=STOCKHOLM)
        dates.cancel_occurrence(gone, reason="Greta är sjuk", actor=sofia)
        for row in (moved, hidden_move):
            dates.move_occurrence(row, start=away, reason="Greta är sjuk", actor=sofia)
        commit()
        read = words(client, "/program")
        assert "Bingo Restaurang Utsikten Inställt" in read
        assert "Sång är flyttad till fredag 27 november, klockan 14.00." in read
        assert "Ny tid. Förut tisdag 24 november, klockan 11.30." in read
        assert "Greta" not in read
        assert "Anhörigträff" not in read

    def test_the_rest_of_an_ended_series_is_nobodys_news(self, client: CheckingClient) -> None:
        sofia = settle("Sofia")["Sofia"]
        date = lunches(sofia, rrule=WEEKLY, starts_on=TUESDAY + timedelta(days=2))[0]
        series.end_series(date.activity, reason=None, actor=sofia)
        commit()
        assert "Inget är bestämt den här veckan." in words(client, "/program")

    def test_a_coordinator_chooses(self, client: CheckingClient) -> None:
        sign_in(client, settle("Sofia")["Sofia"])
        new = "/personal/aktiviteter/ny"
        page = client.get(new)
        assert client.page is not None
        assert "checked" in client.page.find("#in_programme")[0].attrs
        assert "även utan att logga in" in page.text
        for title, choice in (("För alla", {"in_programme": "y"}), ("För några", {})):
            client.get(new)
            shown = client.post(
                new, data=filled(client, title=title, starts_on="2026-11-26", repeat="once", **choice)
            )
            assert ("Alla kan läsa det" if choice else "Står inte med") in shown.text
            client.post("/personal/aktiviteter", data=hidden(client))
        read = words(client, "/program")
        assert "För alla" in read
        assert "För några" not in read

    def test_the_choice_can_be_changed_and_taken_back(self, client: CheckingClient) -> None:
        sofia = settle("Sofia")["Sofia"]
        sign_in(client, sofia)
        activity = lunch(sofia, title="Sångstund", rrule=WEEKLY, in_programme=False).activity
        here = f"/personal/aktiviteter/{activity.id}"
        client.get(f"{here}/andra")
        assert client.page is not None
        assert "checked" not in client.page.find("#in_programme")[0].attrs
        client.post(f"{here}/andra", data=filled(client, title="Sångstund", in_programme="y"))
        client.post(here, data=hidden(client))
        assert "Sångstund" in words(client, "/program")
        client.post(f"{here}/angra")
        assert "Sångstund" not in words(client, "/program")


# ---- telephone numbers ------------------------------------------------------------------------------------------


class TestPhones:
    @pytest.fixture
    def environ(self, environ: dict[str, str]) -> dict[str, str]:
        return environ | {"SAMVARO_PHONES": PHONES}

    @pytest.mark.one_database
    def test_numbers_can_be_pressed(self, client: CheckingClient) -> None:
        read = words(client, "/telefon")
        assert client.page is not None
        found = {link.attrs["href"] for link in client.page.find('main a[href^="tel:"]')}
        assert found == {"tel:+46846500410", "tel:112", "tel:1177", "tel:+46846500420", "tel:+358912345"}
        assert "Akut hjälp 112" in read


@pytest.mark.one_database
def test_without_other_numbers_the_page_says_whom_to_ring(client: CheckingClient) -> None:
    read = words(client, "/telefon")
    assert "Här finns inga fler nummer. Ring Samvaro, så hjälper vi dig vidare." in read
    assert "Ring 08-465 004 10" in read
