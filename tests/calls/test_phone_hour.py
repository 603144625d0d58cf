"""The phone hour from the first call to the last: who is rung, what is said, what each answer leads to."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.calendar import dates
from app.calls import jobs as call_jobs
from app.core import clock
from app.core.db import commit, session
from app.notifications.models import Notification
from tests.calendar.plans import NOW
from tests.calls.waiting import (
    PHONES,
    a_lunch,
    audited,
    calls,
    due_for_a_call,
    heading,
    reached_by_phone,
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


def test_from_the_first_call_to_the_last(cast: dict[str, User], sofia: User, client: CheckingClient) -> None:
    three(cast)
    assert "3 människor väntar på att du ringer." in words(client, HOUR)
    page = words(client, start(client))
    assert heading(client) == "Ring Anna Solhäll"
    assert "Samtal 1 av 3" in page
    assert "Hej, det är Sofia från Samvaro." in page
    assert "Jag ringer för att påminna om Sopplunch i morgon, tisdag 24 november, klockan 11.30" in page
    assert PHONES["Anna"] in page
    assert client.page is not None
    assert client.page.find(".call-number")[0].attrs["href"] == "tel:+46701740605"
    tap(client, "told")
    assert heading(client) == "Ring Bengt Granlycka"
    assert "Samtal 2 av 3" in str(client.page.find(".over-line")[0].to_text())
    tap(client, "told")
    assert tap(client, "told") == HOUR
    assert heading(client) == "Ringtimme"
    summary = words(client, HOUR)
    assert "Har svarat: 3" in summary
    assert "Ingen väntar på samtal just nu." in summary
    assert set(states().values()) == {"sent"}
    assert len(audited("call.number_shown")) >= 3
    assert len(audited("call.ended")) == 3


def test_two_things_to_one_person_are_one_call(
    cast: dict[str, User], sofia: User, client: CheckingClient
) -> None:
    for title in ("Sopplunch", "Sittgympa"):
        row = a_lunch(sofia, cast["Anna"], title=title)
    rung_about(row)
    assert "1 människa väntar på att du ringer." in words(client, HOUR)
    page = words(client, start(client))
    assert "Sopplunch i morgon" in page
    assert "Sittgympa i morgon" in page
    tap(client, "told")
    assert len(calls()[0].told_ids) == 2


def test_what_came_after_the_page_was_shown_is_not_told(
    cast: dict[str, User], sofia: User, client: CheckingClient
) -> None:
    rung_about(a_lunch(sofia, cast["Anna"]))
    start(client)
    a_lunch(sofia, cast["Anna"], title="Sittgympa")
    due_for_a_call()
    path = tap(client, "told")
    assert heading(client) == "Ring Anna Solhäll"
    assert "Sittgympa" in words(client, path)


def test_sent_twice_it_is_noted_once(cast: dict[str, User], sofia: User, client: CheckingClient) -> None:
    three(cast)
    path = start(client)
    for _press in range(2):
        client.post(path, data={"outcome": "no_answer", "said": ""})
        client.get(client.last_location or "")
        assert heading(client) == "Ring Bengt Granlycka"
    assert [one.outcome.value for one in calls() if one.outcome] == ["no_answer"]


def test_what_is_cancelled_is_not_rung_about(
    cast: dict[str, User], sofia: User, client: CheckingClient
) -> None:
    row = a_lunch(sofia, cast["Anna"], cast["Bengt"])
    rung_about(row)
    path = start(client)
    dates.cancel_occurrence(row, reason="Ledaren är sjuk", actor=sofia)
    commit()
    assert "Här finns inget att säga längre." in words(client, path)
    assert start(client) == HOUR
    assert set(states("reminder").values()) <= {"dropped", "waiting"}
    assert states("reminder")["Bengt"] == "dropped"


def test_in_the_receivers_language(cast: dict[str, User], sofia: User, client: CheckingClient) -> None:
    cast["Anna"].locale = "en"
    rung_about(a_lunch(sofia, cast["Anna"]))
    page = words(client, start(client))
    assert "Hello, this is Sofia from Samvaro." in page
    assert "tomorrow, Tuesday 24 November" in page
    assert client.page is not None
    assert client.page.find(".call-script")[0].attrs["lang"] == "en"
    assert "Hur gick det?" in page


def test_chosen_from_the_list_to_note_what_the_paper_says(
    cast: dict[str, User], sofia: User, client: CheckingClient
) -> None:
    three(cast)
    sheet = words(client, f"{HOUR}/ringlista")
    assert all(PHONES[name] in sheet for name in ("Anna", "Bengt", "Greta"))
    assert "Vill inte bli uppringd" in sheet
    assert len(audited("call.number_shown")) == 3
    row = session.scalars(select(Notification).where(Notification.person_id == cast["Greta"].id)).one()
    client.post(f"{HOUR}/ring/{row.id}")
    client.get(client.last_location or "")
    assert heading(client) == "Ring Greta Kvistlund"
    tap(client, "told")
    assert states()["Greta"] == "sent"


def test_the_clock_drops_what_is_too_late_and_forgets_old_calls(
    app: Flask, cast: dict[str, User], sofia: User, client: CheckingClient
) -> None:
    three(cast)
    start(client)
    tap(client, "no_answer")
    assert call_jobs.tidy() == 0
    with clock.frozen(NOW + timedelta(days=2)):
        assert call_jobs.tidy() == 3
        assert set(states().values()) == {"dropped"}
    with clock.frozen(NOW + timedelta(days=31)):
        call_jobs.tidy()
        assert calls() == []


def test_nothing_to_do(cast: dict[str, User], sofia: User, client: CheckingClient) -> None:
    reached_by_phone(cast["Anna"])
    assert "Inget att ringa om." in words(client, HOUR)
    assert start(client) == HOUR
    assert "Ingen att ringa just nu." in words(client, f"{HOUR}/ringlista")
