"""One writer per process for what comes over the live lines: what arrives while it stores is stored together next.

An acknowledgement is sent, and the room told, only after the commit.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask_babel import force_locale
from gevent.queue import SimpleQueue
from sqlalchemy.exc import DBAPIError

from app.accounts import sessions
from app.core import db
from app.core.live import Connection
from app.extensions import socketio
from app.rooms.posting import Outcome, Post, refusal, store

MOST_AT_ONCE = 200
TOUCH_EVERY = 60.0  # seconds between two notes that a session is in use
Answer = dict[str, Any]


@dataclass(frozen=True)
class Handed:
    """A message, the line it came on, and how to answer there."""

    post: Post
    line: Connection
    answer: Callable[[Answer], None]


_waiting: SimpleQueue[Handed] = SimpleQueue()
_running: list[object] = []


def hand_in(app: Flask, handed: Handed) -> None:
    """Store this soon, after all that was handed in before. The first one starts the writer."""
    _waiting.put(handed)
    if not _running:
        _running.append(socketio.start_background_task(_write, app))


def _write(app: Flask) -> None:
    while True:
        batch = [_waiting.get()]
        while len(batch) < MOST_AT_ONCE and not _waiting.empty():
            batch.append(_waiting.get())
        try:
            with app.app_context():
                _serve(app, batch)
        except Exception:  # it must go on: nothing else stores what comes over the lines of this process
            app.logger.exception("the writer stumbled")


def _serve(app: Flask, batch: list[Handed]) -> None:
    try:
        answers = _stored(batch)
    except DBAPIError as error:
        db.rollback()
        app.logger.error("messages not stored: %s", type(error.orig).__name__)
        answers = [{"ok": False, "error": "unavailable"}] * len(batch)
    except Exception:
        db.rollback()
        if len(batch) > 1:  # one of them is at fault: the others must not suffer for it
            for one in batch:
                _serve(app, [one])
            return
        app.logger.exception("message not stored")
        answers = [{"ok": False, "error": "internal"}]
    for one, answer in zip(batch, answers, strict=True):
        one.answer(answer)


def _stored(batch: list[Handed]) -> list[Answer]:
    """Everybody's session is looked at again: a line may be older than the end of its session."""
    ended = sessions.find_ended({one.line.session_id for one in batch})
    living = [one for one in batch if one.line.session_id not in ended]
    outcomes = iter(store([one.post for one in living]) if living else [])
    answers = [_over() if one.line.session_id in ended else _words(one, next(outcomes)) for one in batch]
    sessions.touch_all([one.line.session_id for one in living if _is_due(one.line)])
    db.commit()
    return answers


def _words(one: Handed, outcome: Outcome) -> Answer:
    if outcome.refused is None:
        return {"ok": True, "id": outcome.id, "seq": outcome.seq}
    if outcome.refused == "not_found":
        return {"ok": False, "error": "not_found"}
    with force_locale(one.line.locale):
        return {"ok": False, "error": outcome.refused, "message": refusal(outcome).message}


def _over() -> Answer:
    return {"ok": False, "error": "unauthorized"}


def _is_due(line: Connection) -> bool:
    moment = time.monotonic()
    if moment - line.touched_at < TOUCH_EVERY:
        return False
    line.touched_at = moment
    return True
