"""Telling a group: one frame for all of its lines in this process, and through Redis for those in the others."""

from __future__ import annotations

import json
import socket
from collections import deque
from typing import Any

import gevent
import socketio
from gevent import monkey
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from app.core.outlet import Outlet, text_frame

MOST_NEWS = 1000  # that wait for Redis; the oldest fall out
AT_ONCE = 100
# Who listens waits for ever on purpose; the kernel notices within half a minute when nobody is at the other end.
KEEPALIVE = {socket.TCP_KEEPIDLE: 10, socket.TCP_KEEPINTVL: 5, socket.TCP_KEEPCNT: 3}
LISTENING = {"socket_connect_timeout": 2, "socket_keepalive": True, "socket_keepalive_options": KEEPALIVE}
NEVER_AGAIN = Retry(NoBackoff(), 0)  # the library would try for half a minute
PUBLISHING = {"socket_connect_timeout": 2, "socket_timeout": 2, "retry": NEVER_AGAIN}
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
    return text_frame(f"{EVENT}{json.dumps([event, data], separators=(',', ':'), ensure_ascii=False)}")


class DirectAndRedis(socketio.RedisManager, Direct):
    """The same, told to the other processes too, by a greenlet of its own: Redis gone or asleep holds up nobody.

    What it does not take within two seconds is dropped: clients see the gap, or catch up within half a minute.
    """

    def __init__(self, url: str) -> None:
        super().__init__(url, channel="samvaro", redis_options=LISTENING)
        self._publisher = Redis.from_url(url, **PUBLISHING)
        self._news: deque[dict[str, Any]] = deque(maxlen=MOST_NEWS)
        self._is_carrying = False

    def _publish(self, data: dict[str, Any]) -> None:
        if not monkey.is_module_patched("socket"):  # a command: it ends soon, so nobody would carry it later
            self._carried([data])
            return
        self._news.append(data)
        if not self._is_carrying:
            self._is_carrying = True
            gevent.spawn(self._carry)

    def _carry(self) -> None:
        try:
            while self._news:
                batch = [self._news.popleft() for _ in range(min(len(self._news), AT_ONCE))]
                if not self._carried(batch):
                    gevent.sleep(1)
        finally:
            self._is_carrying = False

    def _carried(self, batch: list[dict[str, Any]]) -> bool:
        try:
            with self._publisher.pipeline(transaction=False) as pipeline:
                for one in batch:
                    pipeline.publish(self.channel, json.dumps(one))
                pipeline.execute()
        except RedisError as error:
            self._get_logger().error("Redis did not take %d news: %s", len(batch), type(error).__name__)
            return False
        return True

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
    return DirectAndRedis(redis_url) if redis_url else Direct()
