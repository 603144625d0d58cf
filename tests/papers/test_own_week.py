"""One person's week on one sheet: what they said yes to, what they are to be told, and nothing of others."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.calendar import dates, seats
from app.calendar.models import Occurrence, SignUp, SignUpState
from app.core import clock
from app.core.audit import AuditEntry
from app.core.db import commit, session
from tests.calendar.plans import NOW, lunch
from tests.papers.paper import notify, on_paper
from tests.papers.weeks_of import on
from tests.people import settle
from tests.support.client import CheckingClient
from tests.support.names import text
from tests.support.people_doors import sign_in
from tests.support.sheets import check_margins, check_sheet, pages, tags, words

PDF = "/min-vecka.pdf"


@pytest.fixture
def cast(app: Flask) -> dict[str, User]:
    return settle("Anna", "Greta", "Marianne", "Sofia")


def comes(person: User, *rows: Occurrence) -> None:
    for row in rows:
        seats.sign_up(person, row, actor=person)
    commit()


def test_what_anna_said_yes_to(client: CheckingClient, cast: dict[str, User], tmp_path: Path) -> None:
    soup, quiz, book = (
        on(cast["Sofia"], 1, 11, "Sopplunch"),
        on(cast["Sofia"], 3, 15, "Frågesport", capacity=1),
        on(cast["Sofia"], 2, 10, "Bokcirkeln"),
    )
    later = lunch(cast["Sofia"], title="Luciakaffe", starts_on=clock.today() + timedelta(days=20))
    comes(cast["Greta"], quiz, soup)
    comes(cast["Anna"], soup, quiz, later)
    sign_in(client, cast["Anna"])
    answer = client.get(PDF)
    check_sheet(answer.data, title="Annas vecka")
    check_margins(answer.data, tmp_path)
    [read] = pages(answer.data)
    assert "Utskrivet måndag 23 november Annas vecka 23 till 29 november" in read
    assert "Tisdag 24 november 11.00 Sopplunch. Restaurang Utsikten. Till 12.30. Du är anmäld." in read
    assert "Frågesport. Restaurang Utsikten. Till 16.30. Du är nummer 1 på kölistan." in read
    assert "Längre fram Söndag 13 december 11.30 Luciakaffe." in read
    assert book.title not in read
    for name in (cast["Greta"].first_name, cast["Anna"].last_name):
        assert name not in read
    assert "08-465 004 10" in read
    assert tags(answer.data).count("H1") == 1


def test_the_page_tells_the_same(client: CheckingClient, cast: dict[str, User]) -> None:
    comes(cast["Anna"], on(cast["Sofia"], 1, 11, "Sopplunch"))
    sign_in(client, cast["Anna"])
    client.get("/min-vecka")
    assert client.page is not None
    read = text(client.page.find("main")[0])
    assert "Tisdag 24 november Klockan 11.00 till 12.30 Sopplunch Restaurang Utsikten Du är anmäld." in read


@pytest.mark.one_database
def test_cancelled_moved_and_offered(client: CheckingClient, cast: dict[str, User]) -> None:
    off, moved, offer = (
        on(cast["Sofia"], day, 11, title) for day, title in ((1, "Bingo"), (2, "Sång"), (3, "Kör"))
    )
    comes(cast["Anna"], off, moved, offer)
    dates.cancel_occurrence(off, reason="Ledaren är sjuk", actor=cast["Sofia"])
    dates.move_occurrence(moved, start=moved.starts_at + timedelta(days=2), reason=None, actor=cast["Sofia"])
    mine = session.scalar(select(SignUp).where(SignUp.occurrence_id == offer.id))
    assert mine is not None
    mine.state, mine.offered_until = SignUpState.OFFERED, NOW + timedelta(hours=6)
    commit()
    sign_in(client, cast["Anna"])
    read = words(client.get(PDF).data)
    assert "Bingo. Restaurang Utsikten. Till 12.30. Inställt. Ledaren är sjuk." in read
    assert "Du är anmäld. Ny tid, förut onsdag 25 november, klockan 11.00." in read
    assert "Det finns en plats till dig. Svara senast måndag 23 november, klockan 16.00." in read


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("name", "title"), [("Lars", "Lars vecka"), ("王小明", "Min vecka"), ("#panic()", "#panic()s vecka")]
)
def test_whose_week_it_is(client: CheckingClient, cast: dict[str, User], name: str, title: str) -> None:
    cast["Anna"].first_name = name
    commit()
    sign_in(client, cast["Anna"])
    read = words(client.get(PDF).data)
    assert title in read
    assert "Du har inget inbokat de här dagarna." in read


@pytest.mark.one_database
def test_in_their_own_language(client: CheckingClient, cast: dict[str, User]) -> None:
    cast["Anna"].locale = "en"
    comes(cast["Anna"], on(cast["Sofia"], 1, 11, "Sopplunch"))
    for person in ("Anna", "Sofia"):
        sign_in(client, cast[person])
        path = PDF if person == "Anna" else f"/personal/manniskor/{cast['Anna'].id}/vecka.pdf"
        pdf = client.get(path).data
        check_sheet(pdf, lang="en")
        assert "Tuesday 24 November" in words(pdf)
        assert "You are signed up." in words(pdf)


@pytest.mark.one_database
def test_a_very_full_week_is_told_to_the_end(client: CheckingClient, cast: dict[str, User]) -> None:
    rows = [on(cast["Sofia"], n // 3 + 1, 9 + 3 * (n % 3), f"Träff {n}") for n in range(17)]
    comes(cast["Anna"], *rows)
    sign_in(client, cast["Anna"])
    pdf = client.get(PDF).data
    check_sheet(pdf)
    texts = pages(pdf)
    assert len(texts) == 2
    assert "Sida 2 av 2" in texts[1]
    assert all(f"Träff {n}." in words(pdf) for n in range(17))


def test_staff_look_and_it_is_noted(client: CheckingClient, cast: dict[str, User]) -> None:
    comes(cast["Anna"], on(cast["Sofia"], 1, 11, "Sopplunch"))
    sign_in(client, cast["Sofia"])
    here = f"/personal/manniskor/{cast['Anna'].id}/vecka"
    page = client.get(here)
    assert "Sopplunch" in page.text
    assert "Annas vecka" in words(client.get(f"{here}.pdf").data)
    noted = select(AuditEntry).where(AuditEntry.action == "person.week_viewed")
    entries = session.scalars(noted.order_by(AuditEntry.id)).all()
    assert [entry.details for entry in entries] == ['{"on": "page"}', '{"on": "pdf"}']
    assert {(entry.person, entry.actor) for entry in entries} == {
        (cast["Anna"].pseudonym, cast["Sofia"].pseudonym)
    }


@pytest.mark.one_database
def test_others_have_no_way_to_it(client: CheckingClient, cast: dict[str, User]) -> None:
    for person in ("Greta", "Marianne"):
        sign_in(client, cast[person])
        for end in ("", ".pdf"):
            assert client.get(f"/personal/manniskor/{cast['Anna'].id}/vecka{end}").status_code == 403


@pytest.mark.one_database
def test_what_waits_is_told_only_to_those_on_paper(client: CheckingClient, cast: dict[str, User]) -> None:
    notify(cast["Anna"], "Lunchen är flyttad till onsdag.")
    notify(cast["Greta"], "Det här är till någon annan.")
    sign_in(client, cast["Anna"])
    assert "flyttad till onsdag" not in words(client.get(PDF).data)
    on_paper(cast["Anna"])
    read = words(client.get(PDF).data)
    assert "Besked till dig Lunchen är flyttad till onsdag." in read
    assert "någon annan" not in read
