"""Samvaro with one promise broken, to show that the storm notices: the acknowledgement goes out before the commit.

Only for tests/storm/test_storm.py. The product has no switch for this.
"""

from __future__ import annotations

import time

from wsgi import app  # patches for gevent before everything else

from app.core import db  # isort: skip
from app.rooms import scribe  # isort: skip

BETWEEN = (
    0.3  # seconds from the acknowledgement to the commit: long enough for it to arrive also on a busy machine
)

assert callable(scribe._serve), "the writer works in another way now: break its promise there"


def acknowledge_first(_app: object, batch: list[scribe.Handed]) -> None:
    outcomes = scribe.store([one.post for one in batch])
    for one, outcome in zip(batch, outcomes, strict=True):
        one.answer(scribe._words(one, outcome))
    time.sleep(BETWEEN)
    db.commit()


scribe._serve = acknowledge_first

__all__ = ["app"]
