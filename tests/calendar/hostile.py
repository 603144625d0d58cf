"""What no form may accept, field by field, and what nobody expects."""

from __future__ import annotations

from hypothesis import strategies as st

from app.calendar.models import PLACE, PRACTICAL, REASON, SUMMARY, TITLE

CONTROL = ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\u202e", "\u2066", "\u200f", "\u2028", "\ufdd0", "\ue000"]
BLANK = ["", "   ", "\n", "\u00a0", "\u200b"]
HUGE = "x" * 100_000


def bad_texts(longest: int, *, required: bool) -> list[str | None]:
    hostile: list[str | None] = [f"a{sign}b" for sign in CONTROL]
    return [*hostile, "x" * (longest + 1), HUGE, *([None, *BLANK] if required else [])]


BAD_DATES = [
    "2026-02-29",
    "2026-13-01",
    "31/11/2026",
    "i morgon",
    "0000-00-00",
    "1999-12-31",
    "2201-01-01",
    "\x00",
    HUGE,
]
BAD_TIMES = ["25:00", "11:60", "24.00", "halv tolv", "\x00", "9" * 5000]
BAD_NUMBERS = ["-1", "1.5", "1e2", "tre", "0x10", "٣x", "\x00", "9" * 10, "9" * 100_000]
BAD_CHOICES: list[str | None] = ["yearly", "SOUP", "\x00", "-1", "1.0", HUGE, str(2**63)]
BAD_KEYS: list[str | None] = [None, "", "kort", "\x00" * 32, "å" * 32, "../" * 11, HUGE]

BAD_ACTIVITY: dict[str, list[str | None]] = {
    "title": bad_texts(TITLE, required=True),
    "place": bad_texts(PLACE, required=True),
    "summary": bad_texts(SUMMARY, required=False),
    "practical": bad_texts(PRACTICAL, required=False),
    "starts_on": [None, "", *BAD_DATES, "2025-11-01", "2031-01-01"],
    "starts_at": [None, "", *BAD_TIMES],
    "duration_minutes": [None, "", *BAD_NUMBERS, "9", "721"],
    "repeat": [None, "", *BAD_CHOICES],
    "until": [*BAD_DATES, "2026-11-23"],
    "times": [*BAD_NUMBERS, "0", "201"],
    "capacity": [*BAD_NUMBERS, "0", "501"],
    "serves": [None, "", *BAD_CHOICES],
    "organisation_id": [None, "", *BAD_CHOICES, "99999"],
    "key": BAD_KEYS,
}
BAD_SERIES = {
    **BAD_ACTIVITY,
    "starts_on": [*BAD_ACTIVITY["starts_on"], "2026-11-22"],
    "reason": bad_texts(REASON, required=False),
}
BAD_DATE_FORMS: dict[str, dict[str, list[str | None]]] = {
    "stall-in": {"reason": bad_texts(REASON, required=True)},
    "flytta": {
        "day": [None, "", *BAD_DATES, "2026-11-22", "2031-01-01"],
        "at": [None, "", *BAD_TIMES],
        "reason": bad_texts(REASON, required=True),
    },
    "platser": {"capacity": [*BAD_NUMBERS, "0", "501"]},
    "anmal": {"person_id": [None, "", *BAD_CHOICES, "99999"]},
}


def one_of(table: dict[str, list[str | None]]) -> st.SearchStrategy[tuple[str, str | None]]:
    """A field and a value that it must refuse."""
    return st.sampled_from([(name, value) for name, values in table.items() for value in values])


def anything() -> st.SearchStrategy[str]:
    """Whatever a browser, a script or a cat may send."""
    plain = st.text(max_size=60) | st.integers().map(str) | st.dates().map(str) | st.times().map(str)
    return plain | st.sampled_from([*CONTROL, *BLANK, "2026-11-26", "11.30", "weekly", "soup", "24"])


def with_change(form: dict[str, str], name: str, value: str | None) -> dict[str, str]:
    """The form with one field replaced, or left out."""
    kept = {key: text for key, text in form.items() if key != name}
    return kept if value is None else {**kept, name: value}
