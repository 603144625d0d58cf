"""What those who are signed up read on the first page: one notice for each act, the nearest date first."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from app.accounts.models import User
from app.calendar import checks, dates, edit, seats, series
from app.calendar.models import Occurrence
from app.core import clock
from app.core.db import commit
from tests.calendar.plans import NOW, TUESDAY, WEEKLY, details, lunch, lunches, told
from tests.calendar.test_pages import join, main_words, words
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in

Cast = dict[str, User]
HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)


@pytest.fixture
def anna(client: CheckingClient, cast: Cast) -> CheckingClient:
    """Anna's browser."""
    sign_in(client, cast["Anna"])
    return client


@pytest.fixture
def tuesdays(cast: Cast, sofia: User) -> list[Occurrence]:
    """Twelve, and Anna comes to all but the first."""
    rows = lunches(sofia, rrule=f"{WEEKLY};COUNT=12")
    for row in rows[1:]:
        join(row, cast["Anna"])
    return rows


def at_noon(rows: list[Occurrence], sofia: User, **changes: object) -> None:
    new = {"rrule": f"{WEEKLY};COUNT=12", "starts_at": time(12, 0), **changes}
    edit.edit_series(rows[0].activity, details(**new), reason=None, actor=sofia)
    commit()


def notices(client: CheckingClient) -> list[tuple[str, str]]:
    """The address and the words of each."""
    assert client.page is not None
    links = client.page.find("main .strip a")
    return [(str(link.attrs["href"]), " ".join(link.to_text().split())) for link in links]


def test_a_changed_series_is_one_notice_and_pushes_nothing_out(
    anna: CheckingClient, cast: Cast, sofia: User, tuesdays: list[Occurrence]
) -> None:
    off = lunch(sofia, title="Sång", starts_on=date(2026, 11, 25), starts_at=time(9, 0))
    seat = lunch(sofia, title="Bokcirkeln", starts_on=date(2026, 12, 3), capacity=1)
    join(off, cast["Anna"])
    join(seat, cast["Bengt"], cast["Anna"])
    dates.cancel_occurrence(off, reason="Körledaren är sjuk", actor=sofia)
    seats.leave(cast["Bengt"], seat, actor=cast["Bengt"])
    with clock.frozen(NOW + HOUR):
        at_noon(tuesdays, sofia)
        for path in ("/", "/kalender"):
            anna.get(path)
            assert notices(anna) == [
                (
                    f"/kalender/{off.id}",
                    "Inställt: Sång, onsdag 25 november, klockan 9.00. Körledaren är sjuk.",
                ),
                (
                    f"/kalender/{tuesdays[1].id}",
                    "Ny tid: Sopplunch börjar klockan 12.00 från och med tisdag 1 december. Förut klockan 11.30.",
                ),
                (f"/kalender/{seat.id}", "Du har fått plats: Bokcirkeln, torsdag 3 december, klockan 11.30."),
            ]


def test_the_nearest_date_comes_first(cast: Cast, sofia: User, tuesdays: list[Occurrence]) -> None:
    for row in reversed(tuesdays[1:6]):
        dates.cancel_occurrence(row, reason="Lov", actor=sofia)
    dates.move_occurrence(
        tuesdays[6], start=checks.new_start(date(2027, 1, 6), time(12, 0)), reason="", actor=sofia
    )
    commit()
    told_of = told(cast["Anna"])
    assert len(told_of) == 2, "what was done at once is told at once"
    assert told_of == [
        "Inställt: Sopplunch, 5 dagar från och med tisdag 1 december. Lov.",
        "Ny tid: Sopplunch, onsdag 6 januari 2027, klockan 12.00. Förut tisdag 5 januari 2027, klockan 11.30.",
    ]


def test_a_moved_date_says_what_it_replaces(cast: Cast, sofia: User) -> None:
    row = lunch(sofia, starts_on=date(2026, 12, 3))
    join(row, cast["Anna"])
    start = checks.new_start(date(2026, 12, 4), time(12, 0))
    dates.move_occurrence(row, start=start, reason="", actor=sofia)
    commit()
    assert told(cast["Anna"]) == [
        "Ny tid: Sopplunch, fredag 4 december, klockan 12.00. Förut torsdag 3 december, klockan 11.30."
    ]


def test_a_series_on_another_day(cast: Cast, sofia: User, tuesdays: list[Occurrence]) -> None:
    wednesdays = "FREQ=WEEKLY;INTERVAL=1;BYDAY=WE;COUNT=12"
    at_noon(tuesdays, sofia, starts_on=TUESDAY + timedelta(days=1), rrule=wednesdays)
    assert told(cast["Anna"]) == [
        "Ny dag: Sopplunch, från och med onsdag 2 december, klockan 12.00. Förut tisdag 1 december, klockan 11.30."
    ]


def test_a_series_that_ends_and_goes_on_is_one_notice(
    cast: Cast, sofia: User, tuesdays: list[Occurrence]
) -> None:
    series.end_series(tuesdays[0].activity, reason="Köket stängs", actor=sofia)
    commit()
    assert told(cast["Anna"]) == [
        "Inställt: Sopplunch, 11 dagar från och med tisdag 1 december. Köket stängs."
    ]
    with clock.frozen(NOW + HOUR):
        series.resume_series(tuesdays[0].activity, actor=sofia)
        commit()
        assert told(cast["Anna"]) == ["Det blir av ändå: Sopplunch, 11 dagar från och med tisdag 1 december."]


def test_the_old_time_again_is_told_to_who_may_have_read_the_new(
    cast: Cast, sofia: User, tuesdays: list[Occurrence]
) -> None:
    row = tuesdays[1]
    dates.move_occurrence(row, start=row.starts_at + HOUR, reason="", actor=sofia)
    commit()
    with clock.frozen(NOW + HOUR):
        dates.move_back(row, actor=sofia)
        commit()
        assert told(cast["Anna"]) == [
            "Den gamla tiden gäller igen: Sopplunch, tisdag 1 december, klockan 11.30."
        ]


def test_what_is_read_is_put_away_until_something_happens(
    anna: CheckingClient, cast: Cast, sofia: User, tuesdays: list[Occurrence]
) -> None:
    at_noon(tuesdays, sofia)
    assert "Jag har läst det" in words(anna, "/")
    assert anna.page is not None
    form = {str(one.attrs["name"]): str(one.attrs["value"]) for one in anna.page.find("main form input")}
    with clock.frozen(NOW + HOUR):
        dates.cancel_occurrence(tuesdays[1], reason="Snö", actor=sofia)
        commit()
        response = anna.post("/har-last", data=form)
        assert (response.status_code, response.headers["Location"]) == (303, "/")
        shown = words(anna, "/")
        assert "Beskeden är undanlagda." in shown
        assert [text for _href, text in notices(anna)] == [
            "Inställt: Sopplunch, tisdag 1 december, klockan 12.00. Snö."
        ], "what had not been shown yet stays"
        sign_in(anna, cast["Anna"])
        assert "börjar klockan 12.00" not in words(anna, "/kalender")
        assert "Jag har läst det" in main_words(anna)


@pytest.mark.parametrize("seen", ["", "x", "\x00", "9" * 5000, "20261123"])
def test_any_stamp_is_survived(anna: CheckingClient, tuesdays: list[Occurrence], seen: str) -> None:
    response = anna.post("/kalender/har-last", data={"seen": seen})
    assert (response.status_code, response.headers["Location"]) == (303, "/kalender")


def test_other_weeks_are_without_news(anna: CheckingClient, sofia: User, tuesdays: list[Occurrence]) -> None:
    at_noon(tuesdays, sofia)
    assert "Ny tid" in words(anna, "/kalender")
    assert "Ny tid" not in words(anna, "/kalender?fran=2026-11-30").replace("Ny tid. Förut", "")
