"""What people write is judged once, before any database sees it, so that both databases agree."""

from __future__ import annotations

import unicodedata

# Bidirectional controls let a text pose as another (CVE-2021-42574). Ordinary Arabic needs none of them.
BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
INVISIBLE = frozenset("\ufeff\u200b\u2060\u00ad")


class BadText(ValueError):
    """`code` is one of: type, empty, short, long, character."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def clean_text(value: object, *, longest: int, shortest: int = 1, lines: bool = False) -> str:
    """NFC text without control characters, trimmed, `shortest`–`longest` characters; raise BadText otherwise.

    Line ends become newlines and are kept when `lines`, else folded to a space, as are tabs.
    """
    if not isinstance(value, str):
        raise BadText("type")
    if len(value) > longest * 4 + 1000:  # do not normalise what cannot pass
        raise BadText("long")
    text = value.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    text = "".join(c for c in text if c not in INVISIBLE)
    if not lines:
        text = " ".join(text.split("\n"))
    if any(_is_forbidden(c) for c in text):
        raise BadText("character")
    text = unicodedata.normalize("NFC", text).strip()
    if not lines:
        text = " ".join(text.split())
    if len(text) < shortest:
        raise BadText("empty" if not text else "short")
    if len(text) > longest:
        raise BadText("long")
    return text


def showable(text: object) -> str:
    """What was typed, without the characters that no page may hold: for the box beside the error."""
    return "".join(c for c in text if not _is_forbidden(c)) if isinstance(text, str) else ""


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
