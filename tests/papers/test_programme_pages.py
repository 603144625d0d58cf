"""The addresses of the programme: open to all, bounded, kept by what stands on the sheet."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.core import clock, printing
from app.core.db import commit
from tests.calendar.plans import NOW
from tests.papers.weeks_of import full_week, on
from tests.people import settle
from tests.support.client import CheckingClient
from tests.support.names import text
from tests.support.people_doors import sign_in
from tests.support.sheets import check_sheet, words

PDF = "/program/veckans-program.pdf"


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The templates that were set, one by one."""
    seen: list[str] = []
    real = printing.make_pdf
    monkeypatch.setattr(printing, "make_pdf", lambda name, data: seen.append(name) or real(name, data))
    return seen


def test_everybody_gets_this_week(client: CheckingClient) -> None:
    full_week(settle("Sofia")["Sofia"])
    answer = client.get(PDF)
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'inline; filename="veckans-program-2026-W48-sv.pdf"'
    check_sheet(answer.data, title="Veckans program, vecka 48")
    assert "Bokcirkeln." in words(answer.data)
    check_sheet(client.get(f"{PDF}?vecka=2026-W49&sprak=en").data, lang="en")


@pytest.mark.one_database
def test_who_asks_makes_no_difference(client: CheckingClient) -> None:
    cast = settle("Anna", "Sofia")
    full_week(cast["Sofia"])
    stranger = client.get(PDF)
    sign_in(client, cast["Anna"])
    answer = client.get(PDF)
    assert answer.data == stranger.data
    assert "Set-Cookie" not in answer.headers


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("vecka=2026-W47", 200), ("vecka=2027-W03", 200), ("vecka=2026-W46", 404), ("vecka=2027-W04", 404),
        ("vecka=2026-W54", 400), ("vecka=2026-W00", 400), ("vecka=0000-W01", 400), ("vecka=9999-W52", 404),
        ("vecka=", 400), ("vecka=2026-48", 400), ("vecka=2026-W48%00", 400), ("vecka=٢٠٢٦-W48", 400),
        ("vecka=" + "9" * 4000, 400), ("sprak=fi", 404), ("sprak=", 404), ("sprak=../../etc", 404),
    ],
)  # fmt: skip
def test_weeks_and_languages_that_are_not_on_offer(client: CheckingClient, query: str, status: int) -> None:
    assert client.get(f"{PDF}?{query}").status_code == status


@pytest.mark.one_database
def test_unchanged_it_is_neither_sent_nor_made_again(client: CheckingClient, compiled: list[str]) -> None:
    sofia = settle("Sofia")["Sofia"]
    full_week(sofia)
    first = client.get(PDF)
    assert first.headers["Cache-Control"] == "public, no-cache"
    again = client.get(PDF, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(PDF).data == first.data
    assert len(compiled) == 1
    on(sofia, 5, 11, "Lördagskaffe")
    changed = client.get(PDF, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]
    assert "Lördagskaffe" in words(changed.data)
    assert len(compiled) == 2


@pytest.mark.one_database
def test_however_it_is_asked_for_there_are_few_sheets(client: CheckingClient, compiled: list[str]) -> None:
    settle("Sofia")
    for number in range(30, 54):
        for query in ("", "&sprak=en", "&x=1", "&sprak=sv&x=2"):
            client.get(f"{PDF}?vecka=2026-W{number}{query}")
    assert len(compiled) <= 2 * 8  # from week 47 to 53, in two languages


@pytest.mark.one_database
def test_too_many_questions_are_turned_away(client: CheckingClient) -> None:
    answers = [client.get(f"{PDF}?vecka=2026-W99").status_code for _ in range(125)]
    assert answers[0] == 400
    assert answers[-1] == 429


def test_the_page_of_a_week(client: CheckingClient) -> None:
    full_week(settle("Sofia")["Sofia"])
    answer = client.get("/program/vecka/2026-W48")
    assert client.page is not None
    read = text(client.page.find("main")[0])
    assert "Vecka 48, måndag 23 november till söndag 29 november" in read
    assert "Klockan 14.00 till 15.30 Bokcirkeln Restaurang Utsikten" in read
    assert f"{PDF}?vecka=2026-W48&amp;sprak=sv" in answer.text
    assert "/program/vecka/2026-W49" in answer.text
    assert "/program/vecka/2026-W47" in answer.text


@pytest.mark.one_database
def test_the_ends_of_what_is_offered(client: CheckingClient) -> None:
    settle("Sofia")
    last = client.get("/program/vecka/2027-W03")
    assert "/program/vecka/2027-W04" not in last.text
    assert "Inget är bestämt den här veckan." in last.text
    first = client.get("/program/vecka/2026-W47")
    assert "/program/vecka/2026-W46" not in first.text


@pytest.mark.one_database
def test_an_old_sheet_on_the_table_leads_to_the_present_week(client: CheckingClient) -> None:
    with clock.frozen(NOW + timedelta(days=100)):
        answer = client.get("/program/vecka/2026-W48")
        assert (answer.status_code, client.last_location) == (303, "/program")
    assert client.get("/program/vecka/2026-W60").status_code == 400
    assert client.get("/program/vecka/%00").status_code == 400


@pytest.mark.one_database
def test_the_sheet_is_linked_where_people_look(app: Flask, client: CheckingClient) -> None:
    cast = settle("Anna", "Sofia")
    row = on(cast["Sofia"], 3, 15, "Frågesport")
    commit()
    assert f"{PDF}?sprak=sv" in client.get("/program").text
    sign_in(client, cast["Anna"])
    assert "/min-vecka" in client.get("/kalender").text
    assert "/min-vecka" in client.get("/mina-anmalningar").text
    sign_in(client, cast["Sofia"])
    assert "/personal/papper" in client.get("/personal").text
    poster = f"/personal/aktiviteter/{row.activity_id}/affisch"
    assert poster in client.get(f"/personal/aktiviteter/{row.activity_id}").text
    assert poster in client.get(f"/personal/aktiviteter/datum/{row.id}").text
    anna = cast["Anna"].id
    assert f"/personal/manniskor/{anna}/vecka" in client.get(f"/personal/manniskor/{anna}").text


@pytest.mark.one_database
def test_the_operator_writes_the_file(app: Flask, tmp_path) -> None:
    full_week(settle("Sofia")["Sofia"])
    out = tmp_path / "program.pdf"
    runner = app.test_cli_runner()
    done = runner.invoke(
        args=["papers", "programme", "--week", "2026-W48", "--lang", "en", "--out", str(out), "--json"]
    )
    assert done.exit_code == 0, done.output
    assert '"week": "2026-W48"' in done.output
    check_sheet(out.read_bytes(), lang="en")
    for bad in (["--week", "v48"], ["--lang", "xx"]):
        refused = runner.invoke(args=["papers", "programme", "--out", str(out), *bad])
        assert refused.exit_code == 1
        assert "Error" in refused.output
