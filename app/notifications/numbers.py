"""Telephone numbers and mail addresses, judged once: what is stored can be rung, and can be written to."""

from __future__ import annotations

import re

from app.notifications.models import EMAIL

SWEDISH = re.compile(r"\+46[1-9][0-9]{6,9}")
MOBILE = re.compile(r"\+467[02369][0-9]{7}")
ADDRESS = re.compile(
    r"[A-Za-z0-9_%+-]+(?:\.[A-Za-z0-9_%+-]+)*@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}"
)
COUNTRY = "+46"
GROUPS = {5: (3, 2), 6: (2, 2, 2), 7: (3, 2, 2), 8: (3, 3, 2)}  # how the figures after the area code stand


def phone_of(text: str) -> str | None:
    """070-174 06 05, 0046 70 …, +46 (0)70 … → +46701740605; None for what is no Swedish number."""
    figures = re.sub(r"[\s().\-\u2010-\u2013/]", "", text.replace("(0)", ""))
    if not re.fullmatch(r"\+?[0-9]+", figures):
        return None
    if figures.startswith("00"):
        figures = "+" + figures[2:]
    elif figures.startswith("0"):
        figures = COUNTRY + figures[1:]
    if figures.startswith(f"{COUNTRY}0"):
        figures = COUNTRY + figures[4:]
    return figures if SWEDISH.fullmatch(figures) else None


def is_mobile(phone: str) -> bool:
    return bool(MOBILE.fullmatch(phone))


def phone_words(phone: str) -> str:
    """+46701740605 → 070-174 06 05, as it is said and dialled in Sweden."""
    national = "0" + phone.removeprefix(COUNTRY)
    area = 2 if national.startswith("08") else 3
    rest, groups = national[area:], []
    for length in GROUPS.get(len(national) - area, ()):
        groups.append(rest[:length])
        rest = rest[length:]
    return f"{national[:area]}-{' '.join(groups) or rest}"


def phone_shown(phone: str) -> str:
    """The same, however it is kept; what is no Swedish number stays as it is."""
    number = phone_of(phone)
    return phone_words(number) if number else phone


def email_of(text: str) -> str | None:
    """The address with its domain in small letters; None for what mail could not go to."""
    name, _, domain = text.strip().rpartition("@")
    address = f"{name}@{domain.lower()}"
    fits = len(address) <= EMAIL and len(name) <= 64 and ADDRESS.fullmatch(address)
    return address if fits else None
