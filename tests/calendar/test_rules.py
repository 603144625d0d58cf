"""From "tisdagar klockan 11.30" to days and moments, without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from itertools import islice

import pytest
from flask import Flask
from flask_babel import force_locale

from app.calendar import red_days, rules, wording
from app.calendar.rules import Repeat
from tests.calendar.plans import TUESDAY, details

pytestmark = pytest.mark.one_database


def first_days(rule: str | None, start: date, number: int = 4) -> list[str]:
    return [f"{day:%d/%m}" for day in islice(rules.days_of(rule, start), number)]


@pytest.mark.parametrize(
    ("repeat", "start", "expected"),
    [
        (Repeat.ONCE, TUESDAY, ["24/11"]),
        (Repeat.WEEKLY, TUESDAY, ["24/11", "01/12", "08/12", "15/12"]),
        (Repeat.BIWEEKLY, TUESDAY, ["24/11", "08/12", "22/12", "05/01"]),
        (Repeat.MONTHLY, date(2026, 11, 17), ["17/11", "15/12", "19/01", "16/02"]),  # the third Tuesday
        (Repeat.MONTHLY_LAST, date(2026, 11, 26), ["26/11", "31/12", "28/01", "25/02"]),  # the last Thursday
        (
            Repeat.MONTHLY,
            date(2026, 12, 29),
            ["29/12", "26/01", "23/02", "30/03"],
        ),  # a fifth Tuesday is the last
    ],
)
def test_how_often(repeat: Repeat, start: date, expected: list[str]) -> None:
    rule = rules.write_rule(repeat, start)
    assert first_days(rule, start) == expected
    assert rules.repeat_of(rule) in (repeat, Repeat.MONTHLY_LAST)


def test_end_by_date_or_by_count() -> None:
    by_date = rules.write_rule(Repeat.WEEKLY, TUESDAY, until=date(2026, 12, 8))
    by_count = rules.write_rule(Repeat.WEEKLY, TUESDAY, times=3)
    assert first_days(by_date, TUESDAY, 9) == first_days(by_count, TUESDAY, 9) == ["24/11", "01/12", "08/12"]
    assert rules.until_of(by_date) == date(2026, 12, 8)
    assert not rules.is_endless(by_date)
    assert not rules.is_endless(by_count)
    assert rules.is_endless(rules.write_rule(Repeat.WEEKLY, TUESDAY))


def test_the_leap_day() -> None:
    leap = date(2028, 2, 29)  # a Tuesday
    weekly = rules.write_rule(Repeat.WEEKLY, date(2028, 2, 22), times=3)
    assert list(rules.days_of(weekly, date(2028, 2, 22))) == [date(2028, 2, 22), leap, date(2028, 3, 7)]
    assert rules.local_day(rules.moment(leap, time(11, 30))) == leap
    assert first_days(rules.write_rule(Repeat.MONTHLY, leap), leap, 2) == ["29/02", "28/03"]


@pytest.mark.parametrize(
    ("start", "utc_hours"), [(date(2027, 3, 23), [13, 12]), (date(2026, 10, 20), [12, 13])]
)
def test_two_o_clock_stays_two_o_clock(start: date, utc_hours: list[int]) -> None:
    """In spring and in autumn."""
    days = list(rules.days_of(rules.write_rule(Repeat.WEEKLY, start, times=2), start))
    assert [rules.moment(day, time(14, 0)).hour for day in days] == utc_hours


def test_a_time_that_the_spring_night_lacks() -> None:
    night = date(2027, 3, 28)
    assert not rules.exists(night, time(2, 30))
    assert rules.exists(night, time(1, 59))
    assert rules.exists(night, time(3, 0))
    assert rules.moment(night, time(2, 30)) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)  # half past three


def test_a_time_that_comes_twice_is_the_first() -> None:
    night = date(2026, 10, 25)
    assert rules.exists(night, time(2, 30))
    assert rules.moment(night, time(2, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_red_days_have_names(app: Flask) -> None:
    with force_locale("sv"):
        assert red_days.name_of(date(2026, 12, 24)) == "julafton"
        assert red_days.name_of(date(2027, 6, 25)) == "midsommarafton"
        assert red_days.name_of(date(2026, 11, 22)) is None, "an ordinary Sunday is no red day"
    with force_locale("en"):
        assert red_days.name_of(date(2026, 12, 25)) == "Christmas Day"


def test_red_days_are_shown_or_skipped(app: Flask) -> None:
    thursdays = {"starts_on": date(2026, 12, 17), "rrule": "FREQ=WEEKLY;INTERVAL=1;BYDAY=TH;COUNT=4"}
    shown = rules.plan(details(**thursdays), today=TUESDAY)
    assert [(day.holiday, day.skipped) for day in shown] == [
        (None, False), ("julafton", False), ("nyårsafton", False), (None, False),
    ]  # fmt: skip
    skipped = rules.plan(details(**thursdays, skips_holidays=True), today=TUESDAY)
    assert [day.skipped for day in skipped] == [False, True, True, False]
    once = rules.plan(details(starts_on=date(2026, 12, 24), skips_holidays=True), today=TUESDAY)
    assert not once[0].skipped, "whoever plans Christmas Eve once means it"


def test_how_often_in_words(app: Flask) -> None:
    def words(repeat: Repeat, day: date) -> str:
        return wording.rhythm(details(starts_on=day, rrule=rules.write_rule(repeat, day)))

    with force_locale("sv"):
        assert words(Repeat.ONCE, TUESDAY) == "en gång"
        assert words(Repeat.WEEKLY, TUESDAY) == "varje tisdag"
        assert words(Repeat.BIWEEKLY, TUESDAY) == "varannan tisdag"
        assert words(Repeat.MONTHLY, date(2026, 11, 17)) == "den tredje tisdagen varje månad"
        assert words(Repeat.MONTHLY_LAST, date(2026, 11, 26)) == "den sista torsdagen varje månad"


def test_an_old_day_is_paired_with_the_nearest_of_its_week() -> None:
    old, new = [TUESDAY, date(2026, 12, 1)], [date(2026, 11, 26), date(2026, 12, 3), date(2026, 12, 10)]
    assert rules.pair(old, new, "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU") == dict(zip(old, new, strict=False))
    assert rules.pair([TUESDAY], [date(2026, 12, 3)], "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU") == {}
    assert rules.pair([TUESDAY], [date(2027, 1, 3)], None) == {TUESDAY: date(2027, 1, 3)}
