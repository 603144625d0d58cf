"""Swedish red days by name, with the three eves that the law on annual leave counts as Sundays."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import holidays
from flask_babel import get_locale

LANGUAGES = {"sv": "sv", "en": "en_US"}


@lru_cache(maxsize=32)
def _of_year(year: int, language: str) -> holidays.HolidayBase:
    return holidays.country_holidays("SE", years=year, language=language, categories=("public", "de_facto"))


def name_of(day: date) -> str | None:
    """långfredagen, julafton …, or None for an ordinary day; in the reader's language where there is one."""
    language = LANGUAGES.get(str(get_locale() or "sv")[:2], "en_US")
    name = _of_year(day.year, language).get(day)
    return name.lower() if name and language == "sv" else name


def is_red(day: date) -> bool:
    return _of_year(day.year, "sv").get(day) is not None
