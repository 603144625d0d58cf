"""Door 2: the socket. The only module that emits; every event is authenticated, read strictly and acknowledged."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app
from sqlalchemy.exc import DBAPIError

from app.core import live, rates
from app.core.live import KNOWN, Connection, Known, Recognise
from app.core.payload import BadPayload, no, read_payload
from app.extensions import socketio

Handler = TypeVar("Handler", bound=Callable[..., Any])
Answer = dict[str, Any]
JUST_NOW = 5.0  # seconds that what the guard found out about a line holds
RATE, BURST = 20.0, 60.0  # events a second and at once, per person

registered: dict[str, Callable[..., None]] = {}
payloads: dict[str, type[Any]] = {}  # what each event carries; docs/realtime.md is held to it
_farewells: list[Callable[[Flask, Connection], None]] = []


def room_name(kind: str, row_id: int) -> str:
    """Names of the groups that news goes to: room:7, user:12."""
    return f"{kind}:{row_id}"


def emit(event: str, payload: Answer, *, to: str) -> None:
    """Tell everybody in one group. Call it through after_commit, never inside a transaction."""
    socketio.emit(event, payload, to=to)


def emit_all(event: str, payloads: list[Answer], *, to: str) -> None:
    """Tell one group several things at once, in this order: one write for each line instead of one for each."""
    socketio.server.manager.emit_all(event, payloads, to)


def enter(line: Connection, group: str) -> bool:
    """The line hears from now on what is told to the group; false when it is lost already."""
    if live.connection(line.sid) is not line:
        return False
    socketio.server.enter_room(line.sid, group, namespace="/")
    line.groups.add(group)
    return True


def leave(line: Connection, group: str) -> None:
    if live.connection(line.sid) is line:
        socketio.server.leave_room(line.sid, group, namespace="/")
    line.groups.discard(group)


def kick(group: str, user_id: int) -> None:
    """A right that ends cuts the live connection to that group too, in every process."""
    socketio.server.manager.part(room_name("user", user_id), group)


def on(
    event: str, payload_kind: type[Any], *, per_minute: float | None = None
) -> Callable[[Handler], Handler]:
    """Register `handler(app, line, payload, answer)` for an event. It runs without a request and calls `answer(dict)`
    once, usually later, together with what others ask (core/batches.py). It must ask whether the line's session still
    stands, and authorise by itself.

    `per_minute` is how often one person may send it, half of that at once; RATE holds for all events together.
    """

    def register(handler: Handler) -> Handler:
        def take(app: Flask, line: Connection, given: object, answer: Callable[[Answer], None]) -> None:
            if not _may_ask(app, line.user_id, event, per_minute):
                answer(no("too_many"))
                return
            try:
                payload = read_payload(payload_kind, given)
            except BadPayload as bad:
                answer(no(bad.code, field=bad.field) if bad.field else no(bad.code))
                return
            handler(app, line, payload, answer)

        registered[event], payloads[event] = take, payload_kind
        return handler

    return register


def on_farewell(func: Callable[[Flask, Connection], None]) -> None:
    """Call func(app, line) when a person's line has ended; its groups are still known."""
    _farewells.append(func)


def init_app(app: Flask, recognise: Recognise) -> None:
    """Bind the lines. Straight to the server beneath: the extension would make a request of each of them, which takes
    longer than all the rest of a connect."""

    def connect(sid: str, environ: dict[str, Any], _auth: object = None) -> bool:
        """It takes `auth` by default so that no TypeError can make the library call it again without."""
        with app.app_context():
            return _connect(sid, environ, recognise)

    def disconnect(sid: str, _reason: object = None) -> None:
        if (gone := live.depart(sid)) is not None:
            for farewell in _farewells:
                farewell(app, gone)

    socketio.server.on("connect", connect)
    socketio.server.on("disconnect", disconnect)


def _may_ask(app: Flask, person_id: int, event: str, per_minute: float | None) -> bool:
    if app.config["SETTINGS"].bench:
        return True
    if not rates.take(person_id, "any", per_second=RATE, burst=BURST):
        return False
    return per_minute is None or rates.take(
        person_id, event, per_second=per_minute / 60, burst=per_minute / 2
    )


def _connect(sid: str, environ: dict[str, Any], recognise: Recognise) -> bool:
    """Fails closed: whatever goes wrong here, the answer is no."""
    try:
        known: Known | None = environ.pop(KNOWN, None)
        if known is None or time.monotonic() - known.at > JUST_NOW:
            known = recognise(environ)
        if known is None:
            return False
        line = Connection(sid, known.user_id, known.session_id, known.locale)
        live.arrive(line)
        enter(line, room_name("user", known.user_id))
        return True
    except DBAPIError as error:
        current_app.logger.error("database not available in connect: %s", type(error.orig).__name__)
        return False
    except Exception:
        current_app.logger.exception("connect failed")
        return False
