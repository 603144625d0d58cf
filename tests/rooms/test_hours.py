"""Weekly hours as moments, over both changes of the clocks, and in words."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple

import pytest
from flask_babel import force_locale
from hypothesis import given, strategies as st

from app.core import clock
from app.core.clock import STOCKHOLM
from app.rooms import hour_words
from app.rooms.hours import Span, last_end, next_span, overlapping, span_at, spans


class Line(NamedTuple):
    weekday: int
    opens_at: time
    closes_at: time


MINUTES = st.integers(0, 24 * 60 - 2)
SPRING, AUTUMN = date(2027, 3, 28), date(2026, 10, 25)  # Sundays on which the clocks change
MON, TUE, THU, SUN = 0, 1, 3, 6


def at(minute: int) -> time:
    return time(minute // 60, minute % 60)


@st.composite
def lines(draw: st.DrawFn) -> Line:
    opens = draw(MINUTES)
    return Line(draw(st.integers(0, 6)), at(opens), at(draw(st.integers(opens + 1, 24 * 60 - 1))))


EARLY_AUTUMN = datetime(2026, 10, 10, tzinfo=UTC)
WEEKS = st.lists(lines(), max_size=6)
MOMENTS = st.integers(0, 185 * 24 * 60).map(lambda minute: EARLY_AUTUMN + timedelta(minutes=minute))


def wall(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), STOCKHOLM).astimezone(UTC)


@given(WEEKS, MOMENTS)
def test_the_three_answers_agree_with_each_other(week: list[Line], moment: datetime) -> None:
    now, coming, ended = span_at(week, moment), next_span(week, moment), last_end(week, moment)
    assert now is None or now.start <= moment < now.end
    assert coming is None or (moment < coming.start and span_at(week, coming.start) == coming)
    assert ended is None or (ended <= moment and span_at(week, ended) is None)
    if week:
        assert ended is not None
        assert coming is not None
        assert coming.start - moment <= timedelta(days=14)
        between = spans(week, moment.date(), coming.start.astimezone(STOCKHOLM).date())
        assert not [one for one in between if moment < one.start < coming.start], "one comes before the next"
    else:
        assert (now, coming, ended) == (None, None, None)


@given(WEEKS, MOMENTS)
def test_open_is_what_the_clock_on_the_wall_says(week: list[Line], moment: datetime) -> None:
    """Told minute by minute, except in the nights in which an hour is missing or comes twice."""
    there = moment.astimezone(STOCKHOLM)
    if there.date() in (SPRING, AUTUMN):
        return
    says = any(
        line.weekday == there.weekday() and line.opens_at <= there.time() < line.closes_at for line in week
    )
    assert (span_at(week, moment) is not None) is says


@given(WEEKS, MOMENTS)
def test_spans_are_in_order_and_never_touch(week: list[Line], moment: datetime) -> None:
    found = spans(week, moment.date(), moment.date() + timedelta(days=20))
    assert all(one.start < one.end for one in found)
    assert all(one.end < other.start for one, other in pairwise(found))


@pytest.mark.parametrize(("sunday", "before", "after"), [(SPRING, 13, 12), (AUTUMN, 12, 13)])
def test_two_o_clock_stays_two_o_clock_when_the_clocks_change(sunday: date, before: int, after: int) -> None:
    week = [Line(SUN, time(14), time(15, 30))]
    earlier, later = spans(week, sunday - timedelta(days=7), sunday)
    assert (earlier.start.hour, later.start.hour) == (before, after)
    assert later.end - later.start == timedelta(minutes=90)


def test_an_hour_that_is_skipped_opens_nothing_and_one_that_comes_twice_opens_once() -> None:
    night = [Line(SUN, time(2, 15), time(3))]
    assert spans(night, SPRING, SPRING) == []
    assert next_span(night, wall(SPRING, 1)) == spans(night, SPRING, SPRING + timedelta(days=7))[0]
    [one] = spans([Line(SUN, time(2, 15), time(2, 45))], AUTUMN, AUTUMN)
    assert one == Span(datetime(2026, 10, 25, 0, 15, tzinfo=UTC), datetime(2026, 10, 25, 0, 45, tzinfo=UTC))


def test_several_a_day_and_across_the_end_of_the_week() -> None:
    week = [Line(SUN, time(18), time(19)), Line(MON, time(10), time(11)), Line(MON, time(14), time(15))]
    sunday = date(2026, 11, 29)
    monday = sunday + timedelta(days=1)
    assert next_span(week, wall(sunday, 18)) == Span(wall(monday, 10), wall(monday, 11))
    assert next_span(week, wall(monday, 10, 30)) == Span(wall(monday, 14), wall(monday, 15))
    assert last_end(week, wall(monday, 9)) == wall(sunday, 19)
    assert last_end(week, wall(monday, 15)) == wall(monday, 15)


def test_lines_that_touch_are_one() -> None:
    week = [Line(MON, time(14), time(15)), Line(MON, time(15), time(16))]
    monday = date(2026, 11, 30)
    assert spans(week, monday, monday) == [Span(wall(monday, 14), wall(monday, 16))]
    assert overlapping(week, Line(MON, time(16), time(17))) is None
    assert overlapping(week, Line(TUE, time(14), time(15))) is None
    assert overlapping(week, Line(MON, time(15, 30), time(17))) == week[1]
    assert overlapping(week, Line(MON, time(13), time(17))) == week[0]


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("day", "hour", "swedish", "english"),
    [
        (date(2026, 11, 25), 14, "Öppnar i dag klockan 14.00.", "Opens today at 14:00."),
        (date(2026, 11, 26), 10, "Öppnar i morgon klockan 10.00.", "Opens tomorrow at 10:00."),
        (date(2026, 12, 1), 14, "Öppnar på tisdag klockan 14.00.", "Opens on Tuesday at 14:00."),
        (
            date(2026, 12, 2),
            9,
            "Öppnar på onsdag 2 december klockan 9.00.",
            "Opens on Wednesday 2 December at 9:00.",
        ),
    ],
)
def test_in_words(app, day: date, hour: int, swedish: str, english: str) -> None:
    with clock.frozen(wall(date(2026, 11, 25), 12)):
        for locale, words in (("sv", swedish), ("en", english)):
            with app.test_request_context(), force_locale(locale):
                assert hour_words.opens_words(wall(day, hour)) == words
                assert hour_words.line_words(Line(THU, time(14), time(15, 30))) in (
                    "torsdag klockan 14.00 till 15.30", "Thursday from 14:00 to 15:30",
                )  # fmt: skip
