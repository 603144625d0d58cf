"""The live connections of this process: whose they are, and the sweep that ends those whose session is revoked."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from flask import Flask

from app.extensions import socketio

MOST_PER_USER = 8  # tablets and tabs of one person
SWEEP_EVERY = 1.0  # seconds; security brief: revoked sockets close within 2 s, in every process
RATE, BURST = 20.0, 60.0  # events a second and at once, per connection


@dataclass
class Connection:
    user_id: int
    session_id: int
    groups: set[str] = field(default_factory=set)
    tokens: float = BURST
    filled_at: float = field(default_factory=time.monotonic)


_connections: dict[str, Connection] = {}
_by_user: dict[int, set[str]] = defaultdict(set)


def arrive(sid: str, user_id: int, session_id: int) -> bool:
    """Note a connection; False when the person has too many already."""
    if len(_by_user[user_id]) >= MOST_PER_USER:
        return False
    _connections[sid] = Connection(user_id, session_id)
    _by_user[user_id].add(sid)
    return True


def depart(sid: str) -> Connection | None:
    gone = _connections.pop(sid, None)
    if gone is not None:
        _by_user[gone.user_id].discard(sid)
        if not _by_user[gone.user_id]:
            del _by_user[gone.user_id]
    return gone


def count_of_user(user_id: int) -> int:
    return len(_by_user.get(user_id, ()))


def sockets_of_user(user_id: int) -> list[str]:
    return list(_by_user.get(user_id, ()))


def note_group(sid: str, group: str, inside: bool) -> None:
    """Remember which tables a connection sits at, so that a lost line can be told there."""
    if sid in _connections:
        (_connections[sid].groups.add if inside else _connections[sid].groups.discard)(group)


def sits_elsewhere(user_id: int, group: str, except_sid: str | None = None) -> bool:
    """Has the person another connection in the group?"""
    return any(group in _connections[s].groups for s in sockets_of_user(user_id) if s != except_sid)


def may_act(sid: str) -> bool:
    """A bucket of tokens per connection: a broken client cannot drown the others."""
    connection = _connections.get(sid)
    if connection is None:
        return True
    moment = time.monotonic()
    connection.tokens = min(BURST, connection.tokens + (moment - connection.filled_at) * RATE)
    connection.filled_at = moment
    if connection.tokens < 1:
        return False
    connection.tokens -= 1
    return True


def close_sessions(session_ids: Iterable[int]) -> None:
    """End the sockets of these sessions in this process."""
    ended = set(session_ids)
    for sid in [sid for sid, c in _connections.items() if c.session_id in ended]:
        socketio.server.disconnect(sid, namespace="/")


def start_sweep(app: Flask, find_ended: Callable[[set[int]], set[int]]) -> None:
    """Look every second for sessions that were ended elsewhere: another process, or the command line."""

    def sweep() -> None:
        while True:
            socketio.sleep(SWEEP_EVERY)
            open_sessions = {c.session_id for c in _connections.values()}
            if not open_sessions:
                continue
            try:
                with app.app_context():
                    close_sessions(find_ended(open_sessions))
            except Exception:
                app.logger.exception("sweep failed")

    socketio.start_background_task(sweep)
