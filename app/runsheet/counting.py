"""How many came. Numbers only: they stay when the names on the lists are gone."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, select

from app.calendar.models import Occurrence, SignUp, SignUpState
from app.core.db import session
from app.runsheet.models import DropIn


@dataclass(frozen=True)
class Counts:
    came: int  # those who dropped in among them
    stayed_away: int
    unknown: int
    dropped_in: int

    @property
    def is_ticked(self) -> bool:
        return bool(self.came or self.stayed_away)


def counts(date: Occurrence) -> Counts:
    answers = select(
        _heads(SignUp.attended.is_(True), SignUp.companion_attended.is_(True)),
        _heads(SignUp.attended.is_(False), SignUp.companion_attended.is_(False)),
        _heads(SignUp.attended.is_(None), SignUp.companion_attended.is_(None)),
    ).where(SignUp.occurrence_id == date.id, SignUp.state == SignUpState.SEAT)
    came, away, unknown = session.execute(answers).one()
    more = session.scalar(select(func.count(DropIn.id)).where(DropIn.occurrence_id == date.id)) or 0
    return Counts((came or 0) + more, away or 0, unknown or 0, more)


def _heads(own: ColumnElement[bool], companion: ColumnElement[bool]) -> ColumnElement[int]:
    with_company = case((SignUp.companions > 0, case((companion, 1), else_=0)), else_=0)
    return func.sum(case((own, 1), else_=0) + with_company)
