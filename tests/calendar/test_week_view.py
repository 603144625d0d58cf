"""The coordinators' week: what is on, and in words what is missing or in the way."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from app.accounts.models import User
from app.calendar import dates, online, series, team
from app.calendar.models import Occurrence
from app.calendar.team_models import Task
from app.calendar.week_view import ShownWeek, rows_of
from app.core import clock
from app.core.db import commit
from tests.calendar.plans import WEEKLY, lunch, lunches
from tests.calendar.test_pages import join, words
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in

Cast = dict[str, User]
HERE = "/personal/kalender"


def gaps(week: str = "2026-W48") -> dict[str, list[str]]:
    return {row.date.title: [gap.words for gap in row.gaps] for row in rows_of(ShownWeek.asked_for(week))}


def hosted(row: Occurrence, person: User, sofia: User) -> Occurrence:
    team.assign(person, row, Task.HOST, whole=False, actor=sofia)
    commit()
    return row


def test_what_is_missing_is_said(cast: Cast, sofia: User) -> None:
    lonely = lunch(sofia, title="Ensam", capacity=2)
    join(lonely, cast["Anna"])
    full = hosted(lunch(sofia, title="Full", capacity=1, place="Biblioteket"), cast["Sven"], sofia)
    join(full, cast["Anna"], cast["Bengt"])
    hosted(lunch(sofia, title="Alla", capacity=None, starts_at=time(15, 0)), cast["Sven"], sofia)
    assert gaps() == {"Ensam": ["Ingen värd", "1 plats kvar"], "Full": ["1 på kö"], "Alla": []}


def test_two_at_one_place_or_with_one_host(cast: Cast, sofia: User) -> None:
    one = hosted(lunch(sofia, title="Sång", capacity=None), cast["Marianne"], sofia)
    other = lunch(sofia, title="Gympa", place="restaurang  utsikten", starts_at=time(12, 30), capacity=None)
    hosted(other, cast["Marianne"], sofia)
    hosted(lunch(sofia, title="Efter", starts_at=time(14, 0), capacity=None), cast["Marianne"], sofia)
    two = "Värden Marianne är på två ställen"
    assert gaps() == {
        "Sång": ["Krockar med Gympa i samma lokal", two],
        "Gympa": ["Krockar med Sång i samma lokal", two],
        "Efter": [],
    }
    online.go_online(one, reason="Halt", actor=sofia)
    commit()
    assert gaps()["Gympa"] == [two], "a room is not the restaurant"
    dates.cancel_occurrence(one, reason="Sjuk", actor=sofia)
    commit()
    assert gaps() == {"Sång": [], "Gympa": [], "Efter": []}


def test_of_what_has_been_nothing_is_missing(sofia: User) -> None:
    row = lunch(sofia)
    with clock.frozen(row.starts_at):
        assert gaps() == {"Sopplunch": []}


def test_the_page(client: CheckingClient, cast: Cast, sofia: User) -> None:
    rows = lunches(sofia, rrule=WEEKLY)
    hosted(rows[0], cast["Marianne"], sofia)
    team.assign(cast["Anna"], rows[0], Task.HELPER, whole=False, actor=sofia)
    commit()
    sign_in(client, sofia)
    shown = words(client, HERE)
    for part in ("Kalendern vecka 48", "Måndag 23 november till söndag 29 november",
                 "Tisdag 24 november, klockan 11.30", "Marianne (värd) och Anna", "0 av 2", "2 platser kvar"):  # fmt: skip
        assert part in shown, part
    assert client.page is not None
    assert len(client.page.find("tbody tr")) == 1
    assert not client.page.find("tr.gap-row"), "free seats alone are no alarm"
    shown = words(client, f"{HERE}?vecka=2026-W49")
    assert "Ingen värd" in shown
    assert client.page.find("tr.gap-row")
    hrefs = {str(link.attrs["href"]) for link in client.page.find("main nav a")}
    assert hrefs == {f"{HERE}?vecka=2026-W48", HERE, f"{HERE}?vecka=2026-W50"}
    assert HERE in {str(link.attrs["href"]) for link in _links(client, "/personal")}


def _links(client: CheckingClient, path: str) -> list:  # type: ignore[type-arg]
    client.get(path)
    assert client.page is not None
    return client.page.find("main a")


def test_an_ended_series_is_gone(sofia: User) -> None:
    rows = lunches(sofia, rrule=WEEKLY)
    series.end_series(rows[0].activity, reason="Slut", actor=sofia)
    commit()
    assert gaps() == {}


@pytest.mark.parametrize(
    "text", ["", "x", "2026-W54", "2026-W00", "1900-W01", "9999-W52", "2026-48", "2026-W480"]
)
def test_what_is_no_week_is_this_one(app: object, text: str) -> None:
    week = ShownWeek.asked_for(text)
    assert week.monday == date(2026, 11, 23)
    assert week.is_this


def test_weeks_around_the_new_year(app: object) -> None:
    week = ShownWeek.asked_for("2026-W53")
    assert (week.monday, week.before, week.after) == (date(2026, 12, 28), "2026-W52", "2027-W01")
    assert ShownWeek.asked_for("2027-W01").monday - week.monday == timedelta(weeks=1)
