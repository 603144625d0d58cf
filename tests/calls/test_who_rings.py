"""Who may ring whom, and never two the same person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Role, User
from app.calls import calling
from app.calls.models import Call
from app.core import clock
from app.core.db import commit, session
from app.notifications.models import Notification
from tests.calls.waiting import (
    a_guest,
    a_lunch,
    audited,
    calls,
    due_for_a_call,
    heading,
    rung_about,
    start,
    states,
    tap,
)
from tests.people import extra
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in
from tests.support.seen import words
from tests.support.together import all_at_once

HOUR = "/personal/ringtimme"


def test_a_host_rings_those_of_the_own_date_by_first_name(
    cast: dict[str, User], client: CheckingClient
) -> None:
    sofia, marianne = cast["Sofia"], cast["Marianne"]
    mine = a_lunch(sofia, cast["Anna"], host=marianne)
    a_guest(mine, sofia)
    rung_about(mine)
    rung_about(a_lunch(sofia, cast["Anna"], cast["Bengt"], title="Bokcirkeln"))
    sign_in(client, marianne)
    page = client.get(HOUR).text
    assert "Anna" in page
    assert "Berit" in page
    assert "Bengt" not in page
    assert "Solhäll" not in page
    path = start(client)
    assert heading(client) == "Ring Anna"
    text = client.get(path).text
    assert "Bokcirkeln" not in text
    assert "Solhäll" not in text
    tap(client, "told")
    assert heading(client) == "Ring Berit"
    assert tap(client, "told") == HOUR
    assert sorted(row.state.value for row in session.scalars(select(Notification))) == [
        "sent",
        "sent",
        "waiting",
        "waiting",
    ]
    assert "Bengt" not in client.get(f"{HOUR}/ringlista").text


def test_a_host_of_another_date_sees_nobody(cast: dict[str, User], client: CheckingClient) -> None:
    sofia = cast["Sofia"]
    rung_about(a_lunch(sofia, cast["Anna"], host=cast["Marianne"]))
    sign_in(client, cast["Sven"])
    assert "Anna" not in client.get(HOUR).text
    assert start(client) == HOUR
    assert calls() == []
    client.post(f"{HOUR}/ring/1")
    assert client.last_location == HOUR


def test_a_member_comes_nowhere_and_nobody_into_anothers_call(
    cast: dict[str, User], client: CheckingClient, new_client: Callable[[], CheckingClient]
) -> None:
    rung_about(a_lunch(cast["Sofia"], cast["Anna"], host=cast["Marianne"]))
    sign_in(client, cast["Sofia"])
    path = start(client)
    for who, status in (("Anna", 403), ("Marianne", 404), ("Johan", 404)):
        other = new_client()
        sign_in(other, cast[who])
        assert other.get(path).status_code == status
        assert other.post(path, data={"outcome": "told", "said": ""}).status_code == status
        assert other.post(f"{path}/angra").status_code == status
        assert other.get(f"{path}/annat-satt").status_code == status
    assert states() == {"Anna": "waiting"}


def test_two_coordinators_never_ring_the_same(
    cast: dict[str, User], client: CheckingClient, new_client: Callable[[], CheckingClient]
) -> None:
    rung_about(a_lunch(cast["Sofia"], cast["Anna"], cast["Bengt"]))
    sign_in(client, cast["Sofia"])
    start(client)
    assert heading(client) == "Ring Anna Solhäll"
    johan = new_client()
    sign_in(johan, cast["Johan"])
    assert "Sofia ringer just nu" in johan.get(HOUR).text
    start(johan)
    assert heading(johan) == "Ring Bengt Granlycka"
    assert start(client) == start(client), "asked again, the same call"
    assert tap(client, "told") == HOUR


def test_who_lets_a_call_lie_loses_it_and_may_still_say_how_it_went(
    cast: dict[str, User], client: CheckingClient, new_client: Callable[[], CheckingClient]
) -> None:
    rung_about(a_lunch(cast["Sofia"], cast["Anna"]))
    sign_in(client, cast["Sofia"])
    start(client)
    johan = new_client()
    sign_in(johan, cast["Johan"])
    assert start(johan) == HOUR
    with clock.frozen(clock.now() + timedelta(minutes=11)):
        path = start(johan)
        assert heading(johan) == "Ring Anna Solhäll"
        assert tap(client, "told") == HOUR
        assert states() == {"Anna": "sent"}
        assert "Här finns inget att säga längre." in words(johan, path)


def test_taking_back_does_not_take_from_another(
    cast: dict[str, User], client: CheckingClient, new_client: Callable[[], CheckingClient]
) -> None:
    rung_about(a_lunch(cast["Sofia"], cast["Anna"]))
    sign_in(client, cast["Sofia"])
    path = start(client)
    tap(client, "skipped")
    johan = new_client()
    sign_in(johan, cast["Johan"])
    start(johan)
    assert heading(johan) == "Ring Anna Solhäll"
    assert client.post(f"{path}/angra").status_code == 409


@pytest.mark.parametrize("callers", [2, 8])
def test_many_begin_at_the_same_moment(app: Flask, cast: dict[str, User], callers: int) -> None:
    everybody = [cast[name] for name in ("Anna", "Bengt", "Greta", "Amir")]
    rung_about(a_lunch(cast["Sofia"], *everybody))
    staff = extra(callers, Role.COORDINATOR)

    def take(person_id: int) -> Callable[[], object]:
        return lambda: calling.claim_next(session.get_one(User, person_id), skipped_too=True)

    assert all_at_once(app, [take(person.id) for person in staff]) == []
    rung = [call.person_id for call in calls()]
    assert len(rung) == len(set(rung)) == min(callers, 4)
    assert len({call.caller_id for call in calls()}) == len(rung)


def test_every_look_at_a_number_is_kept(cast: dict[str, User], client: CheckingClient) -> None:
    rung_about(a_lunch(cast["Sofia"], cast["Anna"]))
    sign_in(client, cast["Sofia"])
    path = start(client)
    client.get(path)
    looks = audited("call.number_shown")
    assert len(looks) == 2
    assert {(one.person, one.actor) for one in looks} == {(cast["Anna"].pseudonym, cast["Sofia"].pseudonym)}
    assert "070" not in "".join(one.details for one in looks)


def test_who_is_switched_off_is_not_rung(cast: dict[str, User], client: CheckingClient) -> None:
    rung_about(a_lunch(cast["Sofia"], cast["Anna"]))
    session.get_one(User, cast["Anna"].id).deactivated_at = clock.now()
    commit()
    due_for_a_call()
    sign_in(client, cast["Sofia"])
    assert start(client) == HOUR
    assert session.query(Call).count() == 0
    session.rollback()
