"""Whatever comes over the socket is answered, and breaks nothing."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import func, select

from app.core.db import session
from app.rooms.models import Message
from tests.people import settle
from tests.rooms.tables import a_room


@pytest.fixture
def cast(app):
    return settle("Anna", "Sofia")


@pytest.fixture
def room(cast):
    return a_room(cast["Sofia"])


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
EVENTS = {"enter_room": ("room", "after"), "catch_up": ("room", "after"), "leave_room": ("room",),
          "send_message": ("room", "client_id", "body", "to")}  # fmt: skip


def payloads(keys):
    return ANYTHING | st.fixed_dictionaries({}, optional=dict.fromkeys((*keys, "extra"), ANYTHING))


def test_whatever_is_sent_is_answered_and_breaks_nothing(socket_client, cast, room):
    """The line carries 20 events a second; the examples stay below its burst."""
    anna = socket_client(cast["Anna"])

    @settings(max_examples=12, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def try_all(data):
        for event, keys in EVENTS.items():
            answer = anna.ask(event, data.draw(payloads(keys), label=event))
            assert answer["ok"] is True or (answer["ok"] is False and answer["error"]), answer
            assert answer.get("error") != "internal", answer

    try_all()
    assert session.scalar(select(func.count(Message.id))) == 0
    assert anna.ask("enter_room", {"room": room.id, "after": 0})["ok"]


MISTAKES = [
    ({"room": True}, "bad_payload"), ({"room": "1"}, "bad_payload"), ({"room": 2**63}, "bad_payload"),
    ({"room": 4711}, "not_found"), ({"client_id": "short"}, "bad_payload"), ({"client_id": None}, "bad_payload"),
    ({"body": ""}, "text_empty"), ({"body": " \n "}, "text_empty"), ({"body": "x" * 2001}, "text_long"),
    ({"body": "a\0b"}, "text_character"), ({"body": "a\u202eb"}, "text_character"), ({"body": 7}, "text_type"),
    ({"body": "\ud800"}, "text_character"), ({"actor": 1}, "unknown_key"),
    ({"to": None}, "bad_payload"), ({"to": 0}, "bad_payload"), ({"to": "1"}, "bad_payload"), ({"to": 4711}, "to_not_found"),
]  # fmt: skip


@pytest.mark.one_database
def test_each_mistake_has_its_code(socket_client, cast, room):
    anna = socket_client(cast["Anna"])
    good = {"room": room.id, "client_id": "0123456789abcdef", "body": "Hej"}
    answers = [anna.ask("send_message", good | change) for change, _code in MISTAKES]
    assert [answer["ok"] for answer in answers] == [False] * len(MISTAKES)
    assert [answer["error"] for answer in answers] == [code for _change, code in MISTAKES]
    assert session.scalar(select(func.count(Message.id))) == 0
