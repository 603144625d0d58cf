"""The kitchen's sheet: how many of each, and nobody's name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from app.runsheet.models import DIETS, Texture
from app.runsheet.queries import DaySheet, Guest
from app.runsheet.words import DIET_NAMES, TEXTURE_ON_SHEET, in_words

Plate = tuple[tuple[str, ...], Texture, str]  # diets, texture, own words
ORDINARY: Plate = ((), Texture.ORDINARY, "")


@dataclass(frozen=True)
class Portion:
    """Plates that are alike in everything."""

    count: int
    food: str  # "" when only the own words say something
    own_words: str


@dataclass(frozen=True)
class Kitchen:
    heads: int
    ordinary: int
    portions: list[Portion]
    totals: list[tuple[str, int]]  # each need by itself; one plate may count in several
    unasked: int  # of the ordinary ones: nobody has said anything about them


def kitchen(sheet: DaySheet) -> Kitchen:
    plates = Counter(plate for guest in sheet.guests for plate in _plates(guest))
    special = sorted(plates.keys() - {ORDINARY}, key=_weight)
    return Kitchen(
        heads=sheet.heads,
        ordinary=plates[ORDINARY],
        portions=[Portion(plates[plate], in_words(plate[0], plate[1]), plate[2]) for plate in special],
        totals=_totals(plates),
        unasked=sum(guest.heads for guest in sheet.guests if not _is_asked(guest)),
    )


def _plates(guest: Guest) -> Iterator[Plate]:
    if (needs := guest.food) is None:
        yield from [ORDINARY] * guest.heads
        return
    yield needs.diet_codes, needs.texture, needs.food_words
    if guest.entry.companions:
        yield needs.companion_diet_codes, needs.companion_texture, needs.companion_words


def _totals(plates: Counter[Plate]) -> list[tuple[str, int]]:
    diets = Counter[str]()
    textures = Counter[Texture]()
    for (codes, texture, _words), count in plates.items():
        diets.update(dict.fromkeys(codes, count))
        textures[texture] += count
    named = [(str(DIET_NAMES[code]), diets[code]) for code in DIETS if diets[code]]
    return named + [(str(name), textures[one]) for one, name in TEXTURE_ON_SHEET.items() if textures[one]]


def _weight(plate: Plate) -> tuple[int, list[int], str, str]:
    """The simplest first, in the order of the form."""
    codes, texture, words = plate
    return len(codes), [DIETS.index(code) for code in codes], texture.value, words


def _is_asked(guest: Guest) -> bool:
    return guest.food is not None
