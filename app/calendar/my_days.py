"""The dates that somebody runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.calendar import policies
from app.calendar.models import Occurrence
from app.calendar.team_models import Assignment, Task
from app.core import clock
from app.core.db import session

NEAREST = 10  # days on a list of one's own, until somebody asks for all


@dataclass(frozen=True)
class MyDay:
    date: Occurrence
    is_host: bool


SOON = timedelta(weeks=4)


def coming(person: User) -> list[MyDay]:
    """Their own only, staff's too, that have not ended; in order."""
    mine = select(Occurrence, Assignment.task).join(Assignment, Assignment.occurrence_id == Occurrence.id)
    mine = mine.where(Assignment.person_id == person.id, policies.is_run_by(person))
    mine = mine.where(Occurrence.ends_at > clock.now())
    mine = mine.order_by(Occurrence.starts_at, Occurrence.id).options(joinedload(Occurrence.activity))
    return [MyDay(date, task is Task.HOST) for date, task in session.execute(mine)]


def soon(days: list[MyDay]) -> list[MyDay]:
    """Those of the next four weeks; the next one when it is later."""
    near = [day for day in days if day.date.starts_at < clock.now() + SOON]
    return near or days[:1]


def has_any(person: User) -> bool:
    mine = select(Occurrence.id).where(policies.is_run_by(person), Occurrence.ends_at > clock.now())
    return session.scalar(mine.limit(1)) is not None
