"""What a connection must show before Engine.IO allocates anything, and what it may send afterwards.

The defaults of the stack are wider than they look: any origin when the header is missing, binary packets, frames of
any size, and clients that send an event named "connect".
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import parse_qs

from engineio.async_drivers._websocket_wsgi import SimpleWebSocketWSGI
from flask import Flask
from flask_login import current_user
from sqlalchemy.exc import DBAPIError

from app.core import live
from app.core.outlet import InTurn, Outlet, text_frame
from app.extensions import socketio

PATH = "/socket.io"
MOST_PER_USER = 8  # lines: tablets and tabs of one person
# Bytes, refused while reading; Engine.IO's own limit acts after the frame is in memory.
LARGEST_FRAME = 32 * 1024
LONGEST_SILENCE = 60  # seconds; who is there answers a ping every 20
MOST_ANSWERS = 8  # packets that wait for a client which goes on asking
EVENT_PACKET = re.compile(r'2(?P<id>\d{0,9})\["(?P<name>[a-z_]{1,40})"[,\]]')

Environ = dict[str, Any]
StartResponse = Callable[..., Any]


class SocketGuard:
    """WSGI middleware in front of the socket server."""

    def __init__(self, inner: Callable[..., Iterable[bytes]], app: Flask, origin: str) -> None:
        self.inner = inner
        self.app = app
        self.origin = origin
        # Counted here, because a line that never says CONNECT is known to nobody else.
        self.lines: Counter[int] = Counter()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if not environ.get("PATH_INFO", "").startswith(PATH):
            return self.inner(environ, start_response)
        asked = self._ask(environ)
        if isinstance(asked, str):
            start_response(asked, [("Content-Type", "text/plain"), ("Content-Length", "0")])
            return [b""]
        self.lines[asked] += 1
        try:
            return self.inner(environ, start_response)  # returns when the line ends
        finally:
            self.lines[asked] -= 1
            self.lines += Counter()  # drops those that are at zero

    def _ask(self, environ: Environ) -> int | str:
        """Whose line this would be, or the status with which it is refused."""
        query = parse_qs(environ.get("QUERY_STRING", ""))
        if query.get("transport") != ["websocket"] or environ.get("HTTP_UPGRADE", "").lower() != "websocket":
            return "400 Bad Request"
        if environ.get("HTTP_ORIGIN") != self.origin:
            return "403 Forbidden"
        try:
            with self.app.request_context(environ):
                if not current_user.is_authenticated:
                    return "401 Unauthorized"
                if self.lines[current_user.id] >= MOST_PER_USER:
                    return "429 Too Many Requests"
                return int(current_user.id)
        except DBAPIError as error:  # the client comes back by itself; nobody is let in unknown
            self.app.logger.error("database not available for a line: %s", type(error.orig).__name__)
            return "503 Service Unavailable"


def init_app(
    app: Flask, origin: str, allowed_events: Iterable[str], deferred: Mapping[str, Callable[..., None]]
) -> None:
    """Put the guard in front; call after socketio.init_app and before proxies are trusted."""
    app.wsgi_app = SocketGuard(app.wsgi_app, app, origin)  # type: ignore[method-assign]
    server = socketio.server
    handle = server._handle_eio_message
    names = frozenset(allowed_events) | frozenset(deferred)

    def handle_listed_only(eio_sid: str, data: object) -> None:
        # 5 and 6 are binary packets, 4 is the server's own.
        if not isinstance(data, str) or data[:1] not in "0123":
            server.eio.disconnect(eio_sid)
            return
        if data[:1] == "2" and not _is_listed(data, names):
            if (packet := EVENT_PACKET.match(data)) and packet["id"]:
                server.eio.send(eio_sid, f'3{packet["id"]}[{{"ok":false,"error":"unknown_event"}}]')
            return
        try:
            _wait_for_reader(server.eio, eio_sid)
            if not _is_deferred(app, server, eio_sid, data, deferred):
                handle(eio_sid, data)
        except (ValueError, RecursionError, TypeError, KeyError, IndexError, AttributeError):
            server.eio.disconnect(eio_sid)  # not the protocol; nothing worth a traceback

    server.eio.on("message", handle_listed_only)
    drivers = server.eio._async  # shared by every server of the process: replaced, not changed
    server.eio._async = {**drivers, "websocket": _limited(drivers["websocket"])}


def _is_deferred(
    app: Flask, server: Any, eio_sid: str, data: str, deferred: Mapping[str, Callable[..., None]]
) -> bool:
    """Hand an event that is answered later to its handler; False when it is another packet."""
    packet = EVENT_PACKET.match(data)
    if packet is None or packet["name"] not in deferred:
        return False
    line = live.connection(server.manager.sid_from_eio_sid(eio_sid, "/"))
    if line is None:
        return True  # not connected: python-socketio too lets such an event pass unheard
    outlet, number = server.eio.sockets[eio_sid].outlet, packet["id"]

    def answer(result: dict[str, Any]) -> None:
        if number:
            outlet.write(text_frame(f"43{number}[{json.dumps(result, separators=(',', ':'))}]"))

    _name, *given = json.loads(data[1 + len(number) :])
    deferred[packet["name"]](app, line, given[0] if len(given) == 1 else None, answer)
    return True


def _wait_for_reader(server: Any, eio_sid: str) -> None:
    """Who does not take the answers is not asked for more questions: the line waits, and TCP with it."""
    line = server.sockets.get(eio_sid)
    while line is not None and not line.closed and line.queue.qsize() + line.outlet.waiting > MOST_ANSWERS:
        socketio.sleep(0.05)


def _is_listed(data: str, names: frozenset[str]) -> bool:
    packet = EVENT_PACKET.match(data)
    return packet is not None and packet["name"] in names


def _limited(driver: type[SimpleWebSocketWSGI]) -> type[SimpleWebSocketWSGI]:
    class Limited(driver):
        def __init__(self, handler: object, server: object, **kwargs: Any) -> None:
            super().__init__(handler, server, **kwargs)
            self.server_args["max_message_size"] = LARGEST_FRAME

        def __call__(self, environ: Environ, start_response: StartResponse) -> Any:
            # Compression is taken whenever a browser offers it; it halves the speed and doubles the memory of a line.
            environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
            connection = environ["gunicorn.socket"]
            connection.settimeout(LONGEST_SILENCE)  # also for one that takes nothing: it would stand for ever
            line = self.app.__self__  # Engine.IO's end of it, whose method this driver calls
            line.outlet = self.outlet = Outlet(connection)
            environ["gunicorn.socket"] = InTurn(connection, self.outlet)
            return super().__call__(environ, start_response)

        def send(self, message: str) -> None:
            if self.outlet.is_closed or not self.ws.connected:
                raise OSError
            self.outlet.write(text_frame(message))

    return Limited
