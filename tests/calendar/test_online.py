"""The icy-day switch: a lunch becomes a table in a room, and a list of whom to ring, at the same hour."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.calendar import dates, jobs, online, seats, team
from app.calendar.models import Occurrence, SignUp, SignUpState
from app.calendar.team_models import Task
from app.core import audit, clock
from app.core.db import commit, session
from app.notifications.models import Channel, Contact
from app.rooms.models import Membership, OpeningHours, Room
from tests.calendar.plans import NOW, lunch, told
from tests.calendar.test_pages import join, main_words, words
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in

Cast = dict[str, User]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def date(cast: Cast, sofia: User) -> Occurrence:
    """A lunch tomorrow at half past eleven: Anna and Bengt come, Greta waits, Marianne is host."""
    row = lunch(sofia)
    join(row, cast["Anna"], cast["Bengt"], cast["Greta"])
    team.assign(cast["Marianne"], row, Task.HOST, whole=False, actor=sofia)
    session.add(Contact(person_id=cast["Bengt"].id, channel=Channel.CALL, phone="08-465 004 21"))
    commit()
    return row


def switch(row: Occurrence, sofia: User) -> Room:
    online.go_online(row, reason="Det är halt", actor=sofia)
    commit()
    return room_of(row)


def room_of(row: Occurrence) -> Room:
    session.refresh(row)
    assert row.room_id is not None
    return session.get_one(Room, row.room_id, populate_existing=True)


def invited(room: Room) -> dict[str, bool]:
    rows = session.scalars(select(Membership).where(Membership.room_id == room.id))
    return {row.user.first_name: row.is_host for row in rows}


def test_the_pages_of_the_switch(client: CheckingClient, date: Occurrence, cast: Cast, sofia: User) -> None:
    sign_in(client, sofia)
    here = f"/personal/aktiviteter/datum/{date.id}"
    shown = words(client, f"{here}/stall-in")
    assert shown.index("Byt form i stället") < shown.index("Flytta i stället") < shown.index("Ställ in ändå")
    assert client.post(f"{here}/stall-in", data={"reason": ""}).status_code == 422, "why is asked for"
    assert client.post(f"{here}/byt-form", data={"reason": " "}).status_code == 422
    response = client.post(f"{here}/byt-form", data={"reason": "Det är halt"})
    assert response.status_code == 303
    shown = words(client, here)
    assert "Vi ses i ett rum här i Samvaro i stället, samma tid. Det är halt." in shown
    room = room_of(date)
    assert (room.name, room.is_restricted) == ("Sopplunch, 24 november", True)


def test_where_members_read_of_it(client: CheckingClient, date: Occurrence, cast: Cast, sofia: User) -> None:
    room = switch(date, sofia)
    sign_in(client, cast["Anna"])
    assert "I ett rum här i Samvaro. Förut: Restaurang Utsikten" in words(client, f"/kalender/{date.id}")
    assert client.page is not None
    assert client.page.find(f'main a[href="/rum/{room.id}"]')
    assert client.get(f"/rum/{room.id}").status_code == 200
    for path in ("/kalender", "/mina-anmalningar", "/"):
        assert "I ett rum här i Samvaro" in words(client, path), path
    assert "I ett rum här i Samvaro. Förut:" in words(client, "/program")
    with clock.frozen(date.starts_at - 10 * MINUTE):
        sign_in(client, cast["Anna"])
        words(client, "/")
        assert client.page.find("[data-main-action]")[0].attrs["href"] == f"/rum/{room.id}"
    sign_in(client, cast["Greta"])
    words(client, f"/kalender/{date.id}")
    assert not client.page.find(f'main a[href="/rum/{room.id}"]')
    assert client.get(f"/rum/{room.id}").status_code == 404, "who has no seat is not invited"


def test_the_room_follows_the_date(date: Occurrence, cast: Cast, sofia: User) -> None:
    room = switch(date, sofia)
    assert invited(room) == {"Anna": False, "Bengt": False, "Marianne": True}
    [line] = session.scalars(select(OpeningHours).where(OpeningHours.room_id == room.id))
    assert (line.weekday, f"{line.opens_at:%H.%M}", f"{line.closes_at:%H.%M}") == (1, "11.15", "13.00")
    assert jobs.keep_rooms() == 0, "nothing to do"
    seats.leave(cast["Anna"], date, actor=cast["Anna"])
    team.take_off(cast["Marianne"], date, whole=False, actor=sofia)
    dates.move_occurrence(date, start=date.starts_at + 60 * MINUTE, reason="Senare", actor=sofia)
    commit()
    assert jobs.keep_rooms() == 1
    assert invited(room) == {"Bengt": False, "Greta": False}
    [line] = session.scalars(select(OpeningHours).where(OpeningHours.room_id == room.id))
    assert f"{line.opens_at:%H.%M}" == "12.15"
    assert jobs.keep_rooms() == 0


def test_it_opens_at_the_hour_and_is_put_away_the_day_after(date: Occurrence, sofia: User) -> None:
    room = switch(date, sofia)
    with clock.frozen(date.starts_at - MINUTE):
        assert jobs.keep_rooms() == 0
    with clock.frozen(date.starts_at):
        assert jobs.keep_rooms() == 1
        assert room_of(date).is_open
        assert jobs.keep_rooms() == 0
    with clock.frozen(date.ends_at + timedelta(hours=25)):
        assert jobs.keep_rooms() == 1
        assert room_of(date).archived_at is not None
        assert jobs.keep_rooms() == 0
    assert room.name == "Sopplunch, 24 november"


def test_the_command_does_the_same(app: Flask, date: Occurrence, cast: Cast, sofia: User) -> None:
    room = switch(date, sofia)
    seats.leave(cast["Anna"], date, actor=cast["Anna"])
    commit()
    result = app.test_cli_runner().invoke(args=["calendar", "keep-rooms", "--json"])
    assert result.output == '{"ok": true, "changed": 1}\n'
    assert "Anna" not in invited(room)


def test_a_cancelled_one_does_not_open(date: Occurrence, sofia: User) -> None:
    room = switch(date, sofia)
    dates.cancel_occurrence(date, reason="Strömmen är borta", actor=sofia)
    commit()
    jobs.keep_rooms()
    assert not session.scalars(select(OpeningHours).where(OpeningHours.room_id == room.id)).all()
    with clock.frozen(date.starts_at):
        jobs.keep_rooms()
    assert not room_of(date).is_open


def test_back_at_its_place_within_five_minutes_nobody_hears(
    client: CheckingClient, date: Occurrence, cast: Cast, sofia: User
) -> None:
    room = switch(date, sofia)
    assert told(cast["Anna"]) == [
        "Vi ses i ett rum här i Samvaro i stället: Sopplunch, tisdag 24 november, klockan 11.30. Det är halt."
    ]
    sign_in(client, sofia)
    client.post(f"/personal/aktiviteter/datum/{date.id}/pa-plats")
    session.refresh(date)
    assert (date.is_online, date.is_changed, date.changed_form_at) == (False, False, None)
    assert told(cast["Anna"]) == []
    assert room_of(date).archived_at is not None
    again = switch(date, sofia)
    assert again.id == room.id
    assert again.archived_at is None
    with clock.frozen(NOW + 6 * MINUTE):
        online.go_back(date, actor=sofia)
        commit()
        assert told(cast["Anna"]) == [
            "Vi ses på plats ändå: Sopplunch, tisdag 24 november, klockan 11.30. Restaurang Utsikten."
        ]


def test_two_of_one_name_get_two_rooms(date: Occurrence, sofia: User) -> None:
    other = lunch(sofia)
    assert switch(date, sofia).name == "Sopplunch, 24 november"
    assert switch(other, sofia).name == "Sopplunch, 24 november (2)"


def test_whom_to_ring_is_for_those_who_run_it(
    client: CheckingClient, date: Occurrence, cast: Cast, sofia: User
) -> None:
    dates.change_capacity(date, capacity=4, actor=sofia)
    session.add(
        SignUp(
            occurrence_id=date.id, guest_name="Elsa", guest_phone="070-174 06 11", actor_id=sofia.id,
            state=SignUpState.SEAT, queued_at=clock.now(), seated_at=clock.now(),
        )
    )  # fmt: skip
    date.taken += 1
    commit()
    switch(date, sofia)
    here = f"/dina-dagar/{date.id}/ringlista"
    sign_in(client, cast["Marianne"])
    shown = words(client, here)
    assert "Ring Bengt, 08-465 004 21" in shown
    assert "Ring Elsa, 070-174 06 11" in shown
    assert "Anna" not in shown, "she has a screen"
    assert "Greta" not in shown
    read = session.scalars(
        select(audit.AuditEntry).where(audit.AuditEntry.action == "person.phone_read")
    ).all()
    assert [(one.person, one.actor) for one in read] == [
        (cast["Bengt"].pseudonym, cast["Marianne"].pseudonym)
    ]
    for name in ("Sven", "Bengt", "Anna"):
        sign_in(client, cast[name])
        assert client.get(here).status_code == 404, name
    with clock.frozen(date.ends_at + timedelta(days=7)):
        sign_in(client, cast["Marianne"])
        assert "Bengt" in words(client, here)
    with clock.frozen(date.ends_at + timedelta(days=7, minutes=1)):
        sign_in(client, cast["Marianne"])
        assert client.get(here).status_code == 404
    assert main_words(client)


def test_what_is_off_or_has_begun_does_not_change_form(
    client: CheckingClient, date: Occurrence, sofia: User
) -> None:
    dates.cancel_occurrence(date, reason="Sjuk", actor=sofia)
    commit()
    sign_in(client, sofia)
    path = f"/personal/aktiviteter/datum/{date.id}/byt-form"
    assert client.post(path, data={"reason": "Halt"}).status_code == 409
    with clock.frozen(NOW + MINUTE):
        dates.restore(date, actor=sofia)
        commit()
    with clock.frozen(date.starts_at):
        sign_in(client, sofia)
        assert client.post(path, data={"reason": "Halt"}).status_code == 409
    assert not session.scalars(select(Room)).all(), "no room is left behind"
