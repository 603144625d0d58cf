"""Whatever somebody writes, the sheet comes out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from app.core import lettering, printing, sheets
from app.core.lettering import printable

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Sopplunch på Utsikten", "Sopplunch på Utsikten"),
        ("Soppa 🍲 och  bröd", "Soppa och bröd"),
        ("abc\u202edcba\u200f\u00ad", "abcdcba"),
        ("två\nrader\toch tab", "två rader och tab"),
        ("شاي وقهوة", "شاي وقهوة"),
        ("נועה", "נועה"),
        ("Кофе и чай", "Кофе и чай"),
        ("\ue000\ufffe\x07", "ingen"),
        ("🎉🎉", "ingen"),
        ("— … —", "ingen"),
        ("王小明", "ingen"),
        ("", "ingen"),
    ],
)
def test_what_can_be_written_stays(text: str, kept: str) -> None:
    assert printable(text, "ingen") == kept


def test_the_fonts_are_read() -> None:
    assert len(lettering._fonts()) == len(list(printing.FONTS.glob("*.ttf"))) >= 5
    everything = frozenset().union(*lettering._fonts())
    assert set(map(ord, "ÅÄÖåäö0123456789abcß€–”")) <= everything
    assert ord("王") not in everything


@given(st.lists(st.text(max_size=60), min_size=1, max_size=12))
@settings(max_examples=60)
def test_any_text_can_be_set(app, texts: list[str]) -> None:
    with app.test_request_context():
        data = sheets.frame("Prov") | {
            "over": "", "heading": printable(texts[0]) or "Prov", "under": "", "empty": "", "days": [],
            "sentence": " ".join(printable(text) for text in texts), "number": "112", "hours": "",
            "code": sheets.code("https://example.test", "Kod"), "code_words": "",
        }  # fmt: skip
    assert printing.make_pdf("programme.typ", data).startswith(b"%PDF")
