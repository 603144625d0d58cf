"""One writer per process for what comes over the live lines.

An acknowledgement is sent, and the room told, only after the commit.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import force_locale

from app.accounts import lines
from app.core import db
from app.core.batches import Answer, Asked, Together
from app.rooms.posting import Outcome, Post, refusal, store


def _write(batch: Sequence[Asked[Post]]) -> list[Answer]:
    ended = lines.ended(one.line for one in batch)
    living = [one for one in batch if one.line.session_id not in ended]
    outcomes = iter(store([one.given for one in living]) if living else [])
    answers = [_over() if one.line.session_id in ended else _words(one, next(outcomes)) for one in batch]
    lines.note_use(one.line for one in living)
    db.commit()
    return answers


writer = Together("the writer", _write)


def _words(one: Asked[Post], outcome: Outcome) -> Answer:
    if outcome.refused is None:
        return {"ok": True, "id": outcome.id, "seq": outcome.seq}
    if outcome.refused == "not_found":
        return {"ok": False, "error": "not_found"}
    with force_locale(one.line.locale):
        return {"ok": False, "error": outcome.refused, "message": refusal(outcome).message}


def _over() -> Answer:
    return {"ok": False, "error": "unauthorized"}
