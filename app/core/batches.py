"""What arrives while the last was served is served together next: one lock, one commit, one telling for all."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import Flask
from gevent.queue import Empty, SimpleQueue
from sqlalchemy.exc import DBAPIError

from app.core import db
from app.core.live import Connection
from app.core.payload import no
from app.extensions import socketio

MOST_AT_ONCE = 200
# Seconds to wait for as many as came the last times. Who has just been answered asks again within it; somebody who asks
# alone never waits, since nobody is expected then.
GATHERING = 0.002
Answer = dict[str, Any]
Given = TypeVar("Given")


@dataclass(frozen=True)
class Asked(Generic[Given]):
    """What was asked, on which line, and how to answer there; once."""

    given: Given
    line: Connection
    answer: Callable[[Answer], None]


class Together(Generic[Given]):
    """One greenlet per process that gives `work` all that waits and answers what it returns, in the same order.

    `work` runs in an app context, authorises each by itself and commits. When it fails for several they are tried one
    by one, so it must have rolled back to nothing: an item may be given to it twice.
    """

    def __init__(
        self, name: str, work: Callable[[Sequence[Asked[Given]]], list[Answer]], *, linger: float = 0.0
    ) -> None:
        """Where nobody notices some hundredths of a second, `linger` so long for others before serving."""
        self.name = name
        self.linger = linger
        self.work = work
        self._waiting: SimpleQueue[Asked[Given]] = SimpleQueue()
        self._running = False
        self._expected = self._served = 1

    def hand_in(self, app: Flask, asked: Asked[Given]) -> None:
        """Serve this soon, after all that was handed in before. The first one starts the greenlet."""
        self._waiting.put(asked)
        if not self._running:
            self._running = True
            socketio.start_background_task(self._serve_all, app)

    def _serve_all(self, app: Flask) -> None:
        while True:
            batch = self._gather()
            try:
                with app.app_context():
                    self._serve(app, batch)
            except Exception:  # it must go on: nothing else serves what comes over the lines of this process
                app.logger.exception("%s stumbled", self.name)

    def _gather(self) -> list[Asked[Given]]:
        """All that waits, after a moment for the rest where many have come at once just before."""
        batch = [self._waiting.get()]
        if self.linger:
            socketio.sleep(self.linger)
        until = time.monotonic() + GATHERING
        with suppress(Empty):
            while len(batch) < MOST_AT_ONCE:
                rest = until - time.monotonic() if len(batch) < self._expected else 0
                batch.append(self._waiting.get(timeout=rest) if rest > 0 else self._waiting.get(block=False))
        self._expected, self._served = max(len(batch), self._served), len(batch)
        return batch

    def _serve(self, app: Flask, batch: list[Asked[Given]]) -> None:
        try:
            answers = self.work(batch)
        except DBAPIError as error:
            db.rollback()
            app.logger.error("database not available in %s: %s", self.name, type(error.orig).__name__)
            answers = [no("unavailable")] * len(batch)
        except Exception:
            db.rollback()
            if len(batch) > 1:  # one of them is at fault: the others must not suffer for it
                for one in batch:
                    self._serve(app, [one])
                return
            app.logger.exception("%s failed", self.name)
            answers = [no("internal")]
        for one, answer in zip(batch, answers, strict=True):
            one.answer(answer)
