"""What the clock does: each job by itself, and what is due at once after the machine has slept."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask, has_app_context
from sqlalchemy.exc import OperationalError

from app import start_background
from app.core import clock, jobs
from app.core.jobs import Job, Loops
from app.extensions import socketio

pytestmark = pytest.mark.one_database
NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


def fails() -> int:
    raise ZeroDivisionError


def finds_no_database() -> int:
    raise OperationalError("SELECT 1", {}, Exception("away"))


class Ticks:
    """In place of the event that a loop waits on: the clock on the wall goes on by `naps`, one for each look."""

    def __init__(self, app: Flask, job: Job, naps: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
        self.naps, self.asked, self.now = naps, [], NOON
        monkeypatch.setattr(clock, "now", lambda: self.now)
        loops = Loops.__new__(Loops)
        loops.app, loops.ending = app, self  # type: ignore[assignment]
        loops._loop(job)

    def is_set(self) -> bool:
        return not self.naps

    def wait(self, seconds: float) -> None:
        self.asked.append(seconds)
        self.now += timedelta(seconds=self.naps.pop(0))


def test_one_that_fails_stops_no_other(app: Flask, caplog) -> None:
    app.extensions["samvaro-jobs"] = [
        Job("breaks", 1, fails), Job("waits", 1, finds_no_database), Job("works", 1, lambda: int(has_app_context()))
    ]  # fmt: skip
    answer = app.test_cli_runner().invoke(args=["jobs", "run", "--once", "--json"])
    assert answer.exit_code == 1
    assert '"works": 1' in answer.output
    assert "the job breaks failed" in caplog.text
    assert "database not available for the job waits" in caplog.text


def test_the_list_names_all(app: Flask) -> None:
    answer = json.loads(app.test_cli_runner().invoke(args=["jobs", "list", "--json"]).output)
    names = {job["name"] for job in answer["jobs"]}
    assert {"rooms.keep", "calendar.keep-ahead", "notifications.send", "notifications.thin"} <= names


def test_all_of_them_can_be_run_once(app: Flask) -> None:
    answer = app.test_cli_runner().invoke(args=["jobs", "run", "--once", "--json"])
    assert answer.exit_code == 0, answer.output
    assert json.loads(answer.output)["ok"]


def test_after_a_sleep_what_is_due_is_done_at_once(app: Flask, monkeypatch) -> None:
    """A timer stands still while the machine sleeps: the job of every six hours looks at the clock on the wall."""
    done: list[datetime] = []
    job = Job("rare", 6 * 3600, lambda: done.append(clock.now()) or 1)
    ticks = Ticks(app, job, [30, 9 * 3600, 30, 30], monkeypatch)
    assert max(ticks.asked) <= 30
    assert [(at - NOON).total_seconds() for at in done] == [0, 30 + 9 * 3600]


def test_a_clock_that_was_put_back_does_not_stop_a_job(app: Flask, monkeypatch) -> None:
    done: list[datetime] = []
    Ticks(app, Job("rare", 3600, lambda: done.append(clock.now()) or 1), [30, -86400, 30], monkeypatch)
    assert len(done) == 2


def test_what_failed_is_tried_again_soon(app: Flask, monkeypatch) -> None:
    tried: list[datetime] = []

    def work() -> int:
        tried.append(clock.now())
        return fails() if len(tried) == 1 else 1

    Ticks(app, Job("rare", 6 * 3600, work), [30, 30, 30, 30], monkeypatch)
    assert [(at - NOON).total_seconds() for at in tried] == [0, 60]


def test_each_job_has_a_loop_of_its_own_unless_it_runs_outside(app: Flask, monkeypatch) -> None:
    begun: list[object] = []
    monkeypatch.setattr(socketio, "start_background_task", lambda work, *rest: begun.append(rest))
    app.config["SETTINGS"] = app.config["SETTINGS"].__class__(
        secret_key="x", public_origin="http://127.0.0.1", jobs="outside"
    )
    start_background(app)
    of_the_house = [rest for rest in begun if rest]
    assert of_the_house == []
    app.config["SETTINGS"] = app.config["SETTINGS"].__class__(
        secret_key="x", public_origin="http://127.0.0.1"
    )
    start_background(app)
    assert [rest[0] for rest in begun if rest] == jobs.registered(app)
