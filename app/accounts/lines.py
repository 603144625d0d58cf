"""Whose live lines these are, and whether the sessions behind them still stand: a line may be older than the end of its
session."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from itertools import islice
from threading import BoundedSemaphore
from typing import Any, cast

from flask import Request, current_app
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import Row

from app.accounts import look, sessions
from app.core.live import Connection, Known

# Who comes while the database is asked is asked for together next: after a restart everybody comes at once.
# A Lock in its place makes each line 3 kB larger, as measured: what it leaves on the heap lies otherwise.
_turn = BoundedSemaphore(1)
_waiting: dict[object, str] = {}  # by who asks, the token
_found: dict[object, Row[Any] | None] = {}
SIGNER = "samvaro-line-signer"
TOUCH_EVERY = 60.0  # seconds between two notes that a session is in use


def recognise(environ: dict[str, Any]) -> Known | None:
    """Whose line a handshake with this environment opens. Columns instead of people, and no request, since nothing in a
    day costs as much as everybody at once."""
    asked = current_app.request_class(environ, populate_request=False)  # it must not live as long as the line
    token = _kept(asked).get("_user_id")  # where Flask-Login keeps what User.get_id gave
    row = _session_with(token) if isinstance(token, str) else None
    return Known(row.user_id, row.id, look.offered_locale(row.locale, asked)) if row else None


def _session_with(token: str) -> Row[Any] | None:
    me = object()
    _waiting[me] = token
    try:
        with _turn:
            while me not in _found:  # whoever had the turn before may have asked for me too
                _ask_for_the_first()
        return _found[me]
    finally:
        _waiting.pop(me, None)
        _found.pop(me, None)


def _ask_for_the_first() -> None:
    asked = dict(islice(_waiting.items(), sessions.AT_ONCE))
    living = sessions.find_living(set(asked.values()))
    _found.update({who: living.get(token) for who, token in asked.items() if _waiting.pop(who, None)})


def _kept(asked: Request) -> Mapping[str, Any]:
    """What is in the session cookie of a request, as Flask reads it; but the signer is made once, since that takes longer
    than to use it."""
    longest = int(current_app.permanent_session_lifetime.total_seconds())
    try:
        kept = _signer().loads(
            asked.cookies.get(current_app.config["SESSION_COOKIE_NAME"], ""), max_age=longest
        )
    except BadSignature:
        return {}
    return kept if isinstance(kept, dict) else {}


def _signer() -> URLSafeTimedSerializer:
    if SIGNER not in current_app.extensions:
        made = SecureCookieSessionInterface().get_signing_serializer(current_app)
        current_app.extensions[SIGNER] = made
    return cast("URLSafeTimedSerializer", current_app.extensions[SIGNER])


def ended(lines: Iterable[Connection]) -> set[int]:
    """The ids of the sessions that are over."""
    return sessions.find_ended({line.session_id for line in lines})


def note_use(lines: Iterable[Connection]) -> None:
    """Note the sessions as in use, each at most once a minute, within the caller's transaction."""
    sessions.touch_all([line.session_id for line in lines if _is_due(line)])


def _is_due(line: Connection) -> bool:
    moment = time.monotonic()
    if moment - line.touched_at < TOUCH_EVERY:
        return False
    line.touched_at = moment
    return True
