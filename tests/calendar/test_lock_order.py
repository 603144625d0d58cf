"""Staff who change a person and staff who sign that person up wait for each other in one order, never in a ring."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from app.accounts import people as accounts
from app.accounts.models import User
from app.calendar import seats
from app.calendar.models import Occurrence
from app.core.db import commit, session
from app.notifications import contacts
from app.notifications.models import Channel
from tests.calendar.plans import lunch
from tests.people import settle
from tests.support.together import all_at_once


def changed(person: User, sofia: User, number: int) -> None:
    phone = f"+4670174060{number % 10}"
    contacts.change(person, channel=Channel.CALL, phone=phone, email=None, actor=sofia)


def switched(person: User, sofia: User, number: int) -> None:
    (accounts.reactivate if number % 4 else accounts.deactivate)(person, actor=sofia)


@pytest.mark.parametrize("act", [changed, switched])
def test_nobody_waits_in_a_ring(app: Flask, act: Callable[[User, User, int], None]) -> None:
    cast = settle()
    date = lunch(cast["Sofia"], capacity=None)
    commit()
    anna, sofia, where = cast["Anna"].id, cast["Sofia"].id, date.id

    def task(number: int) -> Callable[[], None]:
        def run() -> None:
            person, actor = session.get_one(User, anna), session.get_one(User, sofia)
            if number % 2:
                seats.sign_up(person, session.get_one(Occurrence, where), actor=actor)
                seats.leave(person, session.get_one(Occurrence, where), actor=actor)
            else:
                act(person, actor, number)

        return run

    for _wave in range(3):
        failures = all_at_once(app, [task(number) for number in range(12)])
        assert [one for one in failures if type(one).__name__ != "Refusal"] == []
        session.rollback()
