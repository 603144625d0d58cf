"""Two real processes send at once, and one is killed in the middle: nobody is told twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from app.accounts.models import User
from app.core import clock
from app.core.db import commit, session
from app.notifications import services
from app.notifications.models import Channel, DeliveryState, Notification
from tests.notifications.gateways import HttpServer
from tests.notifications.telling import reached_by, states
from tests.people import settle
from tests.support.server import ROOT

ROWS = 200
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(environ: Mapping[str, str]) -> Iterator[Start]:
    """`start("--once")` is `flask jobs run --once` in a process of its own."""
    running: list[subprocess.Popen[str]] = []

    def begin(*arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "flask", "--app", "tests.notifications.process", "jobs", "run"]
        bare = {name: value for name, value in os.environ.items() if not name.startswith("SAMVARO_")}
        running.append(subprocess.Popen(
            [*command, *arguments, "--json"], cwd=ROOT, env=bare | dict(environ), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        ))  # fmt: skip
        return running[-1]

    yield begin
    for process in running:
        process.kill()
        process.communicate()


def queue_all(anna: User) -> None:
    reached_by(anna, Channel.SMS)
    for number in range(1, ROWS + 1):
        services.queue("test-urgent", key=f"row-{number}", person=anna, subject_id=1000 + number)
    commit()


def told(sms: HttpServer) -> Counter[str]:
    return Counter(text["message"] for text in sms.texts)


def wait_for(condition: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def test_two_at_once_tell_each_exactly_once(app: Flask, sms: HttpServer, start: Start) -> None:
    queue_all(settle("Anna")["Anna"])
    processes = [start("--once"), start("--once")]
    answers = [json.loads(process.communicate(timeout=120)[0]) for process in processes]
    counted = told(sms)
    assert len(counted) == ROWS
    assert set(counted.values()) == {1}
    assert states() == {"sent": ROWS}
    did = [answer["done"]["notifications.send"] for answer in answers]
    assert all(answer["ok"] for answer in answers)
    assert sum(did) == ROWS
    assert min(did) > 0, "only one of them had something to do: nothing was proved"


def test_killed_in_the_middle_nobody_is_told_twice(app: Flask, sms: HttpServer, start: Start) -> None:
    queue_all(settle("Anna")["Anna"])
    sms.delay = 0.05
    first = start()
    wait_for(lambda: len(sms.got) > 30)
    first.send_signal(signal.SIGKILL)
    first.wait(10)
    assert len(sms.got) < ROWS, "it was done already: nothing was proved"
    sms.delay = 0
    session.rollback()
    assert states().get("claimed"), "it was killed between two rows: nothing was proved"
    session.execute(  # the lease runs out
        update(Notification).where(Notification.state == DeliveryState.CLAIMED)
        .values(claimed_until=clock.now() - timedelta(seconds=1))
    )  # fmt: skip
    commit()
    assert json.loads(start("--once").communicate(timeout=120)[0])["ok"]
    counted, after = told(sms), states()
    assert set(counted.values()) == {1}
    assert set(after) == {"sent", "dead"}
    assert after["sent"] + after["dead"] == ROWS
    assert 1 <= after["dead"] <= 4, "only those on their way at that moment are in doubt"
    assert len(counted) >= after["sent"]


def test_sigterm_ends_it_between_two_jobs(app: Flask, sms: HttpServer, start: Start) -> None:
    queue_all(settle("Anna")["Anna"])
    sms.delay = 0.02
    process = start()
    wait_for(lambda: len(sms.got) > 10)
    process.send_signal(signal.SIGTERM)
    output = process.communicate(timeout=60)
    assert process.returncode == 0, output
    assert "claimed" not in states()
    assert set(told(sms).values()) == {1}
