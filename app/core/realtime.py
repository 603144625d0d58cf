"""Door 2: the socket. The only module that emits; every event is authenticated, read strictly and acknowledged."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request
from flask_babel import get_locale
from flask_login import current_user
from flask_socketio import disconnect, join_room, leave_room
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import Forbidden, HTTPException, NotFound

from app.core import db, live, rates
from app.core.access import current_person
from app.core.errors import Refusal
from app.core.payload import BadPayload, read_payload
from app.extensions import socketio

Handler = TypeVar("Handler", bound=Callable[..., Any])
Answer = dict[str, Any]
RATE, BURST = 20.0, 60.0  # events a second and at once, per person

registered: dict[str, Callable[..., Any]] = {}
deferred: dict[str, Callable[..., None]] = {}  # events that are answered later; they do without a request
payloads: dict[str, type[Any]] = {}  # what each event carries; docs/realtime.md is held to it
_farewells: list[Callable[[int, list[str]], None]] = []


def room_name(kind: str, row_id: int) -> str:
    """Names of the groups that news goes to: room:7, user:12."""
    return f"{kind}:{row_id}"


def emit(event: str, payload: Answer, *, to: str) -> None:
    """Tell everybody in one group. Call it through after_commit, never inside a transaction."""
    socketio.emit(event, payload, to=to)


def emit_all(event: str, payloads: list[Answer], *, to: str) -> None:
    """Tell one group several things at once, in this order: one write for each line instead of one for each."""
    socketio.server.manager.emit_all(event, payloads, to)


def enter(group: str) -> None:
    """This connection hears what is told to the group."""
    join_room(group)


def leave(group: str) -> None:
    leave_room(group)


def kick(group: str, user_id: int) -> None:
    """A right that ends cuts the live connection to that group too, in every process."""
    socketio.server.manager.part(room_name("user", user_id), group)


def on(
    event: str, payload_kind: type[Any], *, per_minute: float | None = None
) -> Callable[[Handler], Handler]:
    """Register `handler(person, payload) -> dict | None` for an event; what it returns is acknowledged with ok.

    `per_minute` is how often one person may send it, half of that at once; RATE holds for all events together.
    """

    def register(handler: Handler) -> Handler:
        @functools.wraps(handler)
        def guarded(given: object = None, *extra: object) -> Answer:
            return _answer(
                event, lambda: _handle(event, payload_kind, handler, given if not extra else None, per_minute)
            )

        registered[event], payloads[event] = guarded, payload_kind
        return handler

    return register


def on_deferred(event: str, payload_kind: type[Any], *, per_minute: float) -> Callable[[Handler], Handler]:
    """Register `handler(app, line, payload, answer)` for an event that is answered after others have been heard.

    The handler calls `answer(dict)` once. It must authenticate the line's session and authorise by itself.
    """

    def register(handler: Handler) -> Handler:
        def take(app: Flask, line: live.Connection, given: object, answer: Callable[[Answer], None]) -> None:
            if not _may_ask(app, line.user_id, event, per_minute):
                answer(_no("too_many"))
                return
            try:
                handler(app, line, read_payload(payload_kind, given), answer)
            except BadPayload as bad:
                answer(_no(bad.code, field=bad.field) if bad.field else _no(bad.code))

        deferred[event], payloads[event] = take, payload_kind
        return handler

    return register


def on_farewell(func: Callable[[int, list[str]], None]) -> None:
    """Call func(user_id, groups) when a person's connection ends."""
    _farewells.append(func)


def init_app() -> None:
    """Bind what was registered; called by create_app once the features are imported."""
    socketio.on_event("connect", _connect)
    socketio.on_event("disconnect", _disconnect)
    for event, guarded in registered.items():
        socketio.on_event(event, guarded)


def _handle(
    event: str,
    payload_kind: type[Any],
    handler: Callable[..., Any],
    given: object,
    per_minute: float | None,
) -> Answer:
    if not current_user.is_authenticated:
        disconnect()
        return _no("unauthorized")
    if not _may_ask(current_app, current_person().id, event, per_minute):
        return _no("too_many")
    payload = read_payload(payload_kind, given)
    return {"ok": True, **(handler(current_person(), payload) or {})}


def _answer(event: str, work: Callable[[], Answer]) -> Answer:
    """Whatever goes wrong, also in finding out who asks, is acknowledged."""
    try:
        return work()
    except BadPayload as bad:
        return _no(bad.code, field=bad.field) if bad.field else _no(bad.code)
    except Refusal as refusal:
        db.rollback()
        return _no(refusal.code, message=refusal.message)
    except HTTPException as error:
        db.rollback()
        return _no({Forbidden: "forbidden", NotFound: "not_found"}.get(type(error), "bad_payload"))
    except DBAPIError as error:
        db.rollback()
        current_app.logger.error("database not available in %s: %s", event, type(error.orig).__name__)
        return _no("unavailable")
    except Exception:
        db.rollback()
        current_app.logger.exception("socket event %s failed", event)
        return _no("internal")


def _may_ask(app: Flask, person_id: int, event: str, per_minute: float | None) -> bool:
    if app.config["SETTINGS"].bench:
        return True
    if not rates.take(person_id, "any", per_second=RATE, burst=BURST):
        return False
    return per_minute is None or rates.take(
        person_id, event, per_second=per_minute / 60, burst=per_minute / 2
    )


def _no(code: str, **more: Any) -> Answer:
    return {"ok": False, "error": code, **more}


def _sid() -> str:
    return str(request.sid)  # type: ignore[attr-defined]


def _connect(_auth: object = None) -> bool:
    """Fails closed: whatever goes wrong here, the answer is no. It takes `auth` by default so that no TypeError
    can make the library call it again without."""
    try:
        person = current_person() if current_user.is_authenticated else None
        if person is None or person.auth_session is None:
            return False
        live.arrive(_sid(), person.id, person.auth_session.id, str(get_locale() or "sv"))
        enter(room_name("user", person.id))
        return True
    except DBAPIError as error:
        current_app.logger.error("database not available in connect: %s", type(error.orig).__name__)
        return False
    except Exception:
        current_app.logger.exception("connect failed")
        return False


def _disconnect(_reason: object = None) -> None:
    gone = live.depart(_sid())
    if gone is None:
        return
    try:
        for farewell in _farewells:
            farewell(gone.user_id, sorted(gone.groups))
    except DBAPIError as error:  # the seat frees itself when it times out
        db.rollback()
        current_app.logger.error("database not available in farewell: %s", type(error.orig).__name__)
    except Exception:
        db.rollback()
        current_app.logger.exception("farewell failed")
