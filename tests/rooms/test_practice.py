"""The practice room: always open, and the house answers the first message, once."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts import cards, people, sessions
from app.accounts.house import the_house
from app.accounts.models import SessionKind, User
from app.core.db import commit, session
from app.core.errors import Refusal
from app.rooms import hour_editing, jobs, keeping, policies, queries, services
from app.rooms.models import Message, Room
from tests.people import extra, settle
from tests.rooms.tables import a_room, say, seating, sit
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in
from tests.support.seen import words
from tests.support.sockets import SocketClient

Cast = dict[str, User]
KEY = "0123456789abcdef"


@pytest.fixture
def cast(app: Flask) -> Cast:
    return settle("Anna", "Greta", "Marianne", "Sofia")


@pytest.fixture
def room(cast: Cast) -> Room:
    made = keeping.create_room(
        name="Övningsbordet", is_practice=True, is_restricted=True, actor=cast["Sofia"]
    )
    commit()
    return made


@pytest.fixture
def anna(client: CheckingClient, cast: Cast) -> CheckingClient:
    sign_in(client, cast["Anna"])
    return client


def talk(room: Room) -> list[tuple[str, str | None]]:
    session.rollback()
    found = session.scalars(select(Message).where(Message.room_id == room.id).order_by(Message.seq)).all()
    assert [one.seq for one in found] == list(range(1, len(found) + 1))
    return [(one.author.first_name, one.to.first_name if one.to else None) for one in found]


def test_the_first_message_is_answered_without_a_script(anna: CheckingClient, room: Room) -> None:
    form = {"body": "Hej, hör ni mig?", "client_id": KEY}
    for _ in range(2):  # sent twice, answered once
        assert anna.post(f"/rum/{room.id}/meddelanden", data=form).status_code == 303
    assert (
        anna.post(f"/rum/{room.id}/meddelanden", data={"body": "Igen", "client_id": KEY[::-1]}).status_code
        == 303
    )
    assert talk(room) == [("Anna", None), ("Samvaro", "Anna"), ("Anna", None)]
    page = words(anna, f"/rum/{room.id}")
    assert "Det gick bra, ditt meddelande kom fram." in page
    assert "Till dig" in page
    assert "Här övar ni. Inget kan bli fel." in page


def test_on_the_line_it_comes_to_all_and_each_gets_one(
    socket_client: Callable[..., SocketClient], cast: Cast, room: Room
) -> None:
    anna, greta = socket_client(cast["Anna"]), socket_client(cast["Greta"])
    for line in (anna, greta):
        assert line.ask("enter_room", {"room": room.id, "after": 0})["is_open"]
    for line in (anna, greta, anna):
        said = {"room": room.id, "client_id": f"{KEY}{len(talk(room))}", "body": "Hej"}
        assert line.ask("send_message", said)["ok"]
    authors = [greta.wait_for("message_posted")["author"] for _ in range(5)]
    assert [one["name"] for one in authors] == ["Anna", "Samvaro", "Greta", "Samvaro", "Anna"]
    assert [one.get("house", False) for one in authors] == [False, True, False, True, False]
    caught_up = anna.ask("catch_up", {"room": room.id, "after": 0})
    assert [one["author"] for one in caught_up["messages"]] == authors
    assert [one["name"] for one in caught_up["here"]] == ["Anna", "Greta"], "the house sits nowhere"


def test_many_first_messages_at_once_are_each_answered_once(app: Flask, cast: Cast, room: Room) -> None:
    guests = [one.id for one in extra(4)]
    barrier = threading.Barrier(len(guests) * 2)

    def speak(person_id: int, number: int) -> None:
        with app.app_context():
            barrier.wait()
            author, there = session.get_one(User, person_id), session.get_one(Room, room.id)
            services.post_message(
                there, author=author, body="Hej", client_id=f"{person_id:08}-{number}", actor=author
            )
            commit()

    threads = [threading.Thread(target=speak, args=(one, n)) for one in guests for n in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    said = talk(room)
    assert sorted(to or "" for who, to in said if who == "Samvaro") == [f"Gäst {n}" for n in range(1, 5)]
    assert len(said) == 12


def test_elsewhere_the_house_is_silent(cast: Cast, room: Room) -> None:
    other = a_room(cast["Sofia"])
    say(other, cast["Anna"], "Hej")
    assert talk(other) == [("Anna", None)]


def test_it_is_always_open_for_everybody(cast: Cast, room: Room) -> None:
    assert room.is_open
    assert (room.is_restricted, room.capacity) == (False, None)
    sit(room, *extra(9))
    assert seating(room) == {1: 9}
    with pytest.raises(Refusal, match="always_open"):
        keeping.close_room(room, actor=cast["Sofia"])
    with pytest.raises(Refusal, match="always_open"):
        hour_editing.remove_hours(room, 1, actor=cast["Sofia"])
    session.rollback()
    session.execute(Room.__table__.update().values(opened_at=None))  # by whatever went wrong
    commit()
    assert jobs.keep_all() == 1
    assert session.get_one(Room, room.id, populate_existing=True).is_open
    keeping.archive_room(room, actor=cast["Sofia"])
    commit()
    assert jobs.keep_all() == 0
    keeping.restore_room(room, actor=cast["Sofia"])
    commit()
    assert room.is_open


def test_one_does_not_go_there_for_company(anna: CheckingClient, cast: Cast, room: Room) -> None:
    closed = a_room(cast["Sofia"], is_open=False)
    sit(room, cast["Greta"])
    home = words(anna, "/")
    assert "Inget bord är öppet nu" in home
    assert "Övningsbordet är öppet" not in home
    page = words(anna, f"/rum/{closed.id}")
    assert "Öva i Övningsbordet" in page
    assert queries.open_rooms(cast["Anna"]) == []


def test_the_house_is_nobody(anna: CheckingClient, cast: Cast, room: Room) -> None:
    house = the_house()
    assert the_house().id == house.id
    with pytest.raises(Refusal, match="house"):
        cards.issue(house, actor=cast["Sofia"])
    with pytest.raises(ValueError, match="does not sign in"):
        sessions.open_session(house, SessionKind.OWN_TABLET, actor=house)
    session.rollback()
    assert "Samvaro" not in {one.first_name for one in session.scalars(people.everyone())}
    said = {"body": "Hej", "client_id": KEY, "till": str(house.id)}
    assert anna.post(f"/rum/{room.id}/meddelanden", data=said).status_code == 409
    assert anna.post(f"/rum/{room.id}/meddelanden", data=said | {"till": ""}).status_code == 303
    anna.get(f"/rum/{room.id}?till={house.id}")
    assert anna.page is not None
    assert not [one for one in anna.page.named("button") if one.attrs.get("value") == str(house.id)]
    assert anna.page.find("[data-addressee] .addressee")[0].attrs.get("hidden") is not None
    [answer] = session.scalars(select(Message).where(Message.author_id == house.id)).all()
    page = words(anna, f"/rum/{room.id}/meddelanden/{answer.id}")
    assert "Skriv till Samvaro" not in page
    assert "Rapportera" not in page
    assert not policies.can_report(cast["Anna"], answer)
    assert anna.post(f"/rum/{room.id}/meddelanden/{answer.id}/rapportera").status_code == 403


def test_staff_find_no_person_behind_it(client: CheckingClient, cast: Cast, room: Room) -> None:
    sign_in(client, cast["Sofia"])
    assert client.get(f"/personal/manniskor/{the_house().id}").status_code == 404
    form = {"name": "Prova här", "sign": "skriv", "is_practice": "y", "talks_on": "y"}
    assert client.post(f"/personal/rum/{room.id}", data=form).status_code == 303
    page = words(client, f"/personal/rum/{room.id}")
    assert "Övningsrummet är alltid öppet." in page
    assert "Stäng rummet" not in page
    assert client.post(f"/personal/rum/{room.id}/stang").status_code == 409
