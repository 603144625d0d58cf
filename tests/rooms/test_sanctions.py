"""Asking somebody to pause, and removing them from a room: who may, what it does everywhere, and taking it back."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import audit, clock
from app.core.db import commit, rollback, session
from app.core.errors import Refusal
from app.rooms import sanctions, seats, services
from app.rooms.models import Message, Presence
from app.rooms.order_models import Sanction
from tests.people import extra, settle
from tests.rooms.tables import a_room, say, sit
from tests.support.people_doors import sign_in


@pytest.fixture
def cast(app):
    return settle("Anna", "Greta", "Bengt", "Marianne", "Sofia", "Johan")


@pytest.fixture
def room(cast):
    made = a_room(cast["Sofia"])
    say(made, cast["Anna"], "Hej")
    return made


def about(room, person):
    return f"/rum/{room.id}/ordning/{person.id}"


def pause(room, person, actor, length="10", reason="tone"):
    made = sanctions.pause(room, person, length=length, reason=reason, actor=actor)
    commit()
    return made


def remove(room, person, actor, reason="tone"):
    made = sanctions.remove(room, person, reason=reason, actor=actor)
    commit()
    return made


def send(client, room, words="Hej igen"):
    return client.post(f"/rum/{room.id}/meddelanden", data={"body": words, "client_id": "form-0001"})


def count(kind=Message):
    rollback()
    return len(session.query(kind.id).all())


def test_a_host_asks_for_a_pause_and_takes_it_back(client, cast, room):
    sign_in(client, cast["Marianne"])
    given = client.post(f"{about(room, cast['Anna'])}/paus", data={"length": "60", "reason": "tone"})
    assert given.status_code == 303
    page = client.get(about(room, cast["Anna"])).text
    assert "Anna har paus till klockan" in page or "Anna har paus till i morgon" in page
    assert "Ångra" in page
    sign_in(client, cast["Anna"])
    shown = client.get(f"/rum/{room.id}").text
    assert "Du har paus från att skriva här till" in shown
    assert "Tonen blev för hård vid bordet." in shown
    assert "Marianne har" not in shown
    refused = send(client, room, "Mina fina ord")
    assert refused.status_code == 409
    assert "Mina fina ord" in refused.text
    assert "Tonen blev för hård vid bordet." in refused.text
    greeting = {"phrase": "hej_da", "client_id": "form-0002"}
    assert client.post(f"/rum/{room.id}/halsningar", data=greeting).status_code == 409
    assert count() == 1
    sign_in(client, cast["Marianne"])
    [made] = session.scalars(select(Sanction)).all()
    assert "Avsluta pausen för Anna" in client.get(f"/rum/{room.id}/ordning").text
    assert client.post(f"/rum/{room.id}/ordning/beslut/{made.id}/avsluta").status_code == 303
    assert "Ingen har paus" in client.get(f"/rum/{room.id}/ordning").text
    sign_in(client, cast["Anna"])
    assert send(client, room).status_code == 303


def test_a_pause_ends_by_itself(client, cast, room):
    pause(room, cast["Anna"], cast["Marianne"])
    with clock.frozen(clock.now() + timedelta(minutes=9)):
        sign_in(client, cast["Anna"])
        assert send(client, room).status_code == 409
    with clock.frozen(clock.now() + timedelta(minutes=11, seconds=1)):
        assert "Du har paus" not in client.get(f"/rum/{room.id}").text
        assert send(client, room).status_code == 303


def test_a_pause_holds_at_every_table_and_in_no_other_room(client, cast, room):
    other = a_room(cast["Sofia"], "Bokhörnan")
    sit(room, *extra(6))
    sit(room, cast["Bengt"])
    [seat] = session.query(Presence.room_id).filter_by(user_id=cast["Bengt"].id).all()
    assert seat[0] != room.id
    pause(room, cast["Bengt"], cast["Marianne"])
    sign_in(client, cast["Bengt"])
    assert (
        client.post(f"/rum/{seat[0]}/meddelanden", data={"body": "Hej", "client_id": "form-0003"}).status_code
        == 409
    )
    assert send(client, other).status_code == 303


def test_a_new_pause_takes_the_place_of_the_one_before(cast, room):
    first = pause(room, cast["Anna"], cast["Marianne"], length="1440")
    again = pause(room, cast["Anna"], cast["Marianne"], length="1440")
    assert again.id == first.id, "the same form sent twice"
    second = pause(room, cast["Anna"], cast["Marianne"], length="10", reason="turns")
    assert session.scalars(sanctions.in_force(room)).all() == [second]


def test_a_removed_person_finds_the_room_nowhere(client, cast, room):
    sign_in(client, cast["Anna"])
    client.get(f"/rum/{room.id}")
    sit(room, cast["Greta"])
    sign_in(client, cast["Marianne"])
    assert client.post(f"{about(room, cast['Anna'])}/ta-bort", data={"reason": "money"}).status_code == 303
    assert "Anna" not in client.get(f"/rum/{room.id}").text.partition('id="vilka"')[2].partition("</ul>")[0]
    say(room, cast["Greta"], "Anna är ute")
    sign_in(client, cast["Anna"])
    for address in ("", "/sok?q=anna", "/halsningar", "/valj-meddelande", f"?fore={room.last_seq + 1}"):
        answer = client.get(f"/rum/{room.id}{address}")
        assert answer.status_code == 403
        assert "Du är inte med i Kaffebordet just nu" in answer.text
        assert "Vid bordet pratar vi inte om pengar eller köp." in answer.text
        assert "är ute" not in answer.text
    assert send(client, room).status_code == 403
    for address in ("/rum", "/"):
        assert "Kaffebordet" not in client.get(address).text
    sign_in(client, cast["Marianne"])
    [made] = session.scalars(select(Sanction)).all()
    client.post(f"/rum/{room.id}/ordning/beslut/{made.id}/avsluta")
    sign_in(client, cast["Anna"])
    assert client.get(f"/rum/{room.id}").status_code == 200


def test_who_was_removed_on_the_way_in_gets_no_seat(cast, room):
    remove(room, cast["Anna"], cast["Marianne"])
    with pytest.raises(Refusal):
        seats.sit_down(room, cast["Anna"])
    assert count(Presence) == 0


def test_an_outsider_who_is_removed_learns_nothing(client, cast):
    circle = a_room(cast["Sofia"], "Syjuntan", invited=(cast["Anna"],))
    say(circle, cast["Anna"], "Garn")
    remove(circle, cast["Anna"], cast["Sofia"])
    services.uninvite(circle, cast["Anna"], actor=cast["Sofia"])
    commit()
    sign_in(client, cast["Anna"])
    answer = client.get(f"/rum/{circle.id}")
    assert answer.status_code == 404
    assert "Syjuntan" not in answer.text


FORBIDDEN = [
    ("Anna", "Greta"), ("Marianne", "Marianne"), ("Marianne", "Sofia"), ("Marianne", "Johan"), ("Sofia", "Sofia"),
    ("Sofia", "Johan"), ("Johan", "Sofia"), ("Marianne", "Bengt"),
]  # fmt: skip


@pytest.mark.parametrize(("actor", "person"), FORBIDDEN)
def test_who_may_decide_about_whom(client, cast, room, actor, person):
    services.invite(room, cast["Bengt"], is_host=True, actor=cast["Sofia"])  # hosts this room
    for name in ("Greta", "Bengt", "Marianne", "Sofia", "Johan"):
        say(room, cast[name], "Hej")
    sign_in(client, cast[actor])
    for path, form in (("paus", {"length": "10", "reason": "other"}), ("ta-bort", {"reason": "other"})):
        assert client.get(f"{about(room, cast[person])}/{path}").status_code == 403
        assert client.post(f"{about(room, cast[person])}/{path}", data=form).status_code == 403
    assert count(Sanction) == 0


def test_a_coordinator_decides_about_a_host_and_only_staff_take_that_back(client, cast, room):
    say(room, cast["Marianne"], "Hej")
    services.invite(room, cast["Bengt"], is_host=True, actor=cast["Sofia"])
    made = pause(room, cast["Marianne"], cast["Sofia"])
    address = f"/rum/{room.id}/ordning/beslut/{made.id}/avsluta"
    for name in ("Marianne", "Bengt"):
        sign_in(client, cast[name])
        assert client.post(address).status_code == 403
        assert "En samordnare kan ändra det." in client.get(f"/rum/{room.id}/ordning").text
    sign_in(client, cast["Johan"])
    assert client.post(address).status_code == 303


def test_a_host_meets_only_those_who_have_been_here(client, cast, room):
    sign_in(client, cast["Marianne"])
    assert client.get(about(room, cast["Anna"])).status_code == 200
    assert client.get(about(room, cast["Bengt"])).status_code == 404
    other = a_room(cast["Sofia"], "Bokhörnan")
    made = pause(room, cast["Anna"], cast["Marianne"])
    assert client.post(f"/rum/{other.id}/ordning/beslut/{made.id}/avsluta").status_code == 404


def test_the_trail_keeps_who_and_why(cast, room):
    made = pause(room, cast["Anna"], cast["Marianne"], reason="turns")
    remove(room, cast["Anna"], cast["Sofia"], reason="private")
    sanctions.lift(made, actor=cast["Sofia"])
    commit()
    kinds = ("room.paused", "room.removed", "room.sanction_lifted")
    entries = session.scalars(select(audit.AuditEntry).where(audit.AuditEntry.action.in_(kinds))).all()
    assert [(entry.action, json.loads(entry.details)["reason"]) for entry in entries] == [
        ("room.paused", "turns"), ("room.removed", "private"), ("room.sanction_lifted", "turns"),
    ]  # fmt: skip
    assert [entry.actor for entry in entries] == [cast[n].pseudonym for n in ("Marianne", "Sofia", "Sofia")]
    assert {entry.person for entry in entries} == {cast["Anna"].pseudonym}


@pytest.mark.parametrize(
    "form", [{}, {"length": "11", "reason": "tone"}, {"length": "10", "reason": "x" * 5000}]
)
def test_length_and_reason_must_be_among_those_offered(client, cast, room, form):
    sign_in(client, cast["Marianne"])
    assert client.post(f"{about(room, cast['Anna'])}/paus", data=form).status_code == 422
    assert count(Sanction) == 0
