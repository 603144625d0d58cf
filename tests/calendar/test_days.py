"""The days of the calendar: seven at a time, what has been, what was moved away."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from app.accounts.models import User
from app.calendar import dates, rules
from app.core import clock
from app.core.db import commit
from tests.calendar.plans import lunch
from tests.calendar.test_pages import main_words, words
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in


@pytest.fixture
def anna(client: CheckingClient, cast: dict[str, User]) -> CheckingClient:
    """Anna's browser."""
    sign_in(client, cast["Anna"])
    return client


def test_weeks_before_and_after_and_red_days(anna: CheckingClient, sofia: User) -> None:
    lunch(sofia, starts_on=date(2026, 12, 24))
    shown = words(anna, "/kalender?fran=2026-12-21")
    assert "Torsdag 24 december, julafton" in shown
    assert "Fredag 25 december, juldagen" in shown
    assert anna.page is not None
    hrefs = [link.attrs["href"] for link in anna.page.find("main nav a")]
    assert hrefs == ["/kalender?fran=2026-12-28", "/kalender?fran=2026-12-14", "/kalender"]


def test_days_that_have_been_are_shown_only_with_what_was_on(anna: CheckingClient, sofia: User) -> None:
    row = lunch(sofia)
    with clock.frozen(row.ends_at + timedelta(days=2)):
        shown = words(anna, "/kalender?fran=2026-11-23")
        assert "Sopplunch Restaurang Utsikten Har varit" in shown
        assert "måndag 23 november Inget" not in shown
        assert "onsdag 25 november Inget" not in shown
        assert "I dag, torsdag 26 november" in shown
        shown = words(anna, "/kalender?fran=2026-11-09")
        assert "Inget hände de här dagarna." in shown
        assert "Inget är bestämt" not in shown
        assert "Ring oss" not in shown


def test_the_day_that_a_date_was_moved_from_says_so(anna: CheckingClient, sofia: User) -> None:
    row = lunch(sofia, starts_on=date(2026, 12, 3))
    later = lunch(sofia, title="Sång", starts_on=date(2026, 12, 3))
    start = rules.moment(date(2026, 12, 4), time(12, 0))
    dates.move_occurrence(row, start=start, reason="", actor=sofia)
    dates.move_occurrence(later, start=later.starts_at + timedelta(hours=1), reason="", actor=sofia)
    commit()
    anna.get("/kalender?fran=2026-12-01")
    assert anna.page is not None
    links = [
        " ".join(link.to_text().split()) for link in anna.page.find(f'main a[href="/kalender/{row.id}"]')
    ]
    assert "Sopplunch är flyttad till fredag 4 december, klockan 12.00." in links
    assert len(links) == 2
    assert "Sång är flyttad" not in main_words(anna), "it is on the same day still"
    dates.cancel_occurrence(row, reason="Snö", actor=sofia)
    commit()
    assert "är flyttad till" not in words(anna, "/kalender?fran=2026-12-01")


@pytest.mark.parametrize(
    "asked",
    ["", "i går", "2026-02-30", "0001-01-01", "9999-12-31", "1" * 5000, "%00", "%ED%A0%80"],
)
def test_a_day_that_is_none_shows_today(anna: CheckingClient, asked: str) -> None:
    assert "I dag, måndag 23 november" in words(anna, f"/kalender?fran={asked}")
