"""A week after the last date nothing is left but numbers."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import User
from app.calendar import seats
from app.calendar.models import Occurrence
from app.core import clock
from app.core.db import commit, session
from app.core.jobs import registered
from app.runsheet import jobs
from app.runsheet.models import DropIn, Needs, Ticking, Way
from app.runsheet.needs import Food, Travel
from tests.calendar.plans import NOW, lunch
from tests.runsheet.guests import comes, guest, tell

Cast = dict[str, User]


def test_gone_a_week_after_the_last_date(app: Flask, cast: Cast, date: Occurrence) -> None:
    assert jobs.JOB in registered(app)
    later = lunch(cast["Sofia"], starts_on=clock.today() + timedelta(days=8))
    comes(cast["Anna"], date, Food(("gluten",)))
    comes(cast["Bengt"], date, Food(("vegan",)))
    comes(cast["Bengt"], later)
    tell(guest(date, "Majken", cast["Sofia"]), cast["Sofia"], travel=Travel(Way.WALKS))
    with clock.frozen(date.ends_at + timedelta(days=7) - timedelta(minutes=1)):
        assert jobs.delete_past() == 0
    with clock.frozen(date.ends_at + timedelta(days=7)):
        assert jobs.delete_past() == 2
        assert jobs.delete_past() == 0
    assert list(session.scalars(select(Needs.person_id))) == [cast["Bengt"].id], (
        "who comes again is not asked again"
    )
    with clock.frozen(later.ends_at + timedelta(days=7)):
        assert jobs.delete_past() == 1


def test_who_leaves_is_forgotten_a_week_later(app: Flask, cast: Cast) -> None:
    far = lunch(cast["Sofia"], starts_on=clock.today() + timedelta(days=60))
    comes(cast["Anna"], far, Food(("gluten",)))
    seats.leave(cast["Anna"], far, actor=cast["Anna"])
    commit()
    with clock.frozen(NOW + timedelta(days=6)):
        assert jobs.delete_past() == 0, "who changes their mind again is not asked twice"
    with clock.frozen(NOW + timedelta(days=7)):
        assert jobs.delete_past() == 1


def test_names_on_lists_go_and_numbers_stay(app: Flask, cast: Cast, date: Occurrence) -> None:
    session.add_all([
        DropIn(occurrence_id=date.id, first_name="Elvy"),
        Ticking(occurrence_id=date.id, actor_id=cast["Sofia"].id, key="k" * 8, changes="{}"),
    ])  # fmt: skip
    commit()
    with clock.frozen(date.ends_at + timedelta(days=7)):
        assert jobs.delete_past() == 2
    assert list(session.scalars(select(DropIn.first_name))) == [None]
    assert session.scalar(select(func.count(Ticking.id))) == 0
