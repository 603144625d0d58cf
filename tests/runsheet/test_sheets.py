"""Kitchen, ways there, tables and list: as pages and on paper, from the same few queries."""

from __future__ import annotations

import io
import shutil
import subprocess
import time as stopwatch
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time, timedelta
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import event, select

from app.accounts import blocks
from app.accounts.models import User
from app.calendar.models import Occurrence
from app.core import clock
from app.core.audit import AuditEntry
from app.core.db import commit, engine, session
from app.notifications.models import Contact
from app.runsheet import printed, queries
from app.runsheet.models import Texture, Way
from app.runsheet.needs import Food, Travel
from app.runsheet.tables import seating
from tests.calendar.plans import WEEKLY, lunches
from tests.calendar.test_pages import main_words
from tests.people import extra
from tests.runsheet.guests import comes, crowd, guest, tell
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in

Cast = dict[str, User]
HOSTILE = '#panic() *fet* <b>"'


@pytest.fixture
def table_laid(cast: Cast, date: Occurrence) -> Occurrence:
    comes(
        cast["Anna"],
        date,
        Food(("gluten", "lactose")),
        Travel(Way.NEEDS_LIFT, None, "Lingonstigen 4", time(11, 15)),
    )
    comes(cast["Bengt"], date, Food(("vegetarian",)), Travel(Way.OFFERS_LIFT, 1))
    comes(cast["Greta"], date, Food(("vegetarian",)), Travel(Way.WALKS, wants_company=True))
    majken = guest(date, "Majken", cast["Sofia"], companions=1, companion_name="Nils")
    tell(
        majken,
        cast["Sofia"],
        Food(texture=Texture.TIMBAL, words=HOSTILE),
        Travel(Way.NEEDS_LIFT, None, "Aspvägen 2"),
    )
    comes(cast["Amir"], date)
    session.add(Contact(person_id=cast["Anna"].id, phone="070-174 06 21"))
    commit()
    return date


@pytest.fixture
def host(client: CheckingClient, cast: Cast) -> CheckingClient:
    sign_in(client, cast["Marianne"])
    return client


def here(date: Occurrence, sheet: str) -> str:
    return f"/personal/aktiviteter/datum/{date.id}/korschema{sheet}"


def read(pdf: bytes) -> list[str]:
    """The words of each page."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return [" ".join(page.extract_text().replace("\u200b", "").split()) for page in pages]


def paper(date: Occurrence) -> bytes:
    return printed.day_pdf(queries.day_sheet(date))


@contextmanager
def counted() -> Iterator[list[str]]:
    asked: list[str] = []
    note = lambda _c, _k, statement, *_rest: asked.append(statement)  # noqa: E731
    event.listen(engine(), "before_cursor_execute", note)
    yield asked
    event.remove(engine(), "before_cursor_execute", note)


def test_the_kitchen_reads_how_many_and_nobodys_name(
    host: CheckingClient, cast: Cast, table_laid: Occurrence
) -> None:
    host.get(here(table_laid, "/kok"))
    shown = main_words(host)
    assert "Äter 6 personer" in shown
    assert "Som vanligt 2 personer" in shown
    assert "1 har inte svarat." in shown
    assert "2 Vegetariskt" in shown
    assert "1 Utan gluten och utan laktos" in shown
    assert f"1 Timbal {HOSTILE}" in shown
    assert "1 utan laktos" in shown
    for name in ("Anna", "Bengt", "Greta", "Majken", "Nils", "Amir"):
        assert name not in shown


def test_who_is_fetched_by_time_and_place(host: CheckingClient, table_laid: Occurrence) -> None:
    host.get(here(table_laid, "/resor"))
    shown = main_words(host)
    assert "3 vill ha skjuts. 1 plats finns i bilarna. Det fattas 2 platser." in shown
    assert shown.index("11.15 Anna Lingonstigen 4 070-174 06 21") < shown.index("Majken och Nils Aspvägen 2")
    assert "Bengt 1" in shown
    assert shown.index("Vill ha sällskap dit") < shown.index("Greta")
    assert "Utan" not in shown, "what people eat is not for the drivers"


def test_the_tables_are_explained_on_the_page_only(client: CheckingClient, cast: Cast) -> None:
    dates = lunches(cast["Sofia"], rrule=WEEKLY, capacity=20)[:6]
    for one in dates[:5]:
        comes(cast["Greta"], one)
    guest(dates[5], "Majken", cast["Sofia"], companions=1, companion_name="Nils")
    for name in ("Greta", "Anna", "Bengt"):
        comes(cast[name], dates[5])
    with clock.frozen(dates[5].starts_at - timedelta(hours=3)):
        sign_in(client, cast["Sofia"])
        client.get(here(dates[5], "/bord"))
        shown = main_words(client)
        assert "är ny och sitter bredvid Greta, som brukar vara med." in shown
        assert "Majken sitter bredvid Nils: de kommer tillsammans." in shown
        on_paper = read(paper(dates[5]))[2]
    assert "Bord 1. 5 gäster" in on_paper
    assert "brukar" not in on_paper
    assert " ny " not in on_paper


def test_who_is_kept_apart_sits_apart_and_no_reason_is_given(
    client: CheckingClient, cast: Cast, date: Occurrence
) -> None:
    for name in ("Anna", "Bengt", "Greta", "Amir", "Karin"):
        comes(cast[name], date)
    assert len(seating(queries.day_sheet(date)).tables) == 1
    blocks.block(cast["Anna"], cast["Bengt"], actor=cast["Sofia"])
    commit()
    tables = seating(queries.day_sheet(date)).tables
    assert not any({"Anna", "Bengt"} <= set(table.names) for table in tables)
    sign_in(client, cast["Marianne"])
    client.get(here(date, "/bord"))
    shown = main_words(client)
    assert "Sätt gärna en värd eller någon som kommer oanmäld där." in shown
    for word in ("block", "isär", "Anna och Bengt", "vill inte"):
        assert word not in shown


def test_two_of_one_name_are_told_apart_by_their_figures(app: Flask, cast: Cast, date: Occurrence) -> None:
    cast["Greta"].first_name = "Anna"
    commit()
    comes(cast["Anna"], date)
    comes(cast["Greta"], date)
    assert [one.name for one in queries.day_sheet(date).guests] == ["Anna (vitsippa)", "Anna (blåsippa)"]


def test_one_click_makes_all_four(host: CheckingClient, cast: Cast, table_laid: Occurrence) -> None:
    answer = host.get(here(table_laid, ".pdf"))
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    kitchen, ways, tables, roll = read(answer.data)
    assert kitchen.startswith("Sopplunch Till köket")
    assert f"1 Timbal {HOSTILE}" in kitchen
    assert "Anna" not in kitchen
    assert "11.15 Anna Lingonstigen 4 070-174 06 21" in ways
    assert "Bord 1. 6 gäster" in tables
    assert "Nils, med Majken" in roll
    assert "Lingonstigen" not in kitchen + tables + roll
    for page in (kitchen, ways, tables, roll):
        assert "Zarvandi" not in page
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "runsheet.read")).one()
    assert entry.actor == cast["Marianne"].pseudonym


@pytest.mark.one_database
def test_a_tagged_pdf(app: Flask, table_laid: Occurrence) -> None:
    reader = PdfReader(io.BytesIO(paper(table_laid)))
    catalog = reader.root_object
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "sv"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in catalog["/Metadata"].get_data()
    assert reader.metadata is not None
    assert reader.metadata.title == "Körschema: Sopplunch, i morgon, tisdag 24 november, klockan 11.30"


@pytest.mark.one_database
def test_letters_that_no_font_can_write_stop_nothing(app: Flask, cast: Cast, date: Occurrence) -> None:
    guest(date, "王小明", cast["Sofia"])
    guest(date, "W" * 60, cast["Sofia"])
    comes(cast["Anna"], date, Food(words="مرحبا 王"))
    pages = read(paper(date))
    assert len(pages) == 4
    assert "W" * 60 in pages[3].replace(" ", "")


@pytest.mark.one_database
def test_nothing_runs_off_the_paper(app: Flask, cast: Cast, date: Occurrence, tmp_path: Path) -> None:
    """Drawn, and the margins looked at: white but for the bands."""
    program = shutil.which("pdftoppm") or pytest.skip("there is no pdftoppm here: install poppler-utils")
    long = Food(("vegan", *("gluten nuts soy egg fish".split())), Texture.PUREE, "mycket" * 33)
    entry = guest(date, "W" * 60, cast["Sofia"], companions=1, companion_name="M" * 60)
    tell(entry, cast["Sofia"], long, Travel(Way.NEEDS_LIFT, None, "Å" * 120, time(11), True, "w" * 200))
    (tmp_path / "day.pdf").write_bytes(paper(date))
    subprocess.run([program, "-r", "50", "-png", tmp_path / "day.pdf", tmp_path / "day"], check=True)
    sheets = [Image.open(path).convert("L") for path in sorted(tmp_path.glob("day-*.png"))]
    assert len(sheets) >= 4
    for sheet in sheets:
        for left, right in ((0, 0.055), (0.945, 1)):
            edge = sheet.crop((round(sheet.width * left), 0, round(sheet.width * right), sheet.height))
            assert edge.getextrema()[0] > 200


def test_the_queries_do_not_grow_with_the_guests(host: CheckingClient, cast: Cast, date: Occurrence) -> None:
    numbers = []
    for more in (3, 30):
        for person in extra(more):
            comes(person, date, Food(("vegan",)), Travel(Way.WALKS)) if date.taken < 40 else None
        session.expunge_all()
        with counted() as asked:
            data = printed.day_data(queries.day_sheet(session.get_one(Occurrence, date.id)))
        assert data["lista"]["names"]
        numbers.append(len(asked))
    assert numbers[0] == numbers[1] <= 6


@pytest.mark.alone
@pytest.mark.one_database
def test_120_guests_in_half_a_second(app: Flask, cast: Cast, date: Occurrence) -> None:
    """In time of the processor, so that a busy machine makes no difference. Each guest has words of their own."""
    date.capacity = 120
    entries = crowd(date, 120, cast["Sofia"])
    lift = Travel(Way.NEEDS_LIFT, None, "Aspvägen 2")
    for entry in entries:
        tell(entry, cast["Sofia"], Food(("vegan",), words=f"Ord {entry.id}"), lift)
    paper(date)  # the fonts are read once for each process
    for entry in entries:
        tell(entry, cast["Sofia"], Food(("soy",), words=f"Andra ord {entry.id}"))
    began = stopwatch.process_time()
    made = paper(date)
    assert stopwatch.process_time() - began < 0.5
    assert len(read(made)) > 8
