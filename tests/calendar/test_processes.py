"""Forty people at once from eight processes: no seat too many, no row twice, and first come first served."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import User
from app.calendar import jobs, seats
from app.calendar.models import SignUp
from app.core.db import commit, session
from tests.calendar.plans import lunch
from tests.calendar.seat_rules import counts_are_true, nobody_waits_beside_a_seat, snapshot
from tests.people import extra
from tests.support.server import ROOT

PEOPLE, PROCESSES, SEATS, PATIENCE = 40, 8, 15, 20.0


@pytest.fixture(autouse=True)
def standing_clock() -> None:
    """The others are processes of their own and their clock goes: here the calendar's clock must go too."""


def test_forty_at_once_from_eight_processes(app: Flask, sofia: User, environ: dict[str, str]) -> None:
    date, crowd = lunch(sofia, capacity=SEATS, answer_minutes=60), extra(PEOPLE)
    begin = time.time() + PATIENCE
    groups = [[str(one.id) for one in crowd[n::PROCESSES]] for n in range(PROCESSES)]
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.calendar.crowd", str(begin), str(date.id), *group],
            cwd=ROOT, env=os.environ | environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for group in groups
    ]  # fmt: skip
    for one in started:
        _out, errors = one.communicate(timeout=180)
        assert one.returncode == 0, errors
        assert "Traceback" not in errors, errors
    now = snapshot(date)
    counts_are_true(now)
    nobody_waits_beside_a_seat(now)
    assert len(now.rows) == PEOPLE
    assert session.scalar(select(func.count(SignUp.id))) == PEOPLE
    last_in = max((one.queued_at, one.id) for one in now.held)
    assert last_in < min((one.queued_at, one.id) for one in now.queue), "first come, first served"
    leaves_to_the_first(date.id)
    jobs.bring_offers_up_to_date()


def leaves_to_the_first(date_id: int) -> None:
    found = select(SignUp).where(
        SignUp.occurrence_id == date_id, SignUp.state == "seat", SignUp.companions == 1
    )
    entry = session.scalars(found).first()
    if entry is None or entry.person is None:
        return
    before = snapshot(entry.occurrence)
    seats.leave_entry(entry, actor=entry.person)
    commit()
    after = snapshot(entry.occurrence)
    counts_are_true(after)
    asked = {one.id for one in after.rows if one.state == "offered"}
    assert before.queue[0].id in asked
