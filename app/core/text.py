"""What people write is judged once, before any database sees it, so that both databases agree."""

from __future__ import annotations

import re
import unicodedata

# Bidirectional controls let a text pose as another (CVE-2021-42574). Ordinary Arabic needs none of them.
BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
INVISIBLE = frozenset("\ufeff\u200b\u2060\u00ad")
LOOK_LIKE_NOTHING = frozenset("\u115f\u1160\u3164\uffa0\u2800")  # letters and a Braille cell without a mark
MOST_MARKS = 6  # on one letter; no writing system in use needs more, towers of them cover the lines around


class BadText(ValueError):
    """`code` is one of: type, empty, short, long, character."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def clean_text(value: object, *, longest: int, shortest: int = 1, lines: bool = False) -> str:
    """NFC text without control characters, trimmed, `shortest`–`longest` characters; raise BadText otherwise.

    Line ends become newlines and are kept when `lines`, at most one empty line at a time; else they are folded to a
    space, as are tabs. What shows nothing is empty.
    """
    if not isinstance(value, str):
        raise BadText("type")
    if len(value) > longest * 4 + 1000:  # do not normalise what cannot pass
        raise BadText("long")
    text = _plain_lines(value, lines)
    if any(_is_forbidden(c) for c in text):
        raise BadText("character")
    text = unicodedata.normalize("NFC", text).strip()
    text = re.sub(r"\n(?: *\n){2,}", "\n\n", text) if lines else " ".join(text.split())
    if _has_a_tower(text):
        raise BadText("character")
    if not any(_is_seen(c) for c in text):
        text = ""
    if len(text) < shortest:
        raise BadText("empty" if not text else "short")
    if len(text) > longest:
        raise BadText("long")
    return text


def _plain_lines(value: str, lines: bool) -> str:
    text = value.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    text = "".join(c for c in text if c not in INVISIBLE)
    return text if lines else " ".join(text.split("\n"))


def folded(text: str) -> str:
    """How a text is kept for searching: the databases do not agree on what the small letter of Å is."""
    return unicodedata.normalize("NFKC", text).casefold()


def beginning(text: str, longest: int) -> str:
    """The first whole words of a text, on one line; a single endless word is cut."""
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    return f"{line[: longest + 1].rpartition(' ')[0] or line[:longest]} …"


def showable(text: object) -> str:
    """What was typed, without the characters that no page may hold: for the box beside the error."""
    return "".join(c for c in text if not _is_forbidden(c)) if isinstance(text, str) else ""


def _has_a_tower(text: str) -> bool:
    """By category: the combining class of many marks is nought. What takes no place of its own is no new letter."""
    marks = 0
    for character in text:
        category = unicodedata.category(character)
        if category in ("Mn", "Me"):
            marks += 1
        elif category not in ("Mc", "Cf"):
            marks = 0
        if marks > MOST_MARKS:
            return True
    return False


def _is_seen(character: str) -> bool:
    return character not in LOOK_LIKE_NOTHING and unicodedata.category(character)[0] not in "ZC"


def _is_forbidden(character: str) -> bool:
    if character == "\n":
        return False
    return character in BIDI_CONTROLS or unicodedata.category(character) in (
        "Cc",
        "Cs",
        "Co",
        "Cn",
        "Zl",
        "Zp",
    )
