"""What many say at the same moment is stored together: numbered, acknowledged and told once each."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts import sessions
from app.accounts.models import User
from app.core.db import commit, session
from app.rooms import services
from app.rooms.models import Message
from app.rooms.posting import Post, store
from tests.people import extra, settle
from tests.rooms.tables import a_room, say
from tests.support.sockets import SocketClient

Connect = Callable[..., SocketClient]
EACH = 8


@pytest.fixture
def cast(app: Flask) -> dict[str, User]:
    return settle("Anna", "Greta", "Sofia")


def shout(line: SocketClient, room_id: int, person_id: int) -> Callable[[], list[dict]]:
    """Send without waiting for the answers; calling what comes back waits for them, in the order sent."""
    answers: list[dict] = []
    all_here = Event()

    def answered(answer: dict) -> None:
        answers.append(answer)
        if len(answers) == EACH:
            all_here.set()

    for number in range(EACH):
        said = {"room": room_id, "client_id": f"shout-{person_id:04}-{number:04}", "body": f"{number}"}
        line.io.emit("send_message", said, callback=answered)

    def wait() -> list[dict]:
        assert all_here.wait(10), f"{len(answers)} of {EACH} were acknowledged"
        return answers

    return wait


def test_everything_said_at_once_is_stored_in_each_ones_order(
    app: Flask, socket_client: Connect, cast: dict[str, User]
) -> None:
    rooms = [a_room(cast["Sofia"]), a_room(cast["Sofia"], "Bokhörnan")]
    guests = extra(6)
    lines = [socket_client(one) for one in guests]
    for number, line in enumerate(lines):
        line.ask("enter_room", {"room": rooms[number % 2].id, "after": 0})
    waits = [
        shout(line, rooms[n % 2].id, guest.id)
        for n, (line, guest) in enumerate(zip(lines, guests, strict=True))
    ]
    for answers in [wait() for wait in waits]:
        assert all(answer["ok"] for answer in answers), answers
        numbers = [answer["seq"] for answer in answers]
        assert numbers == sorted(numbers)
    for room, line in zip(rooms, lines, strict=False):
        stored = session.scalars(
            select(Message).where(Message.room_id == room.id).order_by(Message.seq)
        ).all()
        assert [message.seq for message in stored] == list(range(1, 3 * EACH + 1))
        told = [line.wait_for("message_posted") for _ in stored]
        assert [(one["seq"], one["id"]) for one in told] == [(message.seq, message.id) for message in stored]
        assert session.get_one(type(room), room.id, populate_existing=True).last_seq == 3 * EACH


def test_in_one_batch_each_gets_the_answer_that_is_its_own(app: Flask, cast: dict[str, User]) -> None:
    room, closed = a_room(cast["Sofia"]), a_room(cast["Sofia"], "Stängt", is_open=False)
    secret = a_room(cast["Sofia"], "Syjuntan", invited=(cast["Greta"],))
    [before] = say(room, cast["Anna"], "Hej")
    anna = cast["Anna"].id
    outcomes = store([
        Post(room.id, anna, "batch-0001", "Ett"),
        Post(closed.id, anna, "batch-0002", "Två"),
        Post(secret.id, anna, "batch-0003", "Tre"),
        Post(room.id, anna, "batch-0001", "Ett"),
        Post(room.id, anna, "batch-0001", "Något annat"),
        Post(room.id, anna, before.client_id, "Hej"),
        Post(room.id, cast["Greta"].id, "batch-0001", "Fyra"),
    ])  # fmt: skip
    commit()
    assert [one.seq for one in outcomes] == [2, 0, 0, 2, 0, 1, 3]
    assert [one.refused for one in outcomes] == [
        None, "room_closed", "not_found", None, "client_id_taken", None, None,
    ]  # fmt: skip
    assert outcomes[0].id == outcomes[3].id
    assert outcomes[5].id == before.id
    found = session.scalars(
        select(Message.body).where(Message.room_id == room.id).order_by(Message.seq)
    ).all()
    assert found == ["Hej", "Ett", "Fyra"]


def test_one_id_to_two_rooms_in_one_batch_goes_to_the_first(app: Flask, cast: dict[str, User]) -> None:
    rooms = [a_room(cast["Sofia"]), a_room(cast["Sofia"], "Bokhörnan")]
    anna = cast["Anna"].id
    outcomes = store([Post(room.id, anna, "one-and-the-same", "Hej") for room in rooms])
    commit()
    assert [one.refused for one in outcomes] == [None, "client_id_taken"]


def test_a_line_whose_session_has_ended_stores_nothing(
    app: Flask, socket_client: Connect, cast: dict[str, User]
) -> None:
    room = a_room(cast["Sofia"])
    anna = socket_client(cast["Anna"])
    anna.ask("enter_room", {"room": room.id, "after": 0})
    sessions.revoke_all_of(cast["Anna"], actor=cast["Sofia"], reason="test")
    commit()  # in another process than the server: its sweep has not come round yet
    said = {"room": room.id, "client_id": "after-the-end", "body": "Hej"}
    assert anna.ask("send_message", said) == {"ok": False, "error": "unauthorized"}
    assert session.scalars(select(Message)).all() == []


def test_the_refusal_is_in_the_language_of_the_one_who_is_refused(
    app: Flask, socket_client: Connect, cast: dict[str, User]
) -> None:
    room = a_room(cast["Sofia"])
    cast["Anna"].locale = "en"
    commit()
    anna, greta = socket_client(cast["Anna"]), socket_client(cast["Greta"])
    services.close_room(room, actor=cast["Sofia"])
    commit()
    answers = [
        line.ask("send_message", {"room": room.id, "client_id": f"too-late-{number}", "body": "Hej"})
        for number, line in enumerate((anna, greta))
    ]
    assert [answer["error"] for answer in answers] == ["room_closed"] * 2
    assert answers[1]["message"].startswith("Rummet är stängt")
    assert answers[0]["message"] != answers[1]["message"]
