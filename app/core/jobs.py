"""What the clock does. Each feature registers its jobs; whatever is due stands in rows, never in a timer, so that nothing
is lost while the machine sleeps."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from flask import Flask
from sqlalchemy.exc import DBAPIError, TimeoutError as PoolTimeout

from app.core import clock
from app.extensions import socketio

LOOK_EVERY = 30.0  # seconds at most between two looks at the clock on the wall: a timer stands still while a machine sleeps
AGAIN_AFTER = 60.0  # seconds at most until what failed is tried again


@dataclass(frozen=True)
class Job:
    """`work` runs in an app context, finds what is due, claims and commits by itself, and tells how much it did. It may
    run in several processes at once."""

    name: str
    every: float  # seconds
    work: Callable[[], int]


def init_app(app: Flask) -> None:
    from app.core import jobs_cli

    app.extensions["samvaro-jobs"] = []
    app.cli.add_command(jobs_cli.group)


def register(app: Flask, job: Job) -> None:
    registered(app).append(job)


def registered(app: Flask) -> list[Job]:
    return cast("list[Job]", app.extensions["samvaro-jobs"])


def run(app: Flask, job: Job) -> int | None:
    """Do what is due now. None when it failed, which is logged and stops nothing else."""
    try:
        with app.app_context():
            return job.work()
    except (DBAPIError, PoolTimeout) as error:
        cause = getattr(error, "orig", None) or error
        app.logger.error("database not available for the job %s: %s", job.name, type(cause).__name__)
    except Exception:
        app.logger.exception("the job %s failed", job.name)
    return None


class Loops:
    """Every job in a loop of its own: one that waits for the net does not hold up the others."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.ending = threading.Event()
        self.tasks = [socketio.start_background_task(self._loop, job) for job in registered(app)]

    def end(self, patience: float = 30.0) -> None:
        """No job begins any more; what is under way may finish."""
        self.ending.set()
        for task in self.tasks:
            task.join(patience)

    def _loop(self, job: Job) -> None:
        next_at = clock.now()
        while not self.ending.is_set():
            if _is_due(next_at, job):
                failed = run(self.app, job) is None
                next_at = clock.now() + timedelta(
                    seconds=min(job.every, AGAIN_AFTER) if failed else job.every
                )
            self.ending.wait(min(job.every, LOOK_EVERY))


def _is_due(next_at: datetime, job: Job) -> bool:
    """Also when the clock on the wall was put back, which would make the next time far away."""
    rest = (next_at - clock.now()).total_seconds()
    return rest <= 0 or rest > job.every


def start(app: Flask) -> Loops | None:
    """What a serving process runs beside its requests, unless `flask jobs run` does it in a process of its own."""
    return Loops(app) if app.config["SETTINGS"].jobs == "inside" else None
