"""Quiet from nine in the evening to eight in the morning."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask

from app.core import clock
from app.notifications import jobs
from app.notifications.models import DeliveryState
from tests.notifications.gateways import HttpServer
from tests.notifications.telling import queue, read_again

pytestmark = pytest.mark.usefixtures("noon")
SENT, WAITING, DROPPED = DeliveryState.SENT, DeliveryState.WAITING, DeliveryState.DROPPED
NIGHT = datetime.fromisoformat("2026-11-23T21:00:00+01:00")


@pytest.mark.parametrize(("kind", "expected"), [("test", WAITING), ("test-urgent", SENT)])
def test_the_night_is_quiet(app: Flask, anna, sms: HttpServer, kind: str, expected) -> None:
    row = queue(anna, name=kind, due_at=NIGHT)
    for hours in (0, 4, 10.9):
        with clock.frozen(NIGHT + timedelta(hours=hours)):
            jobs.send_due()
        assert read_again(row).state is expected
    with clock.frozen(NIGHT + timedelta(hours=11)):
        jobs.send_due()
    assert read_again(row).state is SENT
    assert len(sms.got) == 1


def test_what_would_be_too_late_in_the_morning_goes_the_evening_before(
    app: Flask, anna, sms: HttpServer
) -> None:
    at_seven = queue(anna, due_at=NIGHT + timedelta(hours=3), not_after=NIGHT + timedelta(hours=10))
    at_ten = queue(anna, due_at=NIGHT + timedelta(hours=3), not_after=NIGHT + timedelta(hours=13))
    for minutes, expected in ((16, WAITING), (15, SENT)):
        with clock.frozen(NIGHT - timedelta(minutes=minutes)):
            jobs.send_due()
        assert read_again(at_seven).state is expected
    assert read_again(at_ten).state is WAITING
    missed = queue(anna, due_at=NIGHT + timedelta(hours=3), not_after=NIGHT + timedelta(hours=10))
    with clock.frozen(NIGHT + timedelta(hours=12)):
        jobs.send_due()
    assert (read_again(missed).state, read_again(at_ten).state) == (DROPPED, SENT)
