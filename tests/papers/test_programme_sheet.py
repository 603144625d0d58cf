"""The week's programme on paper: large, tagged, whole, and nothing in it but what all may know."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from app.accounts.models import User
from app.calendar import dates
from app.core.clock import STOCKHOLM
from app.core.db import commit
from tests.calendar.plans import TUESDAY
from tests.papers.weeks_of import ORIGIN, full_week, on, sheet
from tests.people import settle
from tests.support.environ import environment, free_port
from tests.support.sheets import (
    check_margins,
    check_sheet,
    codes,
    letter_sizes,
    pages,
    pictures,
    read,
    tags,
    words,
)

pytestmark = pytest.mark.one_database
HOSTILE = (
    '#eval("1+1") #panic()', '"] ) } #let x = 1', "*fet* _lutad_ $x^2$ @ref", "= Rubrik", "<script>alert(1)</script>",
    "https://example.test // kommentar", "\\u{202e} \\ `kod`",
)  # fmt: skip


@pytest.fixture
def environ(database_url: str) -> dict[str, str]:
    return environment(database_url=database_url, port=free_port()) | {"SAMVARO_LOCALES": "sv,en,fi,ar"}


@pytest.fixture
def sofia(app: Flask) -> User:
    return settle("Sofia")["Sofia"]


def test_a_usual_week_on_one_page(sofia: User, tmp_path: Path) -> None:
    full_week(sofia)
    pdf = sheet()
    check_sheet(pdf, title="Veckans program, vecka 48")
    check_margins(pdf, tmp_path)
    [text] = pages(pdf)
    assert "Samvaro, vecka 48 Veckans program 23 till 29 november" in text
    assert "Måndag 23 november 10.00 Kaffebordet. Restaurang Utsikten. 14.00 Bokcirkeln." in text
    assert "Helgen 28 till 29 november Inget är bestämt. Ring om du vill hitta på något." in text
    assert "08-465 004 10 Vardagar klockan 9 till 16." in text
    assert "Samvaro frågar aldrig efter BankID, kort, kod eller pengar." in text
    assert "Sida 1" not in text
    sizes = letter_sizes(pdf)
    assert max(sizes) == 42
    assert sizes[18.5] == "Samvaro, vecka 48"


def test_what_is_read_aloud_has_headings_and_lists(sofia: User) -> None:
    full_week(sofia)
    found = tags(sheet())
    assert found.count("H1") == 1
    assert found.count("H2") == 6  # five days and the weekend
    assert found.count("LI") == 8
    assert found.count("Figure") == 1  # the code; the mark and the bands are decoration


def test_the_camera_comes_to_that_week(sofia: User, tmp_path: Path) -> None:
    full_week(sofia)
    assert codes(sheet(), tmp_path) == [f"{ORIGIN}/program/vecka/2026-W48"]


def test_an_empty_week_has_kind_words(sofia: User) -> None:
    [text] = pages(sheet())
    assert "Inget är bestämt den här veckan. Vill du hitta på något? Ring oss." in text
    assert "Måndag" not in text


def test_sixty_entries_flow_over_pages_with_their_days_told_again(sofia: User, tmp_path: Path) -> None:
    for number in range(60):
        on(sofia, number % 2, 9 + number // 10, f"Träff nummer {number}")
    pdf = sheet()
    check_sheet(pdf)
    check_margins(pdf, tmp_path)
    texts = pages(pdf)
    assert 2 <= len(texts) <= 5
    for number in range(60):
        assert f"Träff nummer {number}." in words(pdf)
    for number, text in enumerate(texts, 1):
        assert f"Sida {number} av {len(texts)}" in text
        assert "Samvaro frågar aldrig efter BankID" in text
    for text in texts[1:]:
        assert "Veckans program, vecka 48" in text
    assert "november, fortsättning" in texts[1]


def test_nothing_goes_on_where_nothing_does(sofia: User) -> None:
    """The foot alone on a page of its own is no day that goes on."""
    for number in range(26):
        on(sofia, number // 4, 9 + number % 4, "Träff med ett namn som är så långt att det tar två rader")
        texts = pages(sheet())
        if len(texts) == 2 and "Träff" not in texts[1]:
            assert "fortsättning" not in texts[1]


def test_moved_and_cancelled_without_the_reason(sofia: User) -> None:
    gone, moved = on(sofia, 1, 9, "Bingo"), on(sofia, 1, 11, "Sång")
    on(sofia, 1, 11, "Anhörigträff", in_programme=False)
    away = datetime(2026, 11, 27, 14, 0, tzinfo=STOCKHOLM)
    dates.cancel_occurrence(gone, reason="Greta är sjuk", actor=sofia)
    dates.move_occurrence(moved, start=away, reason="Greta är sjuk", actor=sofia)
    commit()
    text = words(sheet())
    assert "9.00 Bingo. Restaurang Utsikten. Inställt" in text
    assert "Sång är flyttad till fredag 27 november, klockan 14.00." in text
    assert "Ny tid. Förut tisdag 24 november, klockan 11.00." in text
    assert "Greta" not in text
    assert "Anhörigträff" not in text


@pytest.mark.parametrize("title", HOSTILE)
def test_a_title_is_never_a_command(sofia: User, title: str) -> None:
    on(sofia, 1, 11, title, place=title)
    assert words(sheet()).replace(" ", "").count(title.replace(" ", "")) == 2


@pytest.mark.parametrize("title", ["W" * 80, "Kommunikationsdepartementssammanträdesprotokoll" * 2, "i" * 80])
def test_an_endless_word_is_broken_and_not_cut(sofia: User, tmp_path: Path, title: str) -> None:
    on(sofia, 1, 11, title[:80], place=title[:80])
    pdf = sheet()
    check_margins(pdf, tmp_path)
    assert words(pdf).replace(" ", "").count(title[:80]) == 2


def test_what_a_database_holds_from_elsewhere_is_text_too(sofia: User) -> None:
    """The forms refuse the override sign; a row that came another way is printed without."""
    row = on(sofia, 1, 11, "Sopplunch")
    row.title, row.place = "abc\u202edcba", "🍲" * 120
    commit()
    assert "abcdcba." in words(sheet())


@pytest.mark.parametrize(
    ("title", "read"),
    [
        ("🍲" * 80, "En aktivitet."),
        ("Sopplunch 🍲🎉", "Sopplunch."),
        ("王小明", "En aktivitet."),
        ("Кофе", "Кофе."),
    ],
)
def test_signs_that_no_font_has_are_left_out_kindly(sofia: User, title: str, read: str) -> None:
    on(sofia, 1, 11, title)
    assert f"11.00 {read}" in words(sheet())


def test_in_english(sofia: User) -> None:
    full_week(sofia)
    pdf = sheet("en")
    check_sheet(pdf, lang="en", title="The week's programme, week 48")
    text = words(pdf)
    assert "Monday 23 November 10:00 Kaffebordet." in text
    assert "Samvaro never asks" in text


def test_right_to_left(sofia: User, tmp_path: Path) -> None:
    """The day stands to the right, the code to the left; times keep their order."""
    full_week(sofia)
    pdf = sheet("ar")
    check_sheet(pdf, lang="ar")
    check_margins(pdf, tmp_path)
    [page] = pictures(pdf, tmp_path)
    grey = page.convert("L")
    lowest = grey.crop((0, round(grey.height * 0.74), grey.width, round(grey.height * 0.88)))
    left, right = (lowest.crop((x, 0, x + grey.width // 4, lowest.height)) for x in (0, grey.width * 3 // 4))
    assert sum(left.histogram()[:80]) > 2 * sum(right.histogram()[:80]), "the code is not at the left"
    assert "10:00" in words(pdf)


def test_all_languages_on_offer_can_be_printed(sofia: User) -> None:
    full_week(sofia)
    for lang in ("sv", "en", "fi", "ar"):
        check_sheet(sheet(lang), lang=lang)


def test_the_same_words_make_the_same_file(sofia: User) -> None:
    full_week(sofia)
    assert sheet() == sheet()


def test_in_one_colour_all_is_black(sofia: User, tmp_path: Path) -> None:
    """Between the bands there is no text that a printer of one colour makes pale."""
    full_week(sofia)
    [page] = pictures(sheet(), tmp_path)
    body = page.convert("L").crop((0, round(page.height * 0.25), page.width, round(page.height * 0.93)))
    pale = sum(body.histogram()[140:200])
    assert pale < sum(body.histogram()[:60])
    assert len(read(sheet()).pages) == 1


def test_a_week_over_the_turn_of_the_year(sofia: User) -> None:
    on(sofia, (TUESDAY + timedelta(days=37) - TUESDAY).days + 1, 11, "Nyårskaffe")
    text = words(sheet(week="2026-W53"))
    assert "vecka 53" in text
    assert "28 december till 3 januari" in text
    assert "Torsdag 31 december 11.00 Nyårskaffe." in text
