"""Which signs the fonts shipped for paper can write. What they lack is left out, so that a sheet always comes."""

from __future__ import annotations

import struct
import unicodedata
from functools import cache

from app.core.printing import FONTS

NO_SIGN = ("C", "Zl", "Zp")  # controls, formats, private and unassigned


def printable(text: str, instead: str = "") -> str:
    """`text` on one line without what no shipped font can write; `instead` when no letter or figure is left."""
    kept = "".join(_written(" ".join(text.split())))
    kept = " ".join(kept.split())
    return kept if any(sign.isalnum() for sign in kept) else instead


def _written(text: str) -> list[str]:
    """Sign by sign. A mark stands with its letter in one font, or falls: Typst mixes no fonts within one sign."""
    kept: list[str] = []
    fonts: frozenset[int] = frozenset()
    for sign in unicodedata.normalize("NFC", text):
        able = frozenset(number for number, signs in enumerate(_fonts()) if ord(sign) in signs)
        is_mark = unicodedata.category(sign).startswith("M")
        able = able & fonts if is_mark else able
        if able and not unicodedata.category(sign).startswith(NO_SIGN):
            kept.append(sign)
            fonts = able
        elif not is_mark:
            fonts = frozenset()  # the marks of a letter that is left out go with it
    return kept


@cache
def _fonts() -> tuple[frozenset[int], ...]:
    return tuple(_signs_of(path.read_bytes()) for path in sorted(FONTS.glob("*.ttf")))


def _signs_of(font: bytes) -> frozenset[int]:
    """The code points of a TrueType font with a glyph of their own, from its `cmap` in format 4 or 12."""
    tables = struct.unpack_from(">H", font, 4)[0]
    entries = [struct.unpack_from(">4sLLL", font, 12 + 16 * n) for n in range(tables)]
    start = next(offset for tag, _, offset, _ in entries if tag == b"cmap")
    found: set[int] = set()
    for n in range(struct.unpack_from(">H", font, start + 2)[0]):
        at = start + struct.unpack_from(">HHL", font, start + 4 + 8 * n)[2]
        read = {4: _segments, 12: _groups}.get(struct.unpack_from(">H", font, at)[0])
        found |= read(font, at) if read else set()
    return frozenset(found)


def _groups(font: bytes, at: int) -> set[int]:
    number = struct.unpack_from(">L", font, at + 12)[0]
    groups = [struct.unpack_from(">LLL", font, at + 16 + 12 * n) for n in range(number)]
    return {code for first, last, _ in groups for code in range(first, last + 1)}


def _segments(font: bytes, at: int) -> set[int]:
    double = struct.unpack_from(">H", font, at + 6)[0]
    found: set[int] = set()
    for n in range(0, double, 2):
        last = struct.unpack_from(">H", font, at + 14 + n)[0]
        first = struct.unpack_from(">H", font, at + 16 + double + n)[0]
        shift = struct.unpack_from(">H", font, at + 16 + 2 * double + n)[0]
        place = at + 16 + 3 * double + n
        jump = struct.unpack_from(">H", font, place)[0]
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = struct.unpack_from(">H", font, place + jump + 2 * (code - first))[0] if jump else code
            if glyph and (not jump or (glyph + shift) % 0x10000):
                found.add(code)
    return found
