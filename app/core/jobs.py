"""What the clock does. Each feature registers its jobs; whatever is due stands in rows, never in a timer, so that nothing
is lost while the machine sleeps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from flask import Flask


@dataclass(frozen=True)
class Job:
    """`work` runs in an app context, finds what is due, claims and commits by itself, and tells how much it did. It may
    run in several processes at once."""

    name: str
    every: float  # seconds
    work: Callable[[], int]


def init_app(app: Flask) -> None:
    app.extensions["samvaro-jobs"] = []


def register(app: Flask, job: Job) -> None:
    registered(app).append(job)


def registered(app: Flask) -> list[Job]:
    return cast("list[Job]", app.extensions["samvaro-jobs"])
