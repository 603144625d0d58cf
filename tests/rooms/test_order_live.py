"""Pauses, removals and reports on the live line: at once, for every tablet, in every process."""

from __future__ import annotations

import json
import threading

import pytest
from sqlalchemy import func, select

from app.core.db import commit, rollback, session
from app.rooms import reporting, sanctions, services
from app.rooms.models import Message
from app.rooms.order_models import Sanction
from tests.people import settle
from tests.rooms.tables import a_room, say
from tests.support.posting import post_as


@pytest.fixture
def cast(app):
    return settle("Anna", "Greta", "Marianne", "Sofia")


@pytest.fixture
def room(cast):
    return a_room(cast["Sofia"])


def enter(line, room, after=0, event="enter_room"):
    return line.ask(event, {"room": room.id, "after": after})


def send(line, room, client_id, body="Hej"):
    return line.ask("send_message", {"room": room.id, "client_id": client_id, "body": body})


def test_a_pause_is_told_to_every_tablet_and_refused_with_words(socket_client, cast, room):
    first, second, greta = (
        socket_client(cast["Anna"]),
        socket_client(cast["Anna"]),
        socket_client(cast["Greta"]),
    )
    for line in (first, second, greta):
        assert enter(line, room)["paused"] is None
    said = send(first, room, "before-pause")
    made = sanctions.pause(room, cast["Anna"], length="10", reason="tone", actor=cast["Marianne"])
    commit()
    answer = send(second, room, "under-pause")
    assert (answer["ok"], answer["error"]) == (False, "paused")
    assert "Du har paus från att skriva här till klockan" in answer["message"]
    assert "Tonen blev för hård vid bordet." in answer["message"]
    again = send(first, room, "before-pause")
    assert again == said, "what was stored before is still acknowledged"
    paused = enter(first, room, event="catch_up")["paused"]
    assert 0 < paused["seconds"] <= 660
    assert paused["message"] == answer["message"]
    sanctions.lift(made, actor=cast["Marianne"])
    commit()
    assert send(first, room, "after-pause")["ok"]
    assert enter(greta, room, event="catch_up")["paused"] is None
    assert not {name for name, _told in greta.heard} & {"pause_changed", "removed"}


def test_the_words_are_in_the_language_of_who_reads_them(socket_client, cast, room):
    cast["Anna"].locale = "en"
    sanctions.pause(room, cast["Anna"], length="60", reason="turns", actor=cast["Marianne"])
    commit()
    line = socket_client(cast["Anna"])
    assert "Everybody needs room to talk." in enter(line, room)["paused"]["message"]
    assert "Everybody needs room to talk." in send(line, room, "in-english")["message"]


def test_a_removed_line_hears_nothing_more(app, live_server, socket_client, cast, room):
    anna, greta = socket_client(cast["Anna"]), socket_client(cast["Greta"])
    enter(anna, room), enter(greta, room)
    say(room, cast["Anna"], "Hej")
    path = f"/rum/{room.id}/ordning/{cast['Anna'].id}/ta-bort"
    post_as(app, live_server, cast["Marianne"], path, reason="tone")
    assert anna.wait_for("removed") == {"room": room.id}
    told = greta.wait_for("people_changed")
    while [person["name"] for person in told["here"]] != ["Greta"]:
        told = greta.wait_for("people_changed")
    assert send(greta, room, "without-anna")["ok"]
    greta.wait_for("message_posted")
    assert not [name for name, _told in anna.heard if name == "message_posted"]
    for event in ("enter_room", "catch_up"):
        answer = enter(anna, room, event=event)
        assert (answer["ok"], answer["error"]) == (False, "removed")
    assert send(anna, room, "from-outside")["error"] == "not_found"


def test_what_is_reported_is_not_caught_up_and_stays_away_when_shown_again(socket_client, cast, room):
    [said] = say(room, cast["Greta"], "Skicka koden")
    reporting.report_message(said, reporter=cast["Anna"], actor=cast["Anna"])
    commit()
    anna, greta = socket_client(cast["Anna"]), socket_client(cast["Greta"])
    for answer in (enter(anna, room), enter(anna, room, event="catch_up")):
        [told] = answer["messages"]
        assert told["reported"] is True
        assert "koden" not in json.dumps(answer)
    [hidden] = enter(anna, room, 1, "catch_up")["hidden"]
    assert hidden["reported"] is True
    assert enter(greta, room)["messages"][0]["body"] == "Skicka koden"
    assert "reported" not in json.dumps(enter(greta, room, 1, "catch_up"))
    services.hide_message(said, actor=cast["Marianne"], reason="scam")
    commit()
    assert "reported" not in enter(anna, room, 1, "catch_up")["hidden"][0]
    services.restore_message(said, actor=cast["Marianne"])
    commit()
    assert enter(anna, room, 1, "catch_up")["hidden"][0]["reported"] is True


def test_what_is_shown_again_to_all_goes_at_once_for_its_reporter(
    app, live_server, socket_client, cast, room
):
    [said] = say(room, cast["Greta"], "Skicka koden")
    reporting.report_message(said, reporter=cast["Anna"], actor=cast["Anna"])
    services.hide_message(said, actor=cast["Marianne"], reason="scam")
    commit()
    anna = socket_client(cast["Anna"])
    enter(anna, room)
    post_as(app, live_server, cast["Marianne"], f"/rum/{room.id}/meddelanden/{said.id}", to="visa")
    anna.wait_for("message_restored")
    told = anna.wait_for("message_reported")
    assert (told["seq"], told["hidden"], told["reported"]) == (1, True, True)
    assert "body" not in told


def test_nothing_is_stored_after_the_commit_of_a_pause(app, socket_client, cast, room):
    """Four lines write as fast as they can while the pause falls, again and again."""
    lines = [socket_client(cast["Anna"]) for _ in range(4)]
    for line in lines:
        enter(line, room)
    for turn in range(3):
        stop, answers = threading.Event(), []

        def write(number, line, turn=turn, stop=stop, answers=answers):
            count = 0
            while not stop.is_set() and count < 2:
                count += 1
                answers.append(send(line, room, f"turn-{turn}-line-{number}-{count}"))

        writers = [threading.Thread(target=write, args=(number, line)) for number, line in enumerate(lines)]
        for writer in writers:
            writer.start()
        made = sanctions.pause(room, cast["Anna"], length="10", reason="tone", actor=cast["Marianne"])
        stood = session.scalar(
            select(func.count(Message.id))
        )  # in the transaction of the pause, which holds the tables
        commit()
        for writer in writers:
            writer.join(20)
        rollback()
        assert session.scalar(select(func.count(Message.id))) == stood
        assert {answer.get("error") for answer in answers} <= {None, "paused"}
        sanctions.lift(session.get_one(Sanction, made.id), actor=cast["Marianne"])
        commit()
