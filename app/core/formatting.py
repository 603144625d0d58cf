"""Dates, times and lists of names in words, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_timedelta
from babel.lists import format_list
from flask import Flask
from flask_babel import get_locale, gettext as _

from app.core import clock
from app.core.clock import STOCKHOLM

_on_paper: ContextVar[bool] = ContextVar("on_paper", default=False)


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(
        day_words=day_in_words,
        plain_day=plain_day,
        clock=clock_time,
        when_words=when_in_words,
        names=names_in_words,
        month_short=month_short,
        capital=capital,
        ago=ago,
        tel=tel_href,
    )


def _locale() -> str:
    return str(get_locale() or "sv")


def plain_day(day: date) -> str:
    """måndag 23 november (with the year when it is not this year)."""
    pattern = "EEEE d MMMM" if day.year == clock.today().year else "EEEE d MMMM y"
    return format_date(day, pattern, locale=_locale())


def day_in_words(day: date) -> str:
    """i dag, måndag 23 november · i morgon, … · onsdag 25 november. Begins in lower case; see capital()."""
    near = near_day(day)
    return f"{near}, {plain_day(day)}" if near else plain_day(day)


def near_day(day: date) -> str | None:
    """i dag, i morgon, i går; None for other days, and on paper, which is read another day."""
    distance = (day - clock.today()).days
    return None if _on_paper.get() else {0: _("i dag"), 1: _("i morgon"), -1: _("i går")}.get(distance)


@contextmanager
def on_paper() -> Iterator[None]:
    """Days in words stay true however long the sheet lies on the table."""
    before = _on_paper.set(True)
    try:
        yield
    finally:
        _on_paper.reset(before)


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def month_short(day: date) -> str:
    return format_date(day, "MMM", locale=_locale()).rstrip(".")


def local(moment: datetime, zone: ZoneInfo = STOCKHOLM) -> datetime:
    return moment.astimezone(zone)


def clock_time(moment: datetime, zone: ZoneInfo = STOCKHOLM) -> str:
    """11.30 in Swedish and Finnish, 11:30 elsewhere. Aware moments are turned to local time."""
    there = moment.astimezone(zone) if moment.tzinfo else moment
    return f"{there.hour}{'.' if _locale()[:2] in ('sv', 'fi') else ':'}{there.minute:02}"


def time_in_words(moment: datetime, zone: ZoneInfo = STOCKHOLM) -> str:
    """klockan 11.30"""
    return _("klockan %(time)s", time=clock_time(moment, zone))


def when_in_words(start: datetime, end: datetime | None = None, zone: ZoneInfo = STOCKHOLM) -> str:
    """i morgon, tisdag 24 november, klockan 11.30 till 13.00"""
    day = day_in_words(local(start, zone).date())
    if end is None:
        return f"{day}, {time_in_words(start, zone)}"
    span = _("klockan %(start)s till %(end)s", start=clock_time(start, zone), end=clock_time(end, zone))
    return f"{day}, {span}"


def ago(moment: datetime) -> str:
    """nyss · för 5 minuter sedan · för 2 timmar sedan · för 3 dagar sedan"""
    passed = clock.now() - moment
    if passed < timedelta(minutes=1):
        return _("nyss")
    return format_timedelta(-passed, threshold=1, add_direction=True, locale=_locale())


def names_in_words(names: Sequence[str]) -> str:
    """Greta, Bengt och Amir"""
    return format_list(list(names), locale=_locale()) if names else ""


def some_names(names: Sequence[str], most: int = 3) -> str:
    """Greta, Bengt, Amir och 2 till"""
    more = len(names) - most
    return names_in_words([*names[:most], _("%(n)s till", n=more)] if more > 0 else names)


def greeting(moment: datetime | None = None) -> str:
    """God morgon, hej or god kväll, by the clock on the wall."""
    hour = local(moment or clock.now()).hour
    if 4 <= hour < 10:
        return _("God morgon")
    return _("God kväll") if hour >= 18 or hour < 4 else _("Hej")


def tel_href(number: str) -> str:
    """tel:+4684650… for a Swedish number with its area code; short ones such as 112 as they are."""
    digits = "".join(sign for sign in number if sign.isdigit() or sign == "+")
    return f"tel:+46{digits[1:]}" if digits.startswith("0") else f"tel:{digits}"


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())
