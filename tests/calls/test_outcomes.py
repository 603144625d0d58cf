"""What each answer of a call leads to, and taking it back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.calendar.models import Occurrence
from app.calls import jobs
from app.core import clock
from app.core.db import commit, session
from app.notifications.models import Channel, Contact, Notification
from tests.calendar.plans import NOW
from tests.calls.waiting import (
    a_guest,
    a_lunch,
    calls,
    due_for_a_call,
    heading,
    rung_about,
    start,
    states,
    tap,
)
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in
from tests.support.seen import words

HOUR = "/personal/ringtimme"


@pytest.fixture
def sofia(cast: dict[str, User], client: CheckingClient) -> User:
    sign_in(client, cast["Sofia"])
    return cast["Sofia"]


def three(cast: dict[str, User]) -> None:
    rung_about(a_lunch(cast["Sofia"], cast["Anna"], cast["Bengt"], cast["Greta"]))


def test_no_answer_rests_half_an_hour_and_three_tries_are_enough(
    cast: dict[str, User], sofia: User, client: CheckingClient
) -> None:
    rung_about(a_lunch(sofia, cast["Anna"]))
    for attempt in range(3):
        moment = clock.now() + timedelta(minutes=31 * attempt)
        with clock.frozen(moment):
            sign_in(client, sofia)
            start(client)
            assert heading(client) == "Ring Anna Solhäll", attempt
            assert tap(client, "no_answer") == HOUR
        with clock.frozen(moment + timedelta(minutes=29)):
            assert start(client) == HOUR
    with clock.frozen(NOW + timedelta(hours=5)):
        sign_in(client, sofia)
        assert start(client) == HOUR
        page = words(client, HOUR)
    assert "Inte nådda i dag" in page
    assert states() == {"Anna": "waiting"}
    with clock.frozen(NOW + timedelta(hours=22)):  # tomorrow at eight
        sign_in(client, sofia)
        start(client)
        assert heading(client) == "Ring Anna Solhäll"


def test_wrong_number_until_there_is_another(
    cast: dict[str, User], sofia: User, client: CheckingClient
) -> None:
    rung_about(a_lunch(sofia, cast["Anna"]))
    start(client)
    tap(client, "wrong_number")
    page = words(client, HOUR)
    assert "Numret är fel" in str(client.get(HOUR).text)
    assert "Lägg till numret" in page
    with clock.frozen(NOW + timedelta(hours=23)):
        sign_in(client, sofia)
        assert start(client) == HOUR
        session.get_one(Contact, cast["Anna"].id).phone = "070-174 06 50"
        commit()
        start(client)
        assert heading(client) == "Ring Anna Solhäll"


def test_no_number_says_so(cast: dict[str, User], sofia: User, client: CheckingClient) -> None:
    row = a_lunch(sofia, cast["Karin"])
    rung_about(row)
    assert start(client) == HOUR
    assert "Nummer saknas" in client.get(HOUR).text
    assert f"/personal/manniskor/{cast['Karin'].id}" in client.get(HOUR).text


def test_does_not_want_to_be_rung(cast: dict[str, User], sofia: User, client: CheckingClient) -> None:
    rung_about(a_lunch(sofia, cast["Anna"]))
    path = start(client)
    client.get(f"{path}/annat-satt")
    assert heading(client) == "Anna Solhäll vill inte bli uppringd"
    assert client.page is not None
    offered = [field.attrs["value"] for field in client.page.find('input[name="channel"]')]
    assert offered == ["screen", "sms", "paper"], "no address is known to write to"
    for wrong in ("call", "email", ""):
        assert client.post(f"{path}/annat-satt", data={"channel": wrong}).status_code == 422
    client.post(f"{path}/annat-satt", data={"channel": "paper"})
    assert client.last_location == HOUR
    assert session.get_one(Contact, cast["Anna"].id, populate_existing=True).channel is Channel.PAPER
    [row] = session.scalars(select(Notification))
    assert (row.channel, row.state.value) == (None, "waiting"), "the dispatcher finds the new way"
    client.post(f"{path}/angra")
    assert session.get_one(Contact, cast["Anna"].id, populate_existing=True).channel is Channel.CALL
    assert session.get_one(Notification, row.id, populate_existing=True).channel is Channel.CALL


def test_a_guest_is_rung_by_first_name(cast: dict[str, User], sofia: User, client: CheckingClient) -> None:
    row = a_lunch(sofia)
    a_guest(row, sofia)
    due_for_a_call()
    path = start(client)
    assert heading(client) == "Ring Berit"
    client.get(f"{path}/annat-satt")
    client.post(f"{path}/annat-satt")
    assert states() == {"guest": "dropped"}
    client.post(f"{path}/angra")
    assert states() == {"guest": "waiting"}


def test_the_next_day_a_call_is_closed(cast: dict[str, User], sofia: User, client: CheckingClient) -> None:
    """Else a caller could keep the number of somebody, and undo what they have chosen since, for as long as calls lie."""
    rung_about(a_lunch(sofia, cast["Anna"]))
    path = start(client)
    client.post(f"{path}/annat-satt", data={"channel": "paper"})
    with clock.frozen(NOW + timedelta(days=1, hours=1)):
        sign_in(client, sofia)
        for page in ("", "/annat-satt"):
            assert client.get(f"{path}{page}").status_code == 404
        for page in ("/angra", "/annat-satt"):
            assert client.post(f"{path}{page}", data={"channel": "sms"}).status_code == 404
    assert session.get_one(Contact, cast["Anna"].id, populate_existing=True).channel is Channel.PAPER


def test_a_guests_number_goes_a_week_after_the_call(
    cast: dict[str, User], sofia: User, client: CheckingClient
) -> None:
    rung_about(a_lunch(sofia, cast["Anna"]))
    a_guest(session.scalars(select(Occurrence)).one(), sofia)
    due_for_a_call()
    for _call in range(2):
        start(client)
        tap(client, "told")
    assert len(calls()) == 2
    with clock.frozen(NOW + timedelta(days=7, hours=1)):
        jobs.tidy()
    assert [call.guest_phone for call in calls()] == [None]


def test_who_is_skipped_comes_last_and_only_when_asked_for(
    cast: dict[str, User], sofia: User, client: CheckingClient
) -> None:
    rung_about(a_lunch(sofia, cast["Anna"], cast["Bengt"]))
    start(client)
    tap(client, "skipped")
    assert heading(client) == "Ring Bengt Granlycka"
    assert tap(client, "told") == HOUR
    assert "Ring dem du hoppade över" in words(client, HOUR)
    start(client)
    assert heading(client) == "Ring Anna Solhäll"


def test_the_last_outcome_can_be_taken_back(
    cast: dict[str, User], sofia: User, client: CheckingClient
) -> None:
    three(cast)
    path = start(client)
    after = tap(client, "told")
    assert client.page is not None
    [undo] = [
        form.attrs["action"] for form in client.page.named("form") if form.attrs["action"].endswith("/angra")
    ]
    assert undo == f"{path}/angra"
    assert after != path
    assert states()["Anna"] == "sent"
    client.post(f"{path}/angra")
    assert client.last_location == path
    client.get(path)
    assert heading(client) == "Ring Anna Solhäll"
    assert states()["Anna"] == "waiting"
    assert [one.outcome for one in calls()] == [None], "Bengt is free for others again"
    tap(client, "no_answer")
    assert heading(client) == "Ring Bengt Granlycka"
