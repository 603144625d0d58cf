"""The coordinator's pages: a weekly lunch in two pages, one date changed, the series edited. And who may not."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from app.accounts.models import User
from app.calendar import seats
from app.calendar.models import Activity, Occurrence
from app.core.db import commit, session
from tests.calendar.filling import filled, hidden
from tests.calendar.plans import WEEKLY, dates_of, lunch, lunches, state_of, taken
from tests.calendar.test_pages import main_words, words
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in

Cast = dict[str, User]
HERE = "/personal/aktiviteter"


@pytest.fixture
def staff(client: CheckingClient, sofia: User) -> CheckingClient:
    sign_in(client, sofia)
    return client


def number_of(what: Any) -> int:
    return session.scalar(select(func.count(what.id))) or 0


def test_a_weekly_lunch_in_two_pages(staff: CheckingClient) -> None:
    staff.get(f"{HERE}/ny")
    response = staff.post(f"{HERE}/ny", data=filled(staff, until="2026-12-31", skips_holidays="y"))
    assert response.status_code == 200
    shown = main_words(staff)
    assert "I morgon, tisdag 24 november" in shown
    assert "Varje tisdag klockan 11.30, 90 minuter" in shown
    assert number_of(Activity) == 0, "nothing is stored before the second page is sent"
    carried = hidden(staff)
    response = staff.post(HERE, data=carried)
    assert response.status_code == 303
    assert number_of(Occurrence) == 6
    assert "Nu ligger den i kalendern." in words(staff, response.headers["Location"])
    assert staff.post(HERE, data=carried).headers["Location"] == response.headers["Location"]
    assert number_of(Activity) == 1, "a form sent twice makes one"


def test_back_from_the_preview_keeps_everything(staff: CheckingClient) -> None:
    staff.get(f"{HERE}/ny")
    staff.post(f"{HERE}/ny", data=filled(staff, practical="Ramp.\nHiss.", organisation_id="0"))
    staff.post(f"{HERE}/ny", data=hidden(staff) | {"back": "1"})
    assert staff.page is not None
    assert staff.page.find('input[name="title"]')[0].attrs["value"] == "Sopplunch"
    assert staff.page.find("textarea[name=practical]")[0].to_text().split() == ["Ramp.", "Hiss."]
    assert staff.page.find('input[name="repeat"][checked]')[0].attrs["value"] == "weekly"
    assert not staff.page.find(".error-text")


def test_red_days_are_named_before_they_are_skipped(staff: CheckingClient) -> None:
    staff.get(f"{HERE}/ny")
    form = filled(staff, starts_on="2026-12-17", times="3", skips_holidays="y")
    staff.post(f"{HERE}/ny", data=form)
    assert "Torsdag 24 december, julafton. Hoppas över." in main_words(staff)


def test_the_night_the_clocks_change_is_told_at_the_field(staff: CheckingClient) -> None:
    staff.get(f"{HERE}/ny")
    form = filled(staff, repeat="once", starts_on="2027-03-28", starts_at="02:30")
    assert staff.post(f"{HERE}/ny", data=form).status_code == 422
    assert "Den tiden finns inte den natten." in main_words(staff)
    assert staff.page is not None
    assert staff.page.find('input[name="starts_at"]')[0].attrs["value"] == "02:30"


def test_the_series_is_changed_in_two_pages(staff: CheckingClient, cast: Cast, sofia: User) -> None:
    rows = lunches(sofia, rrule=f"{WEEKLY};COUNT=3")
    seats.sign_up(cast["Anna"], rows[0], actor=cast["Anna"])
    commit()
    here = f"{HERE}/{rows[0].activity_id}"
    staff.get(f"{here}/andra")
    assert staff.page is not None
    assert staff.page.find('input[name="times"]')[0].attrs["value"] == "3"
    form = filled(staff, starts_on="2026-11-25", times="3", reason="Köket renoveras")
    assert staff.post(f"{here}/andra", data=form).status_code == 200
    shown = main_words(staff)
    assert (
        "Flyttas med sina gäster De som är anmälda får veta det. Tisdag 24 november blir onsdag 25 november, klockan 11.30. 1 är anmäld."
        in shown
    )
    assert "Tas bort Ingen är anmäld." in shown
    assert dates_of(rows[0].activity)[0].planned_on.day == 24, "nothing has happened yet"
    assert staff.post(here, data=hidden(staff)).status_code == 303
    assert [row.planned_on.isocalendar()[2] for row in dates_of(rows[0].activity)] == [3, 3, 3]
    assert state_of(cast["Anna"], rows[0]) == "seat"


def test_cancel_and_undo(staff: CheckingClient, sofia: User) -> None:
    row = lunch(sofia)
    here = f"{HERE}/datum/{row.id}"
    assert staff.post(f"{here}/stall-in", data={"reason": ""}).status_code == 422
    assert staff.post(f"{here}/stall-in", data={"reason": "Snöstorm"}).status_code == 303
    assert "Inställt: Snöstorm" in words(staff, here)
    assert staff.post(f"{here}/ta-tillbaka").status_code == 303
    assert "Inställt" not in words(staff, here).replace("Ställ in", "")


def test_move_capacity_and_undo(staff: CheckingClient, cast: Cast, sofia: User) -> None:
    row = lunch(sofia)
    here = f"{HERE}/datum/{row.id}"
    form = {"day": "2026-11-26", "at": "13.00", "reason": "Disken"}
    assert staff.post(f"{here}/flytta", data=form).status_code == 303
    assert "Torsdag 26 november, klockan 13.00" in words(staff, here)
    assert staff.post(f"{here}/flytta-tillbaka").status_code == 303
    assert "tisdag 24 november, klockan 11.30" in words(staff, here)
    for name in ("Anna", "Bengt", "Greta"):
        seats.sign_up(cast[name], row, actor=cast[name])
        commit()
    assert staff.post(f"{here}/platser", data={"capacity": "1"}).status_code == 422
    assert "2 är redan anmälda. Så många platser måste finnas." in main_words(staff)
    assert staff.post(f"{here}/platser", data={"capacity": "3"}).status_code == 303
    assert state_of(cast["Greta"], row) == "seat"


@pytest.mark.parametrize(
    ("day", "at", "sentence"),
    [
        ("2027-03-28", "02:30", "Den tiden finns inte den natten."),
        ("2026-11-01", "10:00", "Den tiden har redan varit."),
        ("2027-02-29", "10:00", "Skriv ett datum som finns"),
        ("2026-11-26", "25:00", "Skriv en tid som finns"),
    ],
)
def test_where_a_date_cannot_move(
    staff: CheckingClient, sofia: User, day: str, at: str, sentence: str
) -> None:
    row = lunch(sofia)
    form = {"day": day, "at": at, "reason": "Disken"}
    assert staff.post(f"{HERE}/datum/{row.id}/flytta", data=form).status_code == 422
    assert sentence in main_words(staff)
    assert staff.page is not None
    assert staff.page.find('input[name="reason"]')[0].attrs["value"] == "Disken"
    assert row.moved_at is None


def test_somebody_who_rang_is_signed_up_and_off(staff: CheckingClient, cast: Cast, sofia: User) -> None:
    row, anna = lunch(sofia), cast["Anna"]
    here = f"{HERE}/datum/{row.id}"
    assert staff.post(f"{here}/anmal", data={"person_id": str(anna.id)}).status_code == 303
    assert "Anna Solhäll" in words(staff, here)
    assert staff.post(f"{here}/avanmal/{anna.id}").status_code == 303
    assert state_of(anna, row) == "left"
    for wrong in ("0", "99999", str(10**30), "x", "", "\x00"):
        assert staff.post(f"{here}/anmal", data={"person_id": wrong}).status_code == 422
    assert staff.post(f"{here}/avanmal/99999").status_code == 404
    assert taken(row) == 0


def test_nobody_is_chosen_beforehand(staff: CheckingClient, sofia: User) -> None:
    row = lunch(sofia)
    here = f"{HERE}/datum/{row.id}/anmal"
    staff.get(here)
    assert staff.page is not None
    first = staff.page.find("select[name=person_id] option")[0]
    assert (first.to_text().strip(), first.attrs["value"]) == ("Välj en person", "0")
    assert staff.post(here, data={"person_id": "0"}).status_code == 422
    assert "Välj den person som du vill anmäla." in main_words(staff)
    assert taken(row) == 0


def test_end_the_series_and_undo(staff: CheckingClient, sofia: User) -> None:
    row = lunch(sofia, rrule=WEEKLY)
    here = f"{HERE}/{row.activity_id}"
    assert staff.post(f"{here}/avsluta", data={"reason": "Våren är här"}).status_code == 303
    assert "Avslutad. 27 dagar är inställda." in words(staff, here)
    assert staff.post(f"{here}/ateruppta").status_code == 303
    assert not any(date.is_cancelled for date in dates_of(row.activity))


@pytest.mark.parametrize("name", ["Anna", "Marianne"])
def test_members_and_hosts_stay_out(client: CheckingClient, cast: Cast, sofia: User, name: str) -> None:
    row = lunch(sofia)
    sign_in(client, cast[name])
    date_page, series_page = f"{HERE}/datum/{row.id}", f"{HERE}/{row.activity_id}"
    for path in (HERE, f"{HERE}/ny", series_page, f"{series_page}/andra", date_page, f"{date_page}/flytta"):
        assert client.get(path).status_code == 403
    for path in (HERE, f"{date_page}/stall-in", f"{date_page}/anmal", f"{series_page}/avsluta"):
        assert client.post(path, data={"reason": "x"}).status_code == 403
    assert not row.is_cancelled


def test_the_roll_shows_hosts_first_names_and_members_nothing(
    client: CheckingClient, cast: Cast, sofia: User
) -> None:
    row = lunch(sofia)
    seats.sign_up(cast["Anna"], row, actor=cast["Anna"])
    commit()
    sign_in(client, cast["Bengt"])
    assert client.get(f"{HERE}/datum/{row.id}/lista").status_code == 403
    sign_in(client, cast["Marianne"])
    body = client.get(f"{HERE}/datum/{row.id}/lista").get_data(as_text=True)
    assert "Anna" in body
    assert cast["Anna"].last_name not in body
