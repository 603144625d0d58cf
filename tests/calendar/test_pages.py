"""The calendar's pages for members: the days in words, one button, and the way back."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from app.accounts.models import User
from app.calendar import dates, rules, seats
from app.calendar.models import Occurrence, Serves
from app.core import clock
from app.core.db import commit
from app.core.payload import LARGEST_ID
from tests.calendar.plans import lunch, state_of, taken
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in

Cast = dict[str, User]


@pytest.fixture
def anna(client: CheckingClient, cast: Cast) -> CheckingClient:
    """Anna's browser."""
    sign_in(client, cast["Anna"])
    return client


def words(client: CheckingClient, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return main_words(client)


def main_words(client: CheckingClient) -> str:
    assert client.page is not None
    return " ".join(client.page.find("main")[0].to_text().split())


def main_button(client: CheckingClient, path: str) -> str:
    client.get(path)
    assert client.page is not None
    buttons = client.page.find("[data-main-action]")
    assert len(buttons) <= 1
    return " ".join(buttons[0].to_text().split()) if buttons else ""


def join(date_row: Occurrence, *persons: User) -> None:
    for person in persons:
        seats.sign_up(person, date_row, actor=person)
        commit()


def test_the_week_in_words(anna: CheckingClient, cast: Cast, sofia: User) -> None:
    lunch(sofia)
    full = lunch(sofia, title="Frågesport", capacity=1, starts_at=time(15, 0))
    join(full, cast["Bengt"])
    mine = lunch(sofia, title="Promenad", starts_on=date(2026, 11, 26), serves=Serves.NOTHING)
    join(mine, cast["Anna"])
    lunch(sofia, title="Kaffe", starts_on=date(2026, 11, 26), starts_at=time(16, 0), capacity=None)
    shown = words(anna, "/kalender")
    for sentence in (
        "I dag, måndag 23 november",
        "I morgon, tisdag 24 november",
        "Klockan 11.30 Sopplunch Restaurang Utsikten Det finns plats: 2 stolar kvar",
        "Frågesport Restaurang Utsikten Fullt. Du kan stå på kölistan",
        "Promenad Restaurang Utsikten Du är anmäld",
        "Det finns plats för alla",
        "Fredag 27 november till söndag 29 november",
        "Inget är bestämt än. Vill du hitta på något? Ring oss.",
    ):
        assert sentence in shown
    assert "Bengt" not in shown


def test_coming_and_not_coming_with_the_way_back(anna: CheckingClient, cast: Cast, sofia: User) -> None:
    row = lunch(sofia)
    page = f"/kalender/{row.id}"
    assert "Du är inte anmäld. Det finns plats: 2 lediga av 2 stolar." in words(anna, page)
    assert main_button(anna, page) == "Jag kommer"
    response = anna.post(f"{page}/anmal")
    assert (response.status_code, response.headers["Location"]) == (303, f"{page}/klart")
    shown = words(anna, f"{page}/klart")
    assert "Du är anmäld" in shown
    assert "I morgon, tisdag 24 november, klockan 11.30 till 13.00" in shown
    assert "Ångra" in shown
    assert main_button(anna, page) == "Jag kan inte komma"
    anna.post(f"{page}/avanmal")
    assert "Du är avanmäld" in words(anna, f"{page}/klart")
    anna.post(f"{page}/anmal")
    anna.post(f"{page}/anmal")
    assert (state_of(cast["Anna"], row), taken(row)) == ("seat", 1)


def test_a_full_date_offers_the_queue_and_says_what_undoing_means(
    anna: CheckingClient, cast: Cast, sofia: User
) -> None:
    row = lunch(sofia, capacity=1)
    page = f"/kalender/{row.id}"
    anna.post(f"{page}/anmal")
    join(row, cast["Bengt"])
    anna.post(f"{page}/avanmal")
    assert "Nu är det fullt. Ångrar du dig hamnar du sist på kölistan." in words(anna, f"{page}/klart")
    assert "Fullt. Du kan stå på kölistan." in words(anna, page)
    assert main_button(anna, page) == "Ställ mig på kö"
    anna.post(f"{page}/anmal")
    assert "Du är nummer 1. Får du plats står det på startsidan." in words(anna, f"{page}/klart")
    assert main_button(anna, page) == "Lämna kön"
    assert "Du är nummer 1 på kölistan" in words(anna, "/mina-anmalningar")


def test_who_comes_is_not_told(anna: CheckingClient, cast: Cast, sofia: User) -> None:
    row = lunch(sofia, capacity=4)
    join(row, cast["Bengt"], cast["Greta"], cast["Anna"])
    body = anna.get(f"/kalender/{row.id}").get_data(as_text=True)
    for other in ("Bengt", "Greta"):
        assert other not in body
        assert f"#{cast[other].figure}" not in body, "the picture would tell as much as the name"
    assert f"#{cast['Anna'].figure}" in body


def test_moved_and_cancelled_are_told_on_the_way_in(anna: CheckingClient, cast: Cast, sofia: User) -> None:
    moved, off = lunch(sofia), lunch(sofia, title="Sång", starts_on=date(2026, 11, 25))
    join(moved, cast["Anna"])
    join(off, cast["Anna"])
    start = rules.moment(date(2026, 11, 26), time(13, 0))
    dates.move_occurrence(moved, start=start, reason="Disken är trasig", actor=sofia)
    dates.cancel_occurrence(off, reason="Körledaren är sjuk", actor=sofia)
    commit()
    shown = words(anna, "/kalender")
    assert (
        "Ny tid: Sopplunch, torsdag 26 november, klockan 13.00. Förut tisdag 24 november, klockan 11.30."
        in shown
    )
    assert "Inställt: Körledaren är sjuk" in shown
    assert "Ny tid. Förut tisdag 24 november, klockan 11.30. Disken är trasig." in words(
        anna, f"/kalender/{moved.id}"
    )
    assert "Det är inställt den här dagen. Körledaren är sjuk." in words(anna, f"/kalender/{off.id}")
    assert main_button(anna, f"/kalender/{off.id}") == ""
    assert anna.post(f"/kalender/{off.id}/avanmal").status_code == 409


def test_what_has_been_says_so(anna: CheckingClient, cast: Cast, sofia: User) -> None:
    row = lunch(sofia)
    with clock.frozen(row.starts_at + timedelta(minutes=5)):
        assert "Det har redan börjat." in words(anna, f"/kalender/{row.id}")
        assert anna.post(f"/kalender/{row.id}/anmal").status_code == 409
        assert "Ring oss om du vill ändra något." in main_words(anna)
    with clock.frozen(row.ends_at):
        assert "Det har redan varit." in words(anna, f"/kalender/{row.id}")
    assert state_of(cast["Anna"], row) is None


def test_while_it_is_on_who_has_a_seat_is_told_so_and_where(
    anna: CheckingClient, cast: Cast, sofia: User
) -> None:
    row = lunch(sofia)
    join(row, cast["Anna"])
    with clock.frozen(row.starts_at + timedelta(minutes=5)):
        assert "Det pågår nu. Du är anmäld. Restaurang Utsikten." in words(anna, f"/kalender/{row.id}")
        assert "Det har redan börjat." not in main_words(anna)
        for path in ("/kalender", "/mina-anmalningar"):
            assert "Pågår nu. Du är anmäld" in words(anna, path)


@pytest.mark.parametrize("number", [0, 99999, LARGEST_ID, LARGEST_ID + 1, 10**30])
@pytest.mark.parametrize("what", ["", "/klart", "/anmal", "/avanmal"])
def test_a_date_that_is_not_there(anna: CheckingClient, number: int, what: str) -> None:
    ask = anna.post if what in ("/anmal", "/avanmal") else anna.get
    assert ask(f"/kalender/{number}{what}").status_code == 404


def test_nothing_for_who_is_not_signed_in(client: CheckingClient, sofia: User) -> None:
    row = lunch(sofia)
    for path in ("/kalender", f"/kalender/{row.id}", "/mina-anmalningar"):
        assert client.get(path).status_code == 303
    assert client.post(f"/kalender/{row.id}/anmal").status_code == 401
    assert taken(row) == 0


def test_a_post_without_its_token_does_nothing(anna: CheckingClient, sofia: User) -> None:
    row = lunch(sofia)
    assert anna.post(f"/kalender/{row.id}/anmal", data={"csrf_token": ""}).status_code == 400
    assert taken(row) == 0


def test_what_staff_write_is_text(anna: CheckingClient, sofia: User) -> None:
    nasty = "<script>alert(1)</script> & \"citat\" 'enkelt'"
    row = lunch(sofia, title=nasty, place=nasty, summary=nasty, practical=f"{nasty}\nrad två")
    for path in ("/kalender", f"/kalender/{row.id}"):
        assert nasty in words(anna, path)


def test_in_english(anna: CheckingClient, cast: Cast, sofia: User) -> None:
    row = lunch(sofia)
    cast["Anna"].locale = "en"
    commit()
    assert "11:30" in words(anna, f"/kalender/{row.id}")
