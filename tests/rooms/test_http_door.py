"""A room where no line can be opened: the page asks and says over HTTP what it would ask and say on the line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app.accounts.models import User, UserSession
from app.core import clock
from app.core.db import commit, session
from app.rooms import queries, services
from app.rooms.models import Message, Reading, Room
from app.rooms.wire import Wire
from tests.house.test_bad_input import HOSTILE
from tests.people import settle
from tests.rooms.tables import a_room, leave_seat, say, seating, sit
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in
from tests.support.sockets import SocketClient

JSON = {"Accept": "application/json"}


@pytest.fixture
def cast(app: Flask) -> dict[str, User]:
    return settle("Anna", "Greta", "Marianne", "Sofia")


@pytest.fixture
def room(cast: dict[str, User]) -> Room:
    return a_room(cast["Sofia"])


@pytest.fixture
def anna(client: CheckingClient, cast: dict[str, User]) -> CheckingClient:
    sign_in(client, cast["Anna"])
    return client


def ask(client: CheckingClient, room: Room, after: object = 0) -> Wire:
    got = client.get(f"/rum/{room.id}/nytt?efter={after}", headers=JSON)
    assert got.status_code == 200
    assert got.headers["Cache-Control"] == "no-store"
    return dict(got.get_json())


def post(client: CheckingClient, room: Room, body: str, client_id: str = "a" * 32) -> tuple[int, Wire]:
    form = {"body": body, "client_id": client_id}
    got = client.post(f"/rum/{room.id}/meddelanden", data=form, headers=JSON)
    return got.status_code, dict(got.get_json())


def stored() -> int:
    session.rollback()
    return session.scalar(select(func.count(Message.id))) or 0


def test_both_doors_give_the_same_answer(
    anna: CheckingClient, cast: dict[str, User], room: Room, socket_client: Callable[..., SocketClient]
) -> None:
    said = say(room, cast["Greta"], "Ett", "Två", "Tre")
    services.hide_message(said[0], actor=cast["Marianne"], reason="unkind")
    commit()
    over_http = ask(anna, room, 2)
    on_the_line = socket_client(cast["Anna"]).ask("catch_up", {"room": room.id, "after": 2})
    assert over_http == on_the_line
    assert [message["body"] for message in over_http["messages"]] == ["Tre"]
    assert [message["seq"] for message in over_http["hidden"]] == [1]
    assert [person["name"] for person in over_http["here"]] == ["Anna"]
    assert "Ett" not in repr(over_http)


def test_when_nothing_is_new_the_answer_is_small(
    anna: CheckingClient, cast: dict[str, User], room: Room
) -> None:
    say(room, cast["Greta"], *(f"Nummer {number}" for number in range(60)))
    got = anna.get(f"/rum/{room.id}/nytt?efter=60", headers=JSON)
    assert got.get_json()["messages"] == []
    assert len(got.data) < 400


@pytest.mark.parametrize("after", ["", "x", "-1", "0", "9" * 30, "1.5", "%00", "å"])
def test_a_number_that_is_none_counts_as_the_beginning(
    anna: CheckingClient, cast: dict[str, User], room: Room, after: str
) -> None:
    say(room, cast["Greta"], "Hej")
    assert [message["seq"] for message in ask(anna, room, after)["messages"]] == [1]


def test_asking_keeps_the_seat_also_when_a_line_is_lost(
    anna: CheckingClient, cast: dict[str, User], room: Room
) -> None:
    assert ask(anna, room)["table"] == room.id
    sit(room, cast["Greta"])
    leave_seat(room.id, cast["Anna"].id)  # a half-open line of hers is noticed only now
    commit()
    assert [person.first_name for person in queries.who_is_here(room)] == ["Anna", "Greta"]
    assert seating(room) == {1: 2}


def test_asking_notes_how_far_is_read(anna: CheckingClient, cast: dict[str, User], room: Room) -> None:
    say(room, cast["Greta"], "Ett", "Två")
    ask(anna, room, 1)
    assert session.scalars(select(Reading.last_seq)).all() == [1]


def test_a_page_that_asks_by_itself_is_no_use_of_the_session(
    anna: CheckingClient, cast: dict[str, User], room: Room
) -> None:
    earlier = clock.now() - timedelta(minutes=5)
    session.execute(update(UserSession).values(last_seen_at=earlier))
    commit()
    ask(anna, room)
    assert session.scalars(select(UserSession.last_seen_at)).all() == [earlier]
    post(anna, room, "Hej")
    assert session.scalars(select(UserSession.last_seen_at)).all() != [earlier]


def test_said_twice_it_is_stored_once(anna: CheckingClient, room: Room) -> None:
    first, again = post(anna, room, " Hej\r\npå dig "), post(anna, room, "Hej\npå dig")
    assert first == again
    assert first[0] == 200
    assert first[1]["ok"]
    assert post(anna, room, "Något annat")[1]["error"] == "client_id_taken"
    assert stored() == 1


def test_said_on_the_line_and_again_over_http_it_is_stored_once(
    anna: CheckingClient, cast: dict[str, User], room: Room, socket_client: Callable[..., SocketClient]
) -> None:
    line = socket_client(cast["Anna"])
    said = {"room": room.id, "client_id": "b" * 32, "body": "Cafe\u0301\nklockan tio"}
    on_the_line = line.ask("send_message", said)
    assert post(anna, room, said["body"], said["client_id"]) == (200, on_the_line)
    services.close_room(room, actor=cast["Sofia"])
    commit()
    assert post(anna, room, said["body"], said["client_id"]) == (200, on_the_line)
    assert stored() == 1


def test_what_cannot_be_said_is_refused_as_on_the_line(
    anna: CheckingClient, cast: dict[str, User], room: Room
) -> None:
    status, answer = post(anna, room, "å" * 2001)
    assert (status, answer["error"], answer["field"]) == (422, "bad_payload", "body")
    services.close_room(room, actor=cast["Sofia"])
    commit()
    status, answer = post(anna, room, "Hinner jag?", "c" * 32)
    assert (status, answer["error"]) == (409, "room_closed")
    assert "Din text finns kvar" in answer["message"]
    assert stored() == 0


def test_who_may_not_come_in_learns_nothing(client: CheckingClient, cast: dict[str, User]) -> None:
    secret = a_room(cast["Sofia"], "Syjuntan", invited=(cast["Anna"],))
    address = f"/rum/{secret.id}/nytt"
    got = client.get(address, headers=JSON)
    assert (got.status_code, got.get_json()["error"]) == (401, "unauthorized")
    sign_in(client, cast["Greta"])
    got = client.get(address, headers=JSON)
    assert (got.status_code, got.get_json()) == (404, {"ok": False, "error": "not_found"})
    assert post(client, secret, "Hej")[0] == 404
    assert stored() == 0


@pytest.mark.one_database
def test_who_asks_without_end_is_told_to_wait(anna: CheckingClient, room: Room) -> None:
    answers = [anna.get(f"/rum/{room.id}/nytt", headers=JSON).status_code for _ in range(125)]
    assert answers[:100] == [200] * 100
    assert answers[-1] == 429


def test_whatever_is_sent_is_answered_in_the_same_form(anna: CheckingClient, room: Room) -> None:
    address = f"/rum/{room.id}/meddelanden"
    for words in HOSTILE.values():
        for form in (
            {"body": words, "client_id": "d" * 32},
            {"body": "Hej", "client_id": words},
            {"body": words},
        ):
            data = urlencode(anna._with_token(form), errors="surrogatepass").encode()
            got = anna.post(
                address, data=data, headers=JSON, content_type="application/x-www-form-urlencoded"
            )
            assert got.status_code in {200, 400, 409, 413, 422, 429}, form
            assert got.get_json()["ok"] is (got.status_code == 200)
    forged = anna.post(address, data={"body": "Hej", "client_id": "e" * 32, "csrf_token": ""}, headers=JSON)
    assert (forged.status_code, forged.get_json()["error"]) == (400, "stale_form")
