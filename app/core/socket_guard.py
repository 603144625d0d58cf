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
from sqlalchemy.exc import DBAPIError

from app.core import live, rates
from app.core.outlet import InTurn, Outlet, text_frame
from app.core.payload import no
from app.extensions import socketio

PATH = "/socket.io"
MOST_PER_USER = 8  # lines: tablets and tabs of one person
# Bytes, refused while reading; Engine.IO's own limit acts after the frame is in memory.
LARGEST_FRAME = 32 * 1024
LONGEST_SILENCE = 60  # seconds; who is there answers a ping every 20
# Of one person: more than their pages send when all ask at once. `core.realtime` refuses questions long before.
FRAMES, FRAMES_AT_ONCE = 100.0, 400.0
MOST_ANSWERS = 8  # packets that wait for a client which goes on asking
EVENT_PACKET = re.compile(r'2(?P<id>\d{0,9})\["(?P<name>[a-z_]{1,40})"[,\]]')

Environ = dict[str, Any]
StartResponse = Callable[..., Any]


class SocketGuard:
    """WSGI middleware in front of the socket server."""

    def __init__(
        self, inner: Callable[..., Iterable[bytes]], app: Flask, origin: str, recognise: live.Recognise
    ) -> None:
        self.inner = inner
        self.recognise = recognise
        self.app = app
        self.origin = origin
        # Counted here, because a line that never says CONNECT is known to nobody else.
        self.lines: Counter[int] = Counter()

    def serve(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """A method, not `__call__`: a line stands in here for as long as it lives, and keeps less that way."""
        if not environ.get("PATH_INFO", "").startswith(PATH):
            return self.inner(environ, start_response)
        asked = self._ask(environ)
        if isinstance(asked, str):
            start_response(asked, [("Content-Type", "text/plain"), ("Content-Length", "0")])
            return [b""]
        environ[live.KNOWN] = asked
        self.lines[asked.user_id] += 1
        try:
            return self.inner(environ, start_response)  # returns when the line ends
        finally:
            self.lines[asked.user_id] -= 1
            self.lines += Counter()  # drops those that are at zero

    def _ask(self, environ: Environ) -> live.Known | str:
        """Whose line this would be, or the status with which it is refused."""
        query = parse_qs(environ.get("QUERY_STRING", ""))
        if query.get("transport") != ["websocket"] or environ.get("HTTP_UPGRADE", "").lower() != "websocket":
            return "400 Bad Request"
        if environ.get("HTTP_ORIGIN") != self.origin:
            return "403 Forbidden"
        try:
            with self.app.app_context():
                known = self.recognise(environ)
        except DBAPIError as error:  # the client comes back by itself; nobody is let in unknown
            self.app.logger.error("database not available for a line: %s", type(error.orig).__name__)
            return "503 Service Unavailable"
        if known is None:
            return "401 Unauthorized"
        return "429 Too Many Requests" if self.lines[known.user_id] >= MOST_PER_USER else known


def init_app(
    app: Flask, origin: str, events: Mapping[str, Callable[..., None]], recognise: live.Recognise
) -> None:
    """Put the guard in front; call after socketio.init_app and before proxies are trusted."""
    app.wsgi_app = SocketGuard(app.wsgi_app, app, origin, recognise).serve  # type: ignore[method-assign]
    server = socketio.server
    handle = server._handle_eio_message

    def handle_listed_only(eio_sid: str, data: object) -> None:
        # 5 and 6 are binary packets, 4 is the server's own.
        if not isinstance(data, str) or data[:1] not in "0123" or _floods(app, server.eio, eio_sid):
            server.eio.disconnect(eio_sid)
            return
        try:
            line = live.connection(server.manager.sid_from_eio_sid(eio_sid, "/"))
            _wait_for_reader(server.eio, eio_sid, line)
            if data[:1] != "2":
                handle(eio_sid, data)
            elif line is not None:  # an event before CONNECT: python-socketio too lets it pass unheard
                _hand_over(app, server.eio.sockets[eio_sid].outlet, line, data, events)
        except (ValueError, RecursionError, TypeError, KeyError, IndexError, AttributeError):
            server.eio.disconnect(eio_sid)  # not the protocol; nothing worth a traceback

    server.eio.on("message", handle_listed_only)
    drivers = server.eio._async  # shared by every server of the process: replaced, not changed
    server.eio._async = {**drivers, "websocket": _limited(drivers["websocket"])}


def _floods(app: Flask, server: Any, eio_sid: str) -> bool:
    """More frames of any kind than a page ever sends? Answers and nonsense cost time as questions do. Others come first
    in any case."""
    socketio.sleep(0)
    line = server.sockets.get(eio_sid)
    known: live.Known | None = getattr(line, "known", None)
    if known is None or app.config["SETTINGS"].bench:
        return False
    return not rates.take(known.user_id, "frames", per_second=FRAMES, burst=FRAMES_AT_ONCE)


def _hand_over(
    app: Flask, outlet: Outlet, line: live.Connection, data: str, events: Mapping[str, Callable[..., None]]
) -> None:
    """Give an event to its handler, with a way to answer it once."""
    packet = EVENT_PACKET.match(data)
    number = packet["id"] if packet else ""

    def answer(result: dict[str, Any]) -> None:
        line.unanswered -= 1
        if number:
            outlet.write(
                text_frame(f"43{number}[{json.dumps(result, separators=(',', ':'), ensure_ascii=False)}]")
            )

    line.unanswered += 1
    if packet is None or packet["name"] not in events:
        answer(no("unknown_event"))
        return
    _name, *given = json.loads(data[1 + len(number) :])
    events[packet["name"]](app, line, given[0] if len(given) == 1 else None, answer)


def _wait_for_reader(server: Any, eio_sid: str, asking: live.Connection | None) -> None:
    """Who does not take the answers is not asked for more questions: the line waits, and TCP with it."""
    line = server.sockets.get(eio_sid)
    while line is not None and not line.closed and line.outlet is not None:
        unanswered = asking.unanswered if asking else 0
        if line.queue.qsize() + line.outlet.waiting + unanswered <= MOST_ANSWERS:
            return
        socketio.sleep(0.05)


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
            line.known = environ[live.KNOWN]
            environ["gunicorn.socket"] = InTurn(connection, self.outlet, self._unserved)
            return super().__call__(environ, start_response)

        def _unserved(self) -> int:
            ws = getattr(self, "ws", None)  # not there yet while hands are shaken
            return len(ws.input_buffer) if ws is not None and ws.connected else 0

        def send(self, message: str) -> None:
            if self.outlet.is_closed or not self.ws.connected:
                raise OSError
            self.outlet.write(text_frame(message))

    return Limited
