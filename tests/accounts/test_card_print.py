"""The printed card: tagged, two sides, readable by a camera, with nothing of a person but the first name."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import pytest
import zxingcpp
from flask import Flask
from PIL import Image
from pypdf import PdfReader

from app.accounts import card_print
from app.accounts.models import NAME_LENGTH, User
from tests.people import settle

pytestmark = pytest.mark.one_database
ADDRESS = "https://samvaro.kommunen.example/kort#AbCdEfGhIjKlMnOpQrStUv"
MM = 72 / 25.4
HOSTILE = (
    '#let x = "]*_$ \\(\\)',
    "<script>alert(1)</script>",
    "#panic() `a` @ref // kommentar",
    "*Anna* _Karin_ [länk]",
    "= Rubrik",
)


@pytest.fixture
def anna(app: Flask) -> User:
    return settle("Anna")["Anna"]


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def words(pdf: bytes) -> str:
    text = " ".join(page.extract_text() for page in read(pdf).pages)
    return " ".join(text.replace("\u200b", "").split())


def named(person: User, name: str) -> bytes:
    person.first_name = name
    return card_print.card_pdf(person, ADDRESS)


def seen_by_a_camera(pdf: bytes, folder: Path, resolution: int = 150) -> list[Image.Image]:
    program = shutil.which("pdftoppm") or pytest.skip("there is no pdftoppm here: install poppler-utils")
    (folder / "card.pdf").write_bytes(pdf)
    subprocess.run([program, "-r", str(resolution), "-png", folder / "card.pdf", folder / "card"], check=True)
    return [Image.open(path) for path in sorted(folder.glob("card-*.png"))]


def test_two_sides_of_a6_tagged_for_screen_readers(anna: User) -> None:
    reader = read(card_print.card_pdf(anna, ADDRESS))
    assert len(reader.pages) == 2
    for page in reader.pages:
        assert float(page.mediabox.width) == pytest.approx(105 * MM, abs=0.5)
        assert float(page.mediabox.height) == pytest.approx(148 * MM, abs=0.5)
    catalog = reader.root_object
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "sv"
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert catalog["/StructTreeRoot"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in catalog["/Metadata"].get_data()
    assert reader.metadata is not None
    assert reader.metadata.title == "Annas kort"


def test_only_the_first_name_is_on_it(anna: User) -> None:
    text = words(card_print.card_pdf(anna, ADDRESS))
    assert "Annas kort" in text
    assert anna.last_name not in text
    assert "Samvaro frågar aldrig efter BankID, kort, kod eller pengar." in text
    assert "08-465 004 10" in text
    assert "Vi stänger det." in text
    assert ADDRESS.rpartition("#")[2] not in text


@pytest.mark.parametrize(
    "origin", ["http://127.0.0.1:5000", "https://samvaro.kommunen.example", f"https://{'lang.' * 12}example"]
)
def test_a_camera_reads_exactly_the_address(anna: User, tmp_path: Path, origin: str) -> None:
    address = f"{origin}/kort#AbCdEfGhIjKlMnOpQrSt-_"
    front, back = seen_by_a_camera(card_print.card_pdf(anna, address), tmp_path)
    codes = zxingcpp.read_barcodes(front)
    assert [code.text for code in codes] == [address]
    assert not zxingcpp.read_barcodes(back)
    corners = codes[0].position
    side = (corners.top_right.x - corners.top_left.x) * 25.4 / 150
    assert side >= 53.5
    assert around(front, corners) == {255}, "the quiet zone is not white"


def around(front: Image.Image, corners) -> set[int]:
    """The brightness of a frame just outside the code, of about two modules."""
    module = (corners.top_right.x - corners.top_left.x) / 33
    box = [corners.top_left.x - 2 * module, corners.top_left.y - 2 * module]
    box += [corners.bottom_right.x + 2 * module, corners.bottom_right.y + 2 * module]
    frame = front.convert("L").crop(tuple(map(round, box)))
    edge = [frame.getpixel((x, y)) for x in range(frame.width) for y in (0, frame.height - 1)]
    edge += [frame.getpixel((x, y)) for x in (0, frame.width - 1) for y in range(frame.height)]
    return set(edge)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_never_a_command(anna: User, name: str) -> None:
    assert name in words(named(anna, name))


@pytest.mark.parametrize(
    "name",
    [
        "W" * NAME_LENGTH,
        "Anna-Kristina Margareta Elisabeth Wilhelmina af Klinteberg",
        "ابراهيم عبد الرحمن",
        "נועה",
    ],
)
def test_any_name_stays_on_two_sides_and_off_the_code(anna: User, tmp_path: Path, name: str) -> None:
    pdf = named(anna, name)
    front, back = seen_by_a_camera(pdf, tmp_path)
    assert [code.text for code in zxingcpp.read_barcodes(front)] == [ADDRESS]
    for side in (front, back):
        right = side.convert("L").crop(
            (round(side.width * 0.945), round(side.height * 0.05), side.width, side.height)
        )
        assert right.getextrema()[0] > 200, "something stands in the right margin"


def test_a_name_that_no_font_can_write_is_left_out(anna: User) -> None:
    text = words(named(anna, "王小明"))
    assert "Mitt kort" in text


@pytest.mark.parametrize(
    ("name", "title"), [("Anna", "Annas kort"), ("Lars", "Lars kort"), ("Max", "Max kort")]
)
def test_the_title_is_good_swedish(app: Flask, name: str, title: str) -> None:
    with app.test_request_context():
        assert card_print.card_title(name) == title


def test_the_words_are_in_the_owners_language(anna: User) -> None:
    anna.locale = "en"
    assert card_print.card_words(anna).lang == "en"
    anna.locale = "xx"
    assert card_print.card_words(anna).steps_title == "Så gör du"
