"""One judgement of text, before any database sees it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, strategies as st

from app.core.text import BadText, clean_text


@pytest.mark.parametrize(
    ("given_text", "code"),
    [
        (None, "type"), (7, "type"), ([], "type"), ("", "empty"), ("  \n ", "empty"), ("\u200b", "empty"),
        ("a\x00b", "character"), ("a\ud800b", "character"), ("a\x1bb", "character"), ("abc\u202edcba", "character"),
        ("\u2067abc", "character"), ("\u3164\u2800", "empty"),
        ("\u2062 \U000e0041", "empty"), ("z" + "\u0335" * 7, "character"), ("å" * 81, "long"), ("x" * 100_000, "long"),
    ],
)  # fmt: skip
def test_bad_text_is_named(given_text: object, code: str) -> None:
    with pytest.raises(BadText) as refused:
        clean_text(given_text, longest=80)
    assert refused.value.code == code


def test_good_text_is_kept_and_composed() -> None:
    assert clean_text("  A\u030asa\tsitter \r\n här ", longest=80) == "Åsa sitter här"
    assert clean_text("rad ett\r\nrad två", longest=80, lines=True) == "rad ett\nrad två"
    assert clean_text("ett\n\n \n\n\ntvå", longest=80, lines=True) == "ett\n\ntvå"
    assert clean_text("🏴\U000e0067\U000e0062\U000e007f", longest=80)
    assert clean_text("مرحبا ☕ <b>hej</b>", longest=80) == "مرحبا ☕ <b>hej</b>"


@pytest.mark.parametrize(
    "pile",
    [
        "\u0e47" * 7, "\u0e31" * 9, "\u0489" * 7, "\u20dd" * 7, "\ufe0f" * 7, "\u0335\u0489" * 4,
        "\u0489\u200d" * 7, "\u0301\u0301\u0301\u200c" * 3, "\u0489\u0903" * 7, "\U000e0100" * 7,
    ],
)  # fmt: skip
def test_marks_piled_on_one_letter_are_refused_whatever_their_class(pile: str) -> None:
    with pytest.raises(BadText) as refused:
        clean_text(f"hej z{pile} du", longest=300)
    assert refused.value.code == "character"


@pytest.mark.parametrize(
    "words",
    [
        "ที่นี่น้ำก็เย็นครับ", "สวัสดีค่ะ ผู้ใหญ่", "مُحَمَّدٌ رَسُولٌ", "ٱلرَّحْمَـٰنِ ٱلرَّحِيمِ", "बच्चों की हिन्दी, श्रृंखला", "ကျွန်တော် မြွှေ",
        "Nguyễn Thị Thuỳ, tiếng Việt", "בְּרֵאשִׁ֖ית", "བསྒྲུབས", "❤️ ✌️ 1️⃣ #️⃣", "👩‍❤️‍👨 👨‍👩‍👧‍👦 🏳️‍🌈 👍🏽", "🏴󠁧󠁢󠁳󠁣󠁴󠁿",
    ],
)  # fmt: skip
def test_marks_that_writing_needs_are_kept(words: str) -> None:
    for text in (words, unicodedata.normalize("NFD", words)):
        assert clean_text(text, longest=80) == unicodedata.normalize("NFC", words)


@given(st.text(max_size=300))
def test_what_passes_is_storable_and_stays_the_same(text: str) -> None:
    try:
        cleaned = clean_text(text, longest=200, lines=True)
    except BadText:
        return
    assert 1 <= len(cleaned) <= 200
    assert "\x00" not in cleaned
    assert cleaned.encode("utf-8").decode("utf-8") == unicodedata.normalize("NFC", cleaned)
    assert clean_text(cleaned, longest=200, lines=True) == cleaned
