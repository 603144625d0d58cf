"""`flask audit list`: what those who keep order did stands there, and its undoing, with actor and reason."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask

from app.accounts.models import User
from app.core import clock
from app.core.db import commit
from app.rooms import sanctions, services
from app.rooms.models import Room
from tests.people import settle
from tests.rooms.tables import a_room, say, sit, table, two_tables

Cast = dict[str, User]


@pytest.fixture
def cast(app: Flask) -> Cast:
    return settle("Anna", "Greta", "Marianne", "Sofia")


@pytest.fixture
def room(cast: Cast) -> Room:
    return a_room(cast["Sofia"])


def ask(app: Flask, *args: object) -> str:
    result = app.test_cli_runner().invoke(args=["audit", "list", *map(str, args)])
    assert result.exit_code == 0, result.output
    return result.output


def entries(app: Flask, *args: object) -> list[dict[str, Any]]:
    return list(json.loads(ask(app, *args, "--json"))["entries"])


def keep_order(room: Room, cast: Cast) -> None:
    """Marianne hides, pauses and removes; Sofia takes each back."""
    host, staff = cast["Marianne"], cast["Sofia"]
    [said] = say(room, cast["Anna"], "Något dumt")
    services.hide_message(said, actor=host, reason="unkind")
    services.restore_message(said, actor=staff)
    pause = sanctions.pause(room, cast["Anna"], length="10", reason="turns", actor=host)
    sanctions.lift(pause, actor=staff)
    removal = sanctions.remove(room, cast["Anna"], reason="tone", actor=host)
    sanctions.lift(removal, actor=staff)
    commit()


def test_what_was_done_and_undone_stands_there_with_actor_and_reason(
    app: Flask, room: Room, cast: Cast
) -> None:
    keep_order(room, cast)
    host, staff = cast["Marianne"].id, cast["Sofia"].id
    told = entries(app, "--room", room.id, "--last", 6)
    assert [(one["action"], one["actor"]["id"], one["reason"]) for one in told] == [
        ("message.hidden", host, "unkind"),
        ("message.restored", staff, None),
        ("room.paused", host, "turns"),
        ("room.sanction_lifted", staff, "turns"),
        ("room.removed", host, "tone"),
        ("room.sanction_lifted", staff, "tone"),
    ]
    assert {(one["person"]["id"], one["room"], one["room_name"]) for one in told} == {
        (cast["Anna"].id, room.id, "Kaffebordet")
    }
    assert told[0]["at"].startswith(clock.today().isoformat())
    last = ask(app, "--last", 1).splitlines()
    assert len(last) == 1
    for words in ("room.sanction_lifted", "by Sofia", "person: Anna", "reason: tone", "room: Kaffebordet"):
        assert words in last[0]
    assert "Något dumt" not in ask(app, "--json")


def test_by_person_and_by_room(app: Flask, room: Room, cast: Cast) -> None:
    keep_order(room, cast)
    other = a_room(cast["Sofia"], "Bokhyllan")
    two_tables(other, 6, 1)
    sit(other, cast["Greta"])
    further = table(other, 2)
    [said] = say(further, cast["Greta"], "Hej")
    services.hide_message(said, actor=cast["Sofia"], reason="unkind")
    commit()
    assert {one["room"] for one in entries(app, "--room", other.id)} == {other.id, further.id}
    assert {one["room"] for one in entries(app, "--room", room.id)} == {room.id}
    mine = entries(app, "--person", cast["Marianne"].id)
    assert [one["action"] for one in mine] == [
        "person.added",
        "message.hidden",
        "room.paused",
        "room.removed",
    ]
    assert "message.hidden" in [one["action"] for one in entries(app, "--person", cast["Greta"].id)]


@pytest.mark.parametrize("asked", [("--room", "99"), ("--person", "99"), ("--last", "0")])
def test_what_is_not_there_is_said(app: Flask, asked: tuple[str, str]) -> None:
    assert app.test_cli_runner().invoke(args=["audit", "list", *asked]).exit_code != 0
