"""Somebody without an account: entered by those who run the date, with a number that only they see, for a while."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.calendar import guests, jobs, overview, seats
from app.calendar.models import CameBy, Occurrence, SignUp
from app.calendar.team_models import Assignment
from app.core import audit, clock
from app.core.db import commit, session
from tests.calendar.plans import lunch, state_of, taken
from tests.calendar.test_pages import main_words, words
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in

Cast = dict[str, User]
LARS = {"first_name": "Lars", "phone": "070-174 06 05", "came_by": "phone"}


@pytest.fixture
def date(cast: Cast, sofia: User) -> Occurrence:
    """Marianne runs it."""
    row = lunch(sofia, capacity=3)
    session.add(Assignment(occurrence_id=row.id, person_id=cast["Marianne"].id))
    commit()
    return row


@pytest.fixture
def marianne(client: CheckingClient, cast: Cast) -> CheckingClient:
    """The browser of the host who runs the date."""
    sign_in(client, cast["Marianne"])
    return client


def rows(date: Occurrence) -> list[SignUp]:
    found = select(SignUp).where(SignUp.occurrence_id == date.id).order_by(SignUp.id)
    return list(session.scalars(found.execution_options(populate_existing=True)))


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("070-174 06 05", "0701740605"), ("+46 (0)70 174 06 05", "0701740605"), ("0046701740605", "0701740605"),
        ("08-465 004 00", "0846500400"), ("+358 40 123 4567", "+358401234567"), ("112", None), ("", None),
        ("070174 x", None), ("9" * 30, None), ("٠٧٠١٧٤٠٦٠٥", None),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(written: str, plain: str | None) -> None:
    assert guests.plain_number(written) == plain


def test_twice_the_same_guest_is_one_row(marianne: CheckingClient, cast: Cast, date: Occurrence) -> None:
    here = f"/kalender/{date.id}/anmalda"
    assert marianne.post(f"{here}/gast", data=LARS).headers["Location"] == here
    assert "Lars är anmäld." in words(marianne, here)
    again = LARS | {"first_name": "LARS", "phone": "+46701740605", "has_companion": "y"}
    assert marianne.post(f"{here}/gast", data=again).status_code == 303
    [lars] = rows(date)
    assert (lars.guest_phone, lars.came_by, lars.actor_id, lars.companions) == (
        "0701740605", CameBy.PHONE, cast["Marianne"].id, 0,
    )  # fmt: skip
    assert taken(date) == 1
    other = LARS | {"first_name": "Olle", "companion_name": "Berit", "came_by": "paper"}
    assert marianne.post(f"{here}/gast", data=other).status_code == 303
    assert "Olle och Berit" in words(marianne, here)
    assert (len(rows(date)), taken(date)) == (2, 3)
    assert marianne.post(f"{here}/gast", data=LARS | {"first_name": "Ulla"}).status_code == 303
    assert "Ulla står på kölistan." in words(marianne, here)


def test_what_is_missing_is_said_at_the_field(marianne: CheckingClient, date: Occurrence) -> None:
    here = f"/kalender/{date.id}/anmalda/gast"
    assert marianne.post(here, data=LARS | {"phone": "12"}).status_code == 422
    assert "Skriv numret med riktnummer" in main_words(marianne)
    assert marianne.post(here, data=LARS | {"first_name": " "}).status_code == 422
    assert marianne.post(here, data=LARS | {"came_by": "pigeon"}).status_code == 422
    assert rows(date) == []


def test_the_number_is_seen_by_those_who_run_the_date_and_by_nobody_else(
    client: CheckingClient, cast: Cast, date: Occurrence, sofia: User
) -> None:
    asking = seats.Asking(sofia, CameBy.PHONE)
    guests.sign_up_guest("Lars", "0701740605", date, asking)
    commit()
    other = lunch(sofia)
    for name, sees in (("Marianne", True), ("Sofia", True), ("Anna", False)):
        sign_in(client, cast[name])
        response = client.get(f"/kalender/{date.id}/anmalda")
        assert (response.status_code, "070-174 06 05" in response.text) == (
            (200, True) if sees else (403, False)
        )
        for path in (f"/kalender/{date.id}", f"/personal/aktiviteter/datum/{date.id}/lista"):
            text = client.get(path).text
            assert "0701740605" not in text
            assert "070-174 06 05" not in text
    sign_in(client, cast["Marianne"])
    assert client.get(f"/kalender/{other.id}/anmalda").status_code == 403
    assert client.post(f"/kalender/{other.id}/anmalda/gast", data=LARS).status_code == 403
    assert client.post(f"/kalender/{other.id}/anmalda/{rows(date)[0].id}/avanmal").status_code == 403
    assert all("Lars" not in one.details for one in session.scalars(select(audit.AuditEntry)))


def test_off_the_list_and_back(marianne: CheckingClient, date: Occurrence, sofia: User) -> None:
    here = f"/kalender/{date.id}/anmalda"
    marianne.post(f"{here}/gast", data=LARS)
    entry = rows(date)[0].id
    other = lunch(sofia)
    assert marianne.post(f"/kalender/{other.id}/anmalda/{entry}/avanmal").status_code == 403
    assert marianne.post(f"{here}/{entry}/avanmal").status_code == 303
    assert (rows(date)[0].state.value, taken(date)) == ("left", 0)
    assert "Lars är avanmäld." in words(marianne, here)
    assert marianne.post(f"{here}/{entry}/ater").status_code == 303
    assert (rows(date)[0].state.value, taken(date)) == ("seat", 1)


def test_a_member_is_found_by_first_name_only(marianne: CheckingClient, cast: Cast, date: Occurrence) -> None:
    here = f"/kalender/{date.id}/anmalda/deltagare"
    assert "Ingen som heter så" in words(marianne, f"{here}?namn=Solhäll")
    body = marianne.get(f"{here}?namn=anna").text
    assert f"#{cast['Anna'].figure}" in body
    assert cast["Anna"].last_name not in body
    form = {"namn": "Anna", "person_id": str(cast["Anna"].id), "came_by": "in_person", "has_companion": "y"}
    assert marianne.post(here, data=form).status_code == 303
    entry = rows(date)[0]
    assert (entry.person_id, entry.actor_id, entry.came_by, entry.companions) == (
        cast["Anna"].id, cast["Marianne"].id, CameBy.IN_PERSON, 1,
    )  # fmt: skip
    assert marianne.post(here, data=form | {"person_id": str(cast["Bengt"].id)}).status_code == 422
    assert state_of(cast["Bengt"], date) is None


def test_an_answer_by_telephone(marianne: CheckingClient, cast: Cast, sofia: User) -> None:
    date = lunch(sofia, capacity=1, answer_minutes=60)
    session.add(Assignment(occurrence_id=date.id, person_id=cast["Marianne"].id))
    seats.sign_up(cast["Anna"], date, actor=cast["Anna"])
    guests.sign_up_guest("Lars", "0701740605", date, seats.Asking(sofia, CameBy.PHONE))
    seats.leave(cast["Anna"], date, actor=cast["Anna"])
    commit()
    here, lars = f"/kalender/{date.id}/anmalda", rows(date)[1].id
    assert "Svarar senast i dag" in words(marianne, here)
    assert marianne.post(f"{here}/{lars}/svara", data={"answer": "maybe"}).status_code == 303
    assert rows(date)[1].state.value == "offered"
    assert marianne.post(f"{here}/{lars}/svara", data={"answer": "yes"}).status_code == 303
    assert rows(date)[1].state.value == "seat"


def test_the_number_is_removed_a_week_after(date: Occurrence, sofia: User) -> None:
    for name in ("Lars", "Lars", "Olle"):
        phone = f"07017406{5 + len(rows(date)):02}"
        guests.sign_up_guest(name, phone, date, seats.Asking(sofia, CameBy.PHONE))
        commit()
    with clock.frozen(date.ends_at + timedelta(days=7)):
        assert jobs.forget_numbers() == 0
    with clock.frozen(date.ends_at + timedelta(days=7, seconds=1)):
        assert jobs.forget_numbers() == 3
        assert jobs.forget_numbers() == 0
    assert [(one.phone, one.first_name) for one in rows(date)] == [
        (None, "Lars"),
        (None, "Lars"),
        (None, "Olle"),
    ]
    assert taken(date) == 3


def test_staff_still_choose_among_all_when_a_guest_is_on_the_list(
    cast: Cast, date: Occurrence, sofia: User
) -> None:
    guests.sign_up_guest("Lars", "0701740605", date, seats.Asking(sofia, CameBy.PHONE))
    commit()
    assert cast["Anna"].id in [person.id for person in overview.persons(not_on=date)]
    assert "1 människa är anmäld" in overview.what_ends(date.activity)


def test_who_is_there_already_is_not_thrown_out_by_a_tap(
    client: CheckingClient, cast: Cast, date: Occurrence, sofia: User
) -> None:
    """A second sign-up changes nothing, so it says so, and offers no way back that would take them off."""
    here, desk = f"/kalender/{date.id}/anmalda", f"/personal/aktiviteter/datum/{date.id}"
    sign_in(client, cast["Marianne"])
    client.post(f"{here}/gast", data=LARS)
    seats.sign_up(cast["Anna"], date, actor=cast["Anna"])
    commit()
    anna = {"person_id": cast["Anna"].id, "came_by": "phone"}
    doors: list[tuple[User, str, dict[str, object], str]] = [
        (cast["Marianne"], f"{here}/gast", {**LARS}, "Lars är redan anmäld."),
        (cast["Marianne"], f"{here}/deltagare", {**anna, "namn": "Anna"}, "Anna är redan anmäld."),
        (sofia, f"{desk}/anmal", {**anna}, "Anna Solhäll är redan anmäld."),
    ]
    for person, door, data, said in doors:
        sign_in(client, person)
        client.get("/")
        assert client.post(door, data=data).status_code == 303, door
        assert client.last_location is not None
        text = words(client, client.last_location)
        assert said in text
        assert "Ångra" not in text
    assert [row.state.value for row in rows(date)] == ["seat", "seat"]


def test_a_number_is_shown_as_it_is_dialled(marianne: CheckingClient, date: Occurrence) -> None:
    here = f"/kalender/{date.id}/anmalda"
    marianne.post(f"{here}/gast", data=LARS)
    assert "070-174 06 05" in words(marianne, here)
