"""docs/realtime.md is the wire protocol: every event, key, limit and error code in it is held against the code."""

from __future__ import annotations

import ast
import dataclasses
import re
from itertools import pairwise

import pytest
from flask import Flask

from app.core import live, outlet, realtime, socket_guard
from app.extensions import socketio
from app.rooms import catching_up, events, models, posting, queries, sweep
from tests.house.source import ROOT, modules

PAGE = (ROOT / "docs" / "realtime.md").read_text("utf-8")
TEXT_CODES = {"text_type", "text_empty", "text_long", "text_character"}
NEVER_ON_THE_LINE = {"text_short"}
pytestmark = pytest.mark.one_database


def section(heading: str) -> str:
    return re.split(r"^## ", PAGE.partition(f"## {heading}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]


def table(heading: str) -> list[list[str]]:
    """The cells of the section's table, without its head."""
    rows = [line for line in section(heading).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


def names(cell: str) -> list[str]:
    return re.findall(r"`([a-z_]+)`", cell)


def called(*functions: str) -> set[str]:
    """The first words given to these functions anywhere in the application, also through after_commit."""
    found = set()
    for _name, tree in modules("app"):
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            given = [call.func, *call.args]
            for function, word in pairwise(given):
                is_it = isinstance(function, ast.Name) and function.id in functions
                if is_it and isinstance(word, ast.Constant) and isinstance(word.value, str):
                    found.add(word.value)
    return found


def test_what_the_client_asks(app: Flask) -> None:
    rows = {names(event)[0]: payload for event, payload, _answer in table("What the client asks")}
    assert set(rows) == set(realtime.payloads) == set(realtime.registered)
    for event, payload in rows.items():
        keys = names(rows["enter_room"] if payload == "the same" else payload)
        assert keys == [field.name for field in dataclasses.fields(realtime.payloads[event])], event


def test_what_the_server_tells() -> None:
    written = [name for event, _payload, _to in table("What the server tells") for name in names(event)]
    assert len(written) == len(set(written))
    assert set(written) == called("emit", "emit_all")


def test_every_error_code() -> None:
    written = {code for row in table("Errors") for code in names(row[0])}
    answered = called("no", "BadPayload") | TEXT_CODES
    assert answered | set(posting.REFUSED) == written - NEVER_ON_THE_LINE


def test_every_limit(app: Flask) -> None:
    asks, on, sections = section("What the client asks"), section("Getting on the line"), section("Promises")
    limits = {
        f"at most {queries.CATCH_UP} and {catching_up.LARGEST_ANSWER // 1000} 000 characters": asks,
        f"among the last {queries.MOST}": asks,
        f"1–{models.BODY_LENGTH} characters": asks,
        f"{realtime.BURST:.0f} events at once, then {realtime.RATE:.0f} a second": asks,
        f"{events.SAID_PER_MINUTE // 2} messages at once, then {events.SAID_PER_MINUTE} a minute": asks,
        f"closed at {outlet.MOST_WAITING} packets": asks,
        f"over {socket_guard.LARGEST_FRAME // 1024} KiB": on,
        f"Ping every {socketio.server.eio.ping_interval} s, patience {socketio.server.eio.ping_timeout} s": on,
        f"{socket_guard.FRAMES_AT_ONCE:.0f} at once and then {socket_guard.FRAMES:.0f} a second": asks,
        f"No more than {outlet.MOST_UNSERVED} frames": asks,
        f"`CONNECT` {live.PATIENCE_TO_CONNECT:.0f} s after": on,
        f"for {sweep.UNSEEN.seconds} s": sections,
        f"within {queries.SEEN_WITHIN.seconds} s": sections,
    }
    missing = [words for words, place in limits.items() if words not in " ".join(place.split())]
    assert not missing, f"docs/realtime.md does not say: {missing}"
    assert socket_guard.MOST_PER_USER == 8, "the page says eight lines"
    assert socket_guard.MOST_ANSWERS == 8, "the page says eight answers"
