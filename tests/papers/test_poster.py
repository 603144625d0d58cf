"""A notice for the board: one page, large, with what is known and nothing else."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from app.accounts.models import Organisation, User
from app.calendar import dates
from app.calendar.models import Activity, Serves
from app.core.db import commit, session
from app.papers.drawing import picture_of
from tests.calendar.plans import WEEKLY, lunches
from tests.people import settle
from tests.support.client import CheckingClient
from tests.support.names import text
from tests.support.people_doors import sign_in
from tests.support.sheets import check_margins, check_sheet, codes, letter_sizes, pages, tags, words


@pytest.fixture
def sofia(app: Flask) -> User:
    return settle("Sofia")["Sofia"]


@pytest.fixture
def staff(client: CheckingClient, sofia: User) -> CheckingClient:
    sign_in(client, sofia)
    return client


def here(activity: Activity) -> str:
    return f"/personal/aktiviteter/{activity.id}/affisch"


def pro() -> int:
    organisation = Organisation(name="PRO")
    session.add(organisation)
    session.flush()
    return organisation.id


def test_all_that_is_known_on_one_page(staff: CheckingClient, sofia: User, tmp_path: Path) -> None:
    rows = lunches(
        sofia, rrule=WEEKLY, organisation_id=pro(), summary="Varm soppa och prat.", practical="Portkod 1234"
    )
    dates.cancel_occurrence(rows[1], reason="Greta är sjuk", actor=sofia)
    dates.move_occurrence(rows[2], start=rows[2].starts_at + timedelta(days=1), reason=None, actor=sofia)
    commit()
    answer = staff.get(f"{here(rows[0].activity)}.pdf")
    assert answer.headers["Cache-Control"] == "no-store"
    check_sheet(answer.data, title="Affisch: Sopplunch")
    check_margins(answer.data, tmp_path)
    [read] = pages(answer.data)
    days = ("Tisdag 24 november", "Onsdag 9 december", "Tisdag 15 december", "Tisdag 22 december")
    for said in (
        "Välkommen till Sopplunch", "Varm soppa och prat.", "När Varje tisdag klockan 11.30, 90 minuter",
        " ".join(["Närmast", *(f"{day}, klockan 11.30" for day in days)]), "Var Restaurang Utsikten", "Ordnas av PRO",
        "08-465 004 10",
    ):  # fmt: skip
        assert said in read
    for unsaid in ("Greta", "Tisdag 1 december", "Portkod", "kronor", "gratis", "Sida"):
        assert unsaid not in read
    assert max(letter_sizes(answer.data)) >= 40
    assert tags(answer.data).count("Figure") == 2
    origin = staff.application.config["SETTINGS"].public_origin
    assert codes(answer.data, tmp_path) == [f"{origin}/program/vecka/2026-W48"]


def test_the_page_tells_the_same(staff: CheckingClient, sofia: User) -> None:
    row = lunches(sofia, rrule=WEEKLY, organisation_id=pro(), summary="Varm soppa och prat.")[0]
    staff.get(here(row.activity))
    assert staff.page is not None
    read = text(staff.page.find("main")[0])
    for said in (
        "Affisch: Sopplunch",
        "Varm soppa och prat.",
        "Varje tisdag klockan 11.30",
        "24 november",
        "PRO",
    ):
        assert said in read


@pytest.mark.one_database
def test_the_code_of_what_stands_in_no_programme(staff: CheckingClient, sofia: User, tmp_path: Path) -> None:
    row = lunches(sofia, in_programme=False)[0]
    [code] = codes(staff.get(f"{here(row.activity)}.pdf").data, tmp_path)
    assert code.endswith(f"/kalender/{row.id}")


@pytest.mark.one_database
def test_without_a_date_to_come(staff: CheckingClient, sofia: User) -> None:
    row = lunches(sofia)[0]
    dates.cancel_occurrence(row, reason=None, actor=sofia)
    commit()
    read = words(staff.get(f"{here(row.activity)}.pdf").data)
    assert "Ingen dag är bestämd än." in read


@pytest.mark.one_database
@pytest.mark.parametrize("serves", Serves, ids=lambda serves: serves.value)
@pytest.mark.parametrize(
    "title",
    ["W" * 80, "En mycket lång rubrik om en träff " * 2, '#eval("1")] $x$ <b>', "🍲" * 80, "قهوة الصباح"],
    ids=["word", "long", "command", "emoji", "arabic"],
)
def test_any_title_stays_on_one_page(
    staff: CheckingClient, sofia: User, tmp_path: Path, title: str, serves: Serves
) -> None:
    row = lunches(
        sofia, rrule=WEEKLY, title=title[:80], place="P" * 120, serves=serves, summary="Ett ord till. " * 21,
        organisation_id=pro(),
    )[0]  # fmt: skip
    pdf = staff.get(f"{here(row.activity)}.pdf").data
    check_sheet(pdf)
    check_margins(pdf, tmp_path)
    assert len(pages(pdf)) == 1
    if title.startswith(("W", "#")):
        assert title[:80].replace(" ", "") in words(pdf).replace(" ", "")
    if title.startswith("🍲"):
        assert "En aktivitet" in words(pdf)


@pytest.mark.one_database
def test_the_drawing_has_one_free_chair() -> None:
    free = 'r="25" fill="#e3a326"'
    assert picture_of(Serves.SOUP).count(free) == 1
    assert picture_of(Serves.COFFEE) != picture_of(Serves.SOUP)
    assert free not in picture_of(Serves.NOTHING)
