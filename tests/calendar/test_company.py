"""Somebody comes along: two seats or none, and nobody in the queue is passed by."""

from __future__ import annotations

import pytest

from app.accounts.models import User
from app.calendar import companions, dates, queries, seats
from app.calendar.models import Occurrence
from app.core.db import commit, rollback
from app.core.errors import Refusal
from tests.calendar.plans import lunch, state_of, taken
from tests.calendar.test_pages import main_button, words
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in

Cast = dict[str, User]


def join(date: Occurrence, person: User, companions: int = 0) -> str | None:
    seats.sign_up(person, date, actor=person, companions=companions)
    commit()
    return state_of(person, date)


def test_two_seats_or_the_queue_and_nobody_passes(cast: Cast, sofia: User) -> None:
    date = lunch(sofia, capacity=4)
    assert [join(date, cast["Anna"], 1), join(date, cast["Bengt"])] == ["seat", "seat"]
    assert taken(date) == 3
    assert join(date, cast["Greta"], 1) == "waiting"
    assert join(date, cast["Amir"]) == "waiting", "one seat is free, but Greta is before him"
    greta = seats.find(cast["Greta"], date)
    assert greta is not None
    companions.come_alone(greta, actor=cast["Greta"])
    commit()
    assert [state_of(cast[name], date) for name in ("Greta", "Amir")] == ["seat", "waiting"]
    seats.leave(cast["Anna"], date, actor=cast["Anna"])
    commit()
    assert (state_of(cast["Amir"], date), taken(date)) == ("seat", 3)


def test_company_later_only_when_nobody_waits(cast: Cast, sofia: User) -> None:
    date = lunch(sofia, capacity=2)
    join(date, cast["Anna"])
    anna = seats.find(cast["Anna"], date)
    assert anna is not None
    companions.bring(anna, name="Berit", actor=cast["Anna"])
    commit()
    assert taken(date) == 2
    with pytest.raises(Refusal, match="below_taken"):
        dates.change_capacity(date, capacity=1, actor=sofia)
    rollback()
    join(date, cast["Bengt"])
    companions.come_alone(anna, actor=cast["Anna"])
    commit()
    assert state_of(cast["Bengt"], date) == "seat"
    with pytest.raises(Refusal, match="no_room"):
        companions.bring(anna, name=None, actor=cast["Anna"])
    rollback()
    join(date, cast["Greta"])
    with pytest.raises(Refusal, match="others_wait"):
        companions.bring(anna, name=None, actor=cast["Anna"])
    rollback()


def test_two_never_wait_for_one_chair(cast: Cast, sofia: User) -> None:
    with pytest.raises(Refusal, match="party_too_large"):
        join(lunch(sofia, capacity=1), cast["Anna"], 1)
    rollback()


def test_the_pages(client: CheckingClient, cast: Cast, sofia: User) -> None:
    date = lunch(sofia, capacity=3)
    page = f"/kalender/{date.id}"
    sign_in(client, cast["Anna"])
    assert main_button(client, f"{page}/sallskap") == "Anmäl oss båda"
    assert client.post(f"{page}/sallskap", data={"companion_name": "Berit"}).status_code == 303
    assert "Du och Berit är anmälda" in words(client, f"{page}/klart")
    assert "Du och Berit är anmälda" in words(client, "/mina-anmalningar")
    assert client.post(f"{page}/sallskap", data={"companion_name": ""}).status_code == 303
    assert "Du och ditt sällskap är anmälda" in words(client, page)
    assert client.post(f"{page}/utan-sallskap").status_code == 303
    assert "Du kommer utan sällskap." in words(client, f"{page}/klart")
    assert taken(date) == 1
    join(date, cast["Bengt"])
    seats.leave(cast["Anna"], date, actor=cast["Anna"])
    join(date, cast["Greta"])
    join(date, cast["Anna"], 1)
    assert main_button(client, page) == "Kom utan sällskap"
    assert "En plats är ledig, men ni är två." in words(client, page)
    assert queries.line_for(cast["Karin"], date).room == 0, "whoever comes now stands behind Anna"


def test_whoever_brings_somebody_knows_beforehand_that_one_seat_is_left(
    client: CheckingClient, cast: Cast, sofia: User
) -> None:
    date = lunch(sofia, capacity=2)
    page = f"/kalender/{date.id}"
    join(date, cast["Bengt"])
    sign_in(client, cast["Anna"])
    assert main_button(client, f"{page}/sallskap") == "Ställ oss på kö"
    assert "Nu finns det bara en plats." in words(client, f"{page}/sallskap")
    client.post(f"{page}/sallskap", data={"companion_name": "Berit"})
    done = words(client, f"{page}/klart")
    assert "Ni står på kölistan" in done
    assert "En plats är ledig, men ni är två." in done
    client.post(f"{page}/utan-sallskap")
    assert state_of(cast["Anna"], date) == "seat"
    sign_in(client, cast["Karin"])
    assert "Nu är det fullt." in words(client, f"{page}/sallskap")


def test_undoing_brings_the_company_back_too(client: CheckingClient, cast: Cast, sofia: User) -> None:
    """And of two ways back on one page each says what it takes back."""
    date = lunch(sofia, capacity=3)
    page = f"/kalender/{date.id}"
    sign_in(client, cast["Anna"])
    client.post(f"{page}/sallskap", data={"companion_name": "Berit"})
    client.post(f"{page}/avanmal")
    client.get(f"{page}/klart")
    assert client.page is not None
    [back] = [form for form in client.page.find("main form") if "Ångra avanmälan" in form.to_text()]
    fields = {str(one.attrs["name"]): str(one.attrs.get("value", "")) for one in back.query("input")}
    client.post(str(back.attrs["action"]), data=fields)
    assert "Du och Berit är anmälda" in words(client, f"{page}/klart")
    assert taken(date) == 2
    client.post(f"{page}/utan-sallskap")
    done = words(client, f"{page}/klart")
    assert "Ta med sällskap ändå" in done
    assert "Ångra anmälan" in done
