"""Every socket event goes through core.realtime.on, which authenticates, validates and acknowledges."""

from __future__ import annotations

import ast

import pytest
from flask import Flask

from app.core import realtime
from app.extensions import socketio
from tests.house.source import imports, modules

pytestmark = pytest.mark.one_database

EVENTS = {"catch_up", "enter_room", "leave_room", "send_message"}
THE_SERVER_ITSELF = {"app", "app.core.live", "app.core.realtime", "app.core.socket_guard"}
ONLY_ITS_CLOCK = {
    "app.core.batches",
    "app.core.jobs",
    "app.rooms.sweep",
}  # start_background_task and sleep


def test_the_server_answers_exactly_the_listed_events(app: Flask) -> None:
    assert set(realtime.registered) == EVENTS
    assert set(socketio.server.handlers["/"]) == {
        "connect",
        "disconnect",
    }  # the rest is handed over by the guard
    assert set(socketio.server.handlers) == {"/"}
    assert not socketio.server.namespace_handlers


def test_only_the_kernel_touches_the_socket_server() -> None:
    users = {name: used for name, tree in modules("app") if (used := _used_of_socketio(tree)) is not None}
    assert set(users) == THE_SERVER_ITSELF | ONLY_ITS_CLOCK
    for name in ONLY_ITS_CLOCK:
        assert users[name] <= {"start_background_task", "sleep"}
    emitters = {name for name, used in users.items() if used & {"emit", "send", "on", "on_event", "event"}}
    assert emitters == {"app.core.realtime"}


def _used_of_socketio(tree: ast.Module) -> set[str] | None:
    """The names used on the extension; None when the module does not import it."""
    if ("app.extensions", "socketio") not in set(imports(tree)):
        return None
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    return {node.attr for node in nodes if isinstance(node.value, ast.Name) and node.value.id == "socketio"}
