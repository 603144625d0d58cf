"""Telling a group: one frame for all of its lines in this process, and through Redis for those in the others."""

from __future__ import annotations

import json
from typing import Any

import socketio

from app.core.outlet import Outlet, text_frame

EVENT = "42"  # Engine.IO "message", Socket.IO "event", in the default namespace


class Direct(socketio.Manager):
    """Tells by writing to the lines themselves instead of a queue and a greenlet for each of them."""

    def emit(self, event: str, data: Any, namespace: str, room: str | None = None, **kwargs: Any) -> None:
        """As in python-socketio; callbacks, skipped readers and other namespaces are not used in Samvaro."""
        self._write(_frame(event, data), namespace, kwargs.get("to") or room)

    def emit_all(self, event: str, payloads: list[Any], room: str) -> None:
        """Several of one kind, in order."""
        self._write(b"".join(_frame(event, data) for data in payloads), "/", room)

    def _write(self, frames: bytes, namespace: str, room: str | None) -> None:
        lines = self.server.eio.sockets
        for eio_sid in list(self.rooms.get(namespace, {}).get(room, {}).values()):
            outlet: Outlet | None = getattr(lines.get(eio_sid), "outlet", None)
            if outlet is not None:
                outlet.write(frames)

    def part(self, listeners: str, group: str, namespace: str = "/") -> None:
        """Take every line that hears `listeners` out of `group`."""
        for sid in list(self.rooms.get(namespace, {}).get(listeners, {})):
            socketio.Manager.leave_room(self, sid, namespace, group)


def _frame(event: str, data: Any) -> bytes:
    return text_frame(f"{EVENT}{json.dumps([event, data], separators=(',', ':'))}")


class DirectAndRedis(socketio.RedisManager, Direct):
    """The same, told to the other processes too. Redis gone: this process goes on, the others catch up."""

    def emit_all(self, event: str, payloads: list[Any], room: str) -> None:
        Direct.emit_all(self, event, payloads, room)
        for data in payloads:
            self._publish(
                {
                    "method": "emit", "event": event, "data": [data], "binary": False, "namespace": "/", "room": room,
                    "skip_sid": None, "callback": None, "host_id": self.host_id,
                }
            )  # fmt: skip

    def part(self, listeners: str, group: str, namespace: str = "/") -> None:
        super().part(listeners, group, namespace)
        told = {"method": "leave_room", "listeners": listeners, "room": group, "namespace": namespace}
        self._publish({**told, "host_id": self.host_id})

    def _handle_leave_room(self, message: dict[str, Any]) -> None:
        if "listeners" in message:
            super().part(message["listeners"], message["room"], message["namespace"])
        else:
            super()._handle_leave_room(message)


def make_manager(redis_url: str | None) -> Direct:
    return DirectAndRedis(redis_url, channel="samvaro") if redis_url else Direct()
