"""Anything in any order: seats stay true, the queue keeps its order, the share is kept."""

from __future__ import annotations

from flask import Flask
from hypothesis import settings as hypothesis_settings
from hypothesis.stateful import run_state_machine_as_test

from app.accounts.models import User
from tests.calendar.seat_machine import PERSONS, Seats
from tests.people import extra

EFFORT = hypothesis_settings(
    max_examples=max(20, hypothesis_settings().max_examples // 4), stateful_step_count=30
)


def test_whatever_happens_the_seats_stay_true(app: Flask, sofia: User) -> None:
    crowd = extra(PERSONS)

    class Here(Seats):
        pass

    Here.crowd, Here.actor = crowd, sofia
    run_state_machine_as_test(Here, settings=EFFORT)  # type: ignore[no-untyped-call]
