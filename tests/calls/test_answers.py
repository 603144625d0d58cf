"""What is answered on the telephone about a seat is noted with one tap on the page of the call."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import update

from app.accounts.models import User
from app.calendar import dates, seats
from app.calendar.models import Activity, Occurrence
from app.calendar.team_models import Assignment
from app.core.db import commit, session
from app.notifications.models import Channel, Notification
from tests.calendar.plans import lunch, state_of
from tests.calls.waiting import (
    a_guest,
    a_lunch,
    audited,
    heading,
    reached_by_phone,
    rung_about,
    start,
    states,
)
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in

Cast = dict[str, User]
HOUR = "/personal/ringtimme"


@pytest.fixture
def offered(cast: Cast) -> Occurrence:
    """Anna has the only seat; Bengt and then Greta wait, are rung, and Bengt is asked when Anna leaves."""
    row = lunch(cast["Sofia"], capacity=1)
    session.execute(update(Activity).values(answer_minutes=240))
    session.add(Assignment(occurrence_id=row.id, person_id=cast["Marianne"].id))
    commit()
    reached_by_phone(cast["Bengt"], cast["Greta"])
    for name in ("Anna", "Bengt", "Greta"):
        seats.sign_up(cast[name], row, actor=cast[name])
    seats.leave(cast["Anna"], row, actor=cast["Anna"])
    session.execute(update(Notification).values(channel=Channel.CALL))
    commit()
    assert state_of(cast["Bengt"], row) == "offered"
    return row


def press(client: CheckingClient, label: str) -> str:
    """The button with this label, with the fields of its form; where it led."""
    assert client.page is not None
    form = next(node for node in client.page.named("form") if label in node.to_text())
    fields = {one.attrs["name"]: one.attrs.get("value", "") for one in form.query("input[name]")}
    client.post(str(form.attrs["action"]), data=fields)
    assert client.last_location is not None
    path = client.last_location
    client.get(path)
    return path


@pytest.mark.parametrize("caller", ["Sofia", "Marianne"])
def test_yes_takes_the_seat_and_ends_the_call(
    client: CheckingClient, cast: Cast, offered: Occurrence, caller: str
) -> None:
    sign_in(client, cast[caller])
    start(client)
    assert heading(client).startswith("Ring Bengt")
    assert press(client, "Ja, tar platsen") == HOUR
    assert client.page is not None
    assert "har plats: Sopplunch, tisdag 24 november." in client.page.named("main")[0].to_text()
    assert state_of(cast["Bengt"], offered) == "seat"
    assert states()["Bengt"] == "sent"
    assert len(audited("calendar.offer_accepted")) == len(audited("call.ended")) == 1


def test_no_gives_it_to_the_next_and_can_be_taken_back(
    client: CheckingClient, cast: Cast, offered: Occurrence
) -> None:
    sign_in(client, cast["Marianne"])
    start(client)
    press(client, "Nej, tackar nej")
    assert (state_of(cast["Bengt"], offered), state_of(cast["Greta"], offered)) == ("left", "offered")
    press(client, "Ångra")
    assert state_of(cast["Bengt"], offered) == "waiting", "last in line, as everybody who asks anew"


def test_who_cannot_come_is_taken_off_from_the_call(client: CheckingClient, cast: Cast) -> None:
    row = a_lunch(cast["Sofia"], cast["Anna"], cast["Bengt"], host=cast["Marianne"])
    guest = a_guest(row, cast["Sofia"])
    rung_about(row)
    sign_in(client, cast["Marianne"])
    start(client)
    press(client, "Avanmäl")
    assert state_of(cast["Anna"], row) == "left"
    assert heading(client) == "Ring Bengt", "straight on to the next"
    start(client)
    press(client, "Har svarat")
    assert heading(client) == "Ring Berit"
    press(client, "Avanmäl")
    session.refresh(guest)
    assert guest.state.value == "left"


def test_one_of_two_dates_and_the_call_goes_on(client: CheckingClient, cast: Cast) -> None:
    a_lunch(cast["Sofia"], cast["Anna"])
    other = a_lunch(cast["Sofia"], cast["Anna"], title="Sittgympa")
    rung_about(other)
    sign_in(client, cast["Sofia"])
    path = start(client)
    assert press(client, "Avanmäl") == path
    assert heading(client) == "Ring Anna Solhäll"
    assert press(client, "Har svarat") == HOUR
    assert set(states().values()) == {"sent"}


def test_only_about_what_the_call_is_about(client: CheckingClient, cast: Cast, app: Flask) -> None:
    """Somebody else's seat, a word that is no answer, a call that is over."""
    row = a_lunch(cast["Sofia"], cast["Anna"], host=cast["Marianne"])
    other = a_lunch(cast["Sofia"], cast["Bengt"], title="Bokcirkeln")
    rung_about(row)
    theirs = seats.find(cast["Bengt"], other)
    mine = seats.find(cast["Anna"], row)
    assert theirs
    assert mine
    sign_in(client, cast["Marianne"])
    path = f"{start(client)}/svar"
    for number, answer in ((theirs.id, "no"), (mine.id, "kanske"), ("", "no"), ("9" * 30, "no"), ("٣", "no")):
        assert client.post(path, data={"sign_up": number, "answer": answer, "said": ""}).status_code == 303
    assert (state_of(cast["Anna"], row), state_of(cast["Bengt"], other)) == ("seat", "seat")
    dates.cancel_occurrence(row, reason="Sjuk", actor=cast["Sofia"])
    commit()
    assert client.post(path, data={"sign_up": mine.id, "answer": "no", "said": ""}).status_code == 303
    assert state_of(cast["Anna"], row) == "seat"
