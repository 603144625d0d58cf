"""What staff read before they press, the way back after it, and the words for an activity that is once only."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.calendar import dates, seats
from app.calendar.models import Activity, Occurrence
from app.core import clock
from app.core.audit import AuditEntry
from app.core.db import commit, session
from tests.calendar.filling import filled, hidden
from tests.calendar.plans import NOW, WEEKLY, clocks_of, dates_of, days_of, lunch, lunches, state_of, told
from tests.calendar.test_pages import join, main_words, words
from tests.calendar.test_staff_pages import number_of
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in

Cast = dict[str, User]
HERE = "/personal/aktiviteter"
HOUR = timedelta(hours=1)


@pytest.fixture
def staff(client: CheckingClient, sofia: User) -> CheckingClient:
    sign_in(client, sofia)
    return client


def test_the_end_of_a_series_tells_whom_it_concerns(staff: CheckingClient, cast: Cast, sofia: User) -> None:
    rows = lunches(sofia, rrule=f"{WEEKLY};COUNT=4", capacity=1)
    here = f"{HERE}/{rows[0].activity_id}/avsluta"
    assert "4 dagar ställs in. Ingen är anmäld. Du kan ångra det sedan." in words(staff, here)
    join(rows[0], cast["Anna"], cast["Bengt"])
    join(rows[1], cast["Anna"])
    join(rows[3], cast["Greta"])
    dates.cancel_occurrence(rows[3], reason="Lov", actor=sofia)
    seats.leave(cast["Bengt"], rows[0], actor=cast["Bengt"])
    commit()
    assert "3 dagar ställs in. 1 människa är anmäld eller står på kö." in words(staff, here)
    join(rows[0], cast["Bengt"])
    assert "2 människor är anmälda eller står på kö." in words(staff, here)


@pytest.fixture
def once(sofia: User) -> Occurrence:
    return lunch(sofia)


def test_an_activity_that_is_once_only_is_no_series(staff: CheckingClient, once: Occurrence) -> None:
    here = f"{HERE}/{once.activity_id}"
    shown = words(staff, here)
    for sentence in (
        "Aktiviteten Sopplunch",
        "Tisdag 24 november klockan 11.30, 90 minuter",
        "Ändra aktiviteten",
        "Ställ in aktiviteten",
    ):
        assert sentence in shown
    for path in (here, f"{here}/andra", f"{here}/avsluta", f"{HERE}/datum/{once.id}"):
        assert "erien" not in words(staff, path).replace("om serien inte har något slut", ""), path
    assert "1 dag ställs in. Ingen är anmäld." in words(staff, f"{here}/avsluta")
    staff.post(f"{here}/avsluta", data={"reason": "Snö"})
    shown = words(staff, here)
    assert "Aktiviteten är inställd." in shown
    assert "Låt aktiviteten bli av" in shown
    staff.post(f"{here}/ateruppta")
    assert "Aktiviteten blir av." in words(staff, here)


def test_a_new_activity_that_is_once_only_shows_its_day(staff: CheckingClient) -> None:
    staff.get(f"{HERE}/ny")
    staff.post(f"{HERE}/ny", data=filled(staff, repeat="once"))
    assert "Tisdag 24 november klockan 11.30, 90 minuter" in main_words(staff)


def change(staff: CheckingClient, row: Occurrence, **changes: str) -> str:
    """Both pages; gives the address that the undo button posts to."""
    here = f"{HERE}/{row.activity_id}"
    staff.get(f"{here}/andra")
    assert staff.post(f"{here}/andra", data=filled(staff, **changes)).status_code == 200
    assert staff.post(here, data=hidden(staff)).status_code == 303
    assert "är ändrad." in words(staff, here)
    assert staff.page is not None
    return str(staff.page.find(f'main form[action="{here}/angra"]')[0].attrs["action"])


def test_a_new_time_is_taken_back_and_nobody_hears_of_it(
    staff: CheckingClient, cast: Cast, sofia: User
) -> None:
    rows = lunches(sofia, rrule=f"{WEEKLY};COUNT=4", practical="Ramp.")
    join(rows[1], cast["Anna"])
    undo = change(staff, rows[0], starts_at="12.00", times="4", title="Soppa", practical="")
    assert clocks_of(rows[0].activity) == {"12.00"}
    assert len(told(cast["Anna"])) == 1
    assert staff.post(undo).status_code == 303
    assert "Serien är som förut igen." in words(staff, f"{HERE}/{rows[0].activity_id}")
    assert clocks_of(rows[0].activity) == {"11.30"}
    assert {row.title for row in dates_of(rows[0].activity)} == {"Sopplunch"}
    assert (rows[0].activity.practical, len(dates_of(rows[0].activity))) == ("Ramp.", 4)
    assert told(cast["Anna"]) == []
    assert staff.post(undo).status_code == 303, "pressed twice it changes nothing"
    assert clocks_of(rows[0].activity) == {"11.30"}


def test_days_that_were_moved_cancelled_or_removed_come_back(
    staff: CheckingClient, cast: Cast, sofia: User
) -> None:
    rows = lunches(sofia, rrule=f"{WEEKLY};COUNT=4")
    before = days_of(rows[0].activity)
    join(rows[0], cast["Anna"])
    join(rows[3], cast["Bengt"])
    undo = change(staff, rows[0], starts_on="2026-11-25", times="2")
    with clock.frozen(NOW + HOUR):
        sign_in(staff, sofia)
        assert told(cast["Bengt"])[0].startswith("Inställt")
        assert staff.post(undo).status_code == 303
        assert days_of(rows[0].activity) == before
        assert not any(row.is_cancelled for row in dates_of(rows[0].activity))
        assert (state_of(cast["Anna"], rows[0]), state_of(cast["Bengt"], rows[3])) == ("seat", "seat")
        assert told(cast["Bengt"]) == ["Det blir av ändå: Sopplunch, tisdag 15 december, klockan 11.30."]


def test_an_endless_series_goes_on_from_its_next_day(staff: CheckingClient, sofia: User) -> None:
    row = lunch(sofia, rrule=WEEKLY)
    before = days_of(row.activity)
    undo = change(staff, row, times="2")
    assert len(days_of(row.activity)) == 2
    with clock.frozen(row.ends_at):
        sign_in(staff, sofia)
        assert staff.post(undo).status_code == 303
        assert days_of(row.activity)[: len(before)] == before


def test_one_date_is_taken_back_unless_its_time_has_been(
    staff: CheckingClient, sofia: User, once: Occurrence
) -> None:
    activity, begins = once.activity, once.starts_at
    undo = change(staff, once, repeat="once", starts_on="2026-12-03")
    with clock.frozen(begins):
        sign_in(staff, sofia)
        assert staff.post(undo).status_code == 409
        assert "Den gamla tiden har redan varit." in main_words(staff)
        assert [day.day for day in days_of(activity)] == [3]
    sign_in(staff, sofia)
    assert staff.post(undo).status_code == 303
    assert [day.day for day in days_of(activity)] == [24]
    assert "Aktiviteten är som förut igen." in words(staff, f"{HERE}/{activity.id}")


def test_a_day_that_somebody_cancelled_stays_cancelled(
    staff: CheckingClient, cast: Cast, sofia: User
) -> None:
    rows = lunches(sofia, rrule=f"{WEEKLY};COUNT=3")
    join(rows[1], cast["Anna"])
    dates.cancel_occurrence(rows[1], reason="Lov", actor=sofia)
    commit()
    staff.post(change(staff, rows[0], starts_at="12.00", times="3"))
    assert [row.is_cancelled for row in dates_of(rows[0].activity)] == [False, True, False]


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"repeat": "once", "starts_on": "2026-11-23", "starts_at": "09.59"}, "starts_at",
         "Tiden har redan varit. Välj en senare."),
        ({"repeat": "once", "starts_on": "2026-11-22"}, "starts_on", "Dagen har redan varit. Välj en senare."),
        ({"starts_on": "2026-11-02", "times": "3"}, "times", "Alla gånger har redan varit. Välj fler."),
        ({"starts_on": "2026-11-02", "until": "2026-11-22"}, "until",
         "Alla gånger har redan varit. Välj ett senare slutdatum."),
    ],
)  # fmt: skip
@pytest.mark.parametrize("last_step", [False, True])
def test_what_has_been_is_not_put_into_the_calendar(
    staff: CheckingClient, changes: dict[str, str], field: str, sentence: str, last_step: bool
) -> None:
    staff.get(f"{HERE}/ny")
    form = filled(staff, **changes)
    assert staff.post(HERE if last_step else f"{HERE}/ny", data=form).status_code == 422
    assert staff.page is not None
    assert " ".join(staff.page.by_id[f"{field}-fel"].to_text().split()) == sentence
    assert number_of(Activity) == 0


def test_a_series_may_have_begun_when_more_dates_follow(staff: CheckingClient) -> None:
    staff.get(f"{HERE}/ny")
    form = filled(staff, starts_on="2026-11-23", starts_at="09.00", times="2")
    assert staff.post(HERE, data=form).status_code == 303
    assert number_of(Occurrence) == 2


def test_the_preview_of_a_change_tells_new_times_and_guests(
    staff: CheckingClient, cast: Cast, sofia: User
) -> None:
    rows = lunches(sofia, rrule=f"{WEEKLY};COUNT=3")
    for name in ("Anna", "Bengt"):
        seats.sign_up(cast[name], rows[0], actor=cast[name])
    seats.sign_up(cast["Anna"], rows[1], actor=cast["Anna"])
    commit()
    staff.post(f"{HERE}/{rows[0].activity_id}/andra", data=filled(None, starts_at="12.00", times="3"))
    shown = main_words(staff)
    for sentence in (
        "I morgon, tisdag 24 november, klockan 12.00. 2 är anmälda.",
        "Tisdag 1 december, klockan 12.00. 1 är anmäld.",
        "Tisdag 8 december, klockan 12.00. Ingen är anmäld.",
    ):
        assert sentence in shown
    assert "11.30" not in shown


def test_reading_the_list_of_names_is_in_the_trail(staff: CheckingClient, cast: Cast, sofia: User) -> None:
    staff.get(f"{HERE}/datum/{lunch(sofia).id}/anmal")
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "people.listed")).one()
    assert entry.actor == sofia.pseudonym
