"""One writer per process for what comes over the live lines.

An acknowledgement is sent, and the room told, only after the commit.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import force_locale

from app.accounts import lines
from app.core import db
from app.core.batches import Answer, Asked, Together
from app.core.payload import no
from app.rooms.posting import Outcome, Post, refusal, store


def _write(batch: Sequence[Asked[Post]]) -> list[Answer]:
    outcomes = store([one.given for one in batch])
    answers = [_words(one, outcome) for one, outcome in zip(batch, outcomes, strict=True)]
    lines.note_use(one.line for one, outcome in zip(batch, outcomes, strict=True) if not outcome.refused)
    db.commit()
    return answers


writer = Together("the writer", _write)


def _words(one: Asked[Post], outcome: Outcome) -> Answer:
    if outcome.refused is None:
        return {"ok": True, "id": outcome.id, "seq": outcome.seq}
    if outcome.refused in ("not_found", "unauthorized"):
        return no(outcome.refused)
    with force_locale(one.line.locale):
        return no(outcome.refused, message=refusal(outcome).message)
