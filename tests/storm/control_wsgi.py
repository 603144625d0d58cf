"""Samvaro with one promise broken, to show that the storm notices: the acknowledgement goes out before the commit.

Only for tests/storm/test_storm.py. The product has no switch for this.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from wsgi import app  # patches for gevent before everything else

from app.core import db  # isort: skip
from app.core.batches import Answer, Asked  # isort: skip
from app.rooms import scribe  # isort: skip
from app.rooms.posting import Post, store  # isort: skip

# Seconds from the acknowledgement to the commit: long enough for it to arrive also on a busy machine.
BETWEEN = 0.3


def acknowledge_first(batch: Sequence[Asked[Post]]) -> list[Answer]:
    outcomes = store([one.given for one in batch])
    answers = [scribe._words(one, outcome) for one, outcome in zip(batch, outcomes, strict=True)]
    for one, answer in zip(batch, answers, strict=True):
        one.answer(answer)
    time.sleep(BETWEEN)
    db.commit()
    return answers  # sent once more: the page has taken the first


assert scribe.writer.work is scribe._write, "the writer works in another way now: break its promise there"
scribe.writer.work = acknowledge_first

__all__ = ["app"]
