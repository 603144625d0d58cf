"""The live connections of this process: whose they are, and the sweep that ends those whose session is revoked."""

from __future__ import annotations

import secrets
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from sqlalchemy.exc import DBAPIError

from app.core import rates
from app.core.outlet import MOST_WAITING, Outlet
from app.extensions import socketio

SWEEP_EVERY = 1.0  # seconds; security brief: revoked sockets close within 2 s, in every process
# Seconds. A line that is only half there is noticed within their sum and one watch, 36 s: 45 are allowed.
PING_EVERY, PING_PATIENCE, WATCH_EVERY = 20, 15, 1.0
PATIENCE_TO_CONNECT = 10.0  # seconds
KNOWN = "samvaro.known"  # where a Known waits in the environment of its handshake
PLACE = secrets.token_hex(8)  # names this process where several share the database


@dataclass(frozen=True)
class Known:
    """Whose line a handshake opens, found out when it came."""

    user_id: int
    session_id: int
    locale: str
    at: float = field(default_factory=time.monotonic)


# Asked with the environment of a handshake, in an app context: whose session it comes with.
Recognise = Callable[[dict[str, Any]], Known | None]


@dataclass(eq=False, slots=True)
class Connection:
    sid: str
    user_id: int
    session_id: int
    locale: str = "sv"
    unanswered: int = 0  # questions that are served together with those of others
    touched_at: float = 0.0  # monotonic; when the session was last noted as in use
    groups: set[str] = field(default_factory=set)


_connections: dict[str, Connection] = {}
_by_user: dict[int, set[str]] = defaultdict(set)


def arrive(line: Connection) -> None:
    """Note a connection; how many a person may have is counted by the socket guard."""
    _connections[line.sid] = line
    _by_user[line.user_id].add(line.sid)


def connection(sid: str | None) -> Connection | None:
    return _connections.get(sid or "")


def depart(sid: str) -> Connection | None:
    gone = _connections.pop(sid, None)
    if gone is not None:
        _by_user[gone.user_id].discard(sid)
        if not _by_user[gone.user_id]:
            del _by_user[gone.user_id]
    return gone


def lines_of(user_id: int) -> list[Connection]:
    return [_connections[sid] for sid in _by_user.get(user_id, ())]


def sits_elsewhere(user_id: int, group: str) -> bool:
    """Has the person, who has left with one line, another in the group?"""
    return any(group in line.groups for line in lines_of(user_id))


def close_sessions(session_ids: Iterable[int]) -> None:
    """End the sockets of these sessions in this process."""
    ended = set(session_ids)
    for sid in [sid for sid, c in _connections.items() if c.session_id in ended]:
        end_line(sid)


def end_line(sid: str) -> None:
    """Take the connection out of every group and close what it came in on."""
    line = socketio.server.eio.sockets.get(socketio.server.manager.eio_sid_from_sid(sid, "/"))
    socketio.server.disconnect(sid, namespace="/")
    if line is not None:
        line.close(wait=False)


def drop_stuck() -> None:
    """Close lines that have not taken what was told to them for long, and let go of what waits for them."""
    for line in list(socketio.server.eio.sockets.values()):
        outlet: Outlet | None = getattr(line, "outlet", None)
        if line.queue.qsize() > MOST_WAITING or (outlet is not None and outlet.is_closed):
            while not line.queue.empty():
                line.queue.get_nowait()
            line.close(wait=False, abort=True)


def end_half_open() -> None:
    """Close lines whose other end no longer answers pings, in place of Engine.IO's own watch. That one looks at each
    line once in PING_PATIENCE, so that it could take 50 s, and lets what it has closed count on for a minute more."""
    lines = socketio.server.eio.sockets
    for sid, line in list(lines.items()):
        if line.closed:
            lines.pop(sid, None)
        elif _is_nobody(sid, line):
            line.close(wait=False, abort=True)
        elif not line.closing and not line.check_ping_timeout():
            outlet: Outlet | None = getattr(line, "outlet", None)
            if outlet is not None:
                outlet.close()  # nobody says goodbye any more: this wakes who waits for words


def _is_nobody(eio_sid: str, line: Any) -> bool:
    """A line that has not said CONNECT: nothing else knows whose it is, or that the session has ended."""
    known: Known | None = getattr(line, "known", None)
    if known is None or time.monotonic() - known.at < PATIENCE_TO_CONNECT:
        return False
    return connection(socketio.server.manager.sid_from_eio_sid(eio_sid, "/")) is None


def start_watch(app: Flask) -> None:
    """Look every second for lines that are only half there. A task of its own: the sweep must not wait for those who
    get up from a table."""

    def watch() -> None:
        while True:
            socketio.sleep(WATCH_EVERY)
            try:
                end_half_open()
            except Exception:  # it must go on
                app.logger.exception("watch failed")

    socketio.start_background_task(watch)


def start_sweep(app: Flask, find_ended: Callable[[set[int]], set[int]]) -> None:
    """Look every second for sessions that were ended elsewhere: another process, or the command line."""

    def sweep() -> None:
        while True:
            socketio.sleep(SWEEP_EVERY)
            try:
                drop_stuck()
                rates.forget_full()
                if open_sessions := {c.session_id for c in _connections.values()}:
                    with app.app_context():
                        close_sessions(find_ended(open_sessions))
            except DBAPIError as error:
                app.logger.error("database not available for the sweep: %s", type(error.orig).__name__)
            except Exception:  # it must go on: nothing else ends the lines of a session revoked elsewhere
                app.logger.exception("sweep failed")

    socketio.start_background_task(sweep)
