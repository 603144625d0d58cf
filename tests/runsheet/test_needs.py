"""Asked once, shown to the person, used by those who run the date only, and gone a week after the last date."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.calendar.models import Occurrence, Serves
from app.core import clock
from app.core.audit import AuditEntry
from app.core.db import commit, rollback, session
from app.runsheet import needs
from app.runsheet.models import Needs, Texture, Way
from app.runsheet.needs import Food
from tests.calendar.plans import lunch
from tests.calendar.test_pages import main_words
from tests.runsheet.guests import comes, guest
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in

Cast = dict[str, User]
FOOD = {"diets": ["gluten", "nuts"], "texture": "puree", "food_words": "Tål inte selleri."}
LIFT = {"way": "needs_lift", "address": "Lingonstigen 4", "fetched_at": "11.00", "wants_company": "y"}


def told(person: User) -> Needs | None:
    return session.scalar(
        select(Needs).where(Needs.person_id == person.id).execution_options(populate_existing=True)
    )


def count(model: type) -> int:
    return session.scalar(select(func.count(model.id))) or 0


@pytest.fixture
def anna(client: CheckingClient, cast: Cast, date: Occurrence) -> User:
    """Signed up and signed in."""
    comes(cast["Anna"], date)
    sign_in(client, cast["Anna"])
    return cast["Anna"]


def test_two_short_pages_after_signing_up(client: CheckingClient, anna: User, date: Occurrence) -> None:
    here = f"/kalender/{date.id}/mat-och-resa"
    client.get(f"/kalender/{date.id}/klart")
    assert client.page is not None
    assert client.page.find(f'main a[href="{here}"]'), "the page after signing up leads on"
    client.get(here)
    assert "Köket ser hur många, inte vem." in main_words(client)
    answer = client.post(f"{here}/maten", data=FOOD)
    assert answer.headers["Location"] == f"{here}/resan"
    assert client.post(f"{here}/resan", data=LIFT).headers["Location"] == here
    client.get(here)
    shown = main_words(client)
    assert "Utan gluten, utan nötter och puré." in shown
    assert "Tål inte selleri." in shown
    assert "Du hämtas här: Lingonstigen 4." in shown
    assert "Du vill bli hämtad klockan 11.00." in shown
    assert "Vi tar bort det tisdag 1 december." in shown
    row = told(anna)
    assert row is not None
    assert (row.diets, row.texture, row.way) == ("gluten nuts", Texture.PUREE, Way.NEEDS_LIFT)


def test_a_regular_is_asked_once(client: CheckingClient, cast: Cast, anna: User, date: Occurrence) -> None:
    client.post(f"/kalender/{date.id}/mat-och-resa/maten", data=FOOD)
    client.post(f"/kalender/{date.id}/mat-och-resa/resan", data=LIFT)
    later = lunch(cast["Sofia"], starts_on=clock.today() + timedelta(days=15))
    comes(anna, later)
    client.get(f"/kalender/{later.id}/mat-och-resa")
    shown = main_words(client)
    assert "Utan gluten, utan nötter och puré." in shown
    assert "Vi tar bort det tisdag 15 december." in shown, "a week after the last date"
    client.get(f"/kalender/{later.id}/mat-och-resa/maten")
    assert client.page is not None
    ticked = client.page.find('input[name="diets"][checked]')
    assert [box.attrs["value"] for box in ticked] == ["gluten", "nuts"]


def test_an_address_is_kept_only_where_a_lift_is_wanted(
    client: CheckingClient, anna: User, date: Occurrence
) -> None:
    here = f"/kalender/{date.id}/mat-och-resa/resan"
    assert client.post(here, data={**LIFT, "way": "walks"}).status_code == 303
    row = told(anna)
    assert row is not None
    assert row.address is None
    assert row.fetched_at is None
    assert client.post(here, data=LIFT).status_code == 303
    row = told(anna)
    assert row is not None
    assert (row.address, row.fetched_at) == ("Lingonstigen 4", time(11))
    assert client.post(here, data={"way": "offers_lift", "lifts": "3", "address": "x"}).status_code == 303
    row = told(anna)
    assert row is not None
    assert (row.address, row.lifts) == (None, 3)


@pytest.mark.parametrize(
    "wrong",
    [{"way": "needs_lift"}, {"way": "offers_lift"}, {"way": "offers_lift", "lifts": "5"}, {"way": "by_boat"}, {},
     {**LIFT, "fetched_at": "25.00"}, {**LIFT, "address": "x" * 121}],
)  # fmt: skip
def test_what_is_missing_is_asked_for(
    client: CheckingClient, anna: User, date: Occurrence, wrong: dict[str, str]
) -> None:
    assert client.post(f"/kalender/{date.id}/mat-och-resa/resan", data=wrong).status_code == 422
    assert told(anna) is None
    assert "Något behöver ändras" in main_words(client)


def test_a_diet_that_is_not_on_the_list_is_refused(
    client: CheckingClient, anna: User, date: Occurrence
) -> None:
    here = f"/kalender/{date.id}/mat-och-resa/maten"
    assert client.post(here, data={**FOOD, "diets": ["gluten", "care"]}).status_code == 422
    assert client.post(here, data={**FOOD, "texture": "soft"}).status_code == 422
    assert told(anna) is None


def test_taken_away_at_once_in_two_pages(client: CheckingClient, anna: User, date: Occurrence) -> None:
    here = f"/kalender/{date.id}/mat-och-resa"
    client.post(f"{here}/maten", data=FOOD)
    client.get(f"{here}/ta-bort")
    assert told(anna), "looking at the page takes nothing away"
    client.post(f"{here}/ta-bort")
    assert told(anna) is None
    assert client.post(f"{here}/ta-bort").status_code == 303


def test_no_food_is_asked_where_none_is_served(client: CheckingClient, cast: Cast) -> None:
    walk = lunch(cast["Sofia"], serves=Serves.NOTHING)
    comes(cast["Anna"], walk)
    sign_in(client, cast["Anna"])
    client.get(f"/kalender/{walk.id}/mat-och-resa")
    assert "Köket" not in main_words(client)
    assert client.get(f"/kalender/{walk.id}/mat-och-resa/maten").status_code == 303
    assert client.post(f"/kalender/{walk.id}/mat-och-resa/maten", data=FOOD).status_code == 303
    assert told(cast["Anna"]) is None


def test_who_does_not_come_is_shown_the_date(client: CheckingClient, cast: Cast, date: Occurrence) -> None:
    sign_in(client, cast["Bengt"])
    for page in ("", "/maten", "/resan", "/ta-bort"):
        answer = client.get(f"/kalender/{date.id}/mat-och-resa{page}")
        assert answer.headers["Location"] == f"/kalender/{date.id}"
    client.post(f"/kalender/{date.id}/mat-och-resa/maten", data=FOOD)
    assert told(cast["Bengt"]) is None


def test_filled_in_for_somebody_who_rang(client: CheckingClient, cast: Cast, date: Occurrence) -> None:
    majken = guest(date, "Majken", cast["Sofia"], companions=1, companion_name="Nils")
    sign_in(client, cast["Marianne"])
    here = f"/personal/aktiviteter/datum/{date.id}/mat-och-resa"
    client.get(here)
    assert "Majken" in main_words(client)
    client.get(f"{here}/{majken.id}/maten")
    form = {**FOOD, "companion_diets": ["vegan"], "companion_texture": "ordinary"}
    assert client.post(f"{here}/{majken.id}/maten", data=form).status_code == 303
    assert client.post(f"{here}/{majken.id}/resan", data={"way": "walks"}).status_code == 303
    row = session.scalar(select(Needs).where(Needs.sign_up_id == majken.id))
    assert row is not None
    assert (row.diets, row.companion_diets, row.way) == ("gluten nuts", "vegan", Way.WALKS)
    actions = set(
        session.scalars(select(AuditEntry.action).where(AuditEntry.actor == cast["Marianne"].pseudonym))
    )
    assert {"needs.listed", "needs.viewed", "needs.food_told", "needs.travel_told"} <= actions
    details = " ".join(session.scalars(select(AuditEntry.details)))
    assert "selleri" not in details
    assert "gluten" not in details


def test_a_guest_of_another_date_is_not_found_through_mine(
    client: CheckingClient, cast: Cast, date: Occurrence
) -> None:
    other = lunch(cast["Sofia"])
    theirs = comes(cast["Bengt"], other, Food(("vegan",)))
    sign_in(client, cast["Marianne"])
    here = f"/personal/aktiviteter/datum/{date.id}/mat-och-resa/{theirs.id}"
    assert client.get(f"{here}/maten").status_code == 404
    assert client.post(f"{here}/resan", data={"way": "walks"}).status_code == 404


def test_the_tables_refuse_what_must_not_be(app: Flask, cast: Cast, date: Occurrence) -> None:
    entry = comes(cast["Anna"], date)
    now = clock.now()
    for wrong in (
        {"person_id": cast["Anna"].id, "sign_up_id": entry.id},
        {},
        {"person_id": cast["Anna"].id, "way": Way.WALKS, "travel_at": now, "address": "Lingonstigen 4"},
        {"person_id": cast["Anna"].id, "way": Way.WALKS, "travel_at": now, "lifts": 2},
        {"person_id": cast["Anna"].id, "way": Way.OFFERS_LIFT, "travel_at": now, "lifts": 9},
    ):
        session.add(Needs(**wrong))
        with pytest.raises(IntegrityError):
            session.flush()
        rollback()


def test_told_twice_is_one_row(app: Flask, cast: Cast, date: Occurrence) -> None:
    entry = comes(cast["Anna"], date)
    needs.tell_food(entry, Food(("vegan", "gluten"), words="Ett"), actor=cast["Anna"])
    needs.tell_food(entry, Food(("nuts",)), actor=cast["Anna"])
    commit()
    row = told(cast["Anna"])
    assert row is not None
    assert (row.diets, row.food_words, count(Needs)) == ("nuts", "", 1)
