"""The demo town's calendar: half a year behind and ahead, plausible, and the same each time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.accounts.models import User
from app.calendar import demo, queries
from app.calendar.models import HELD, Activity, Occurrence, SignUp, SignUpState
from app.calendar.standing_models import StandingSeat
from app.core import clock
from app.core.db import session
from tests.calendar.plans import NOW
from tests.people import extra


@pytest.mark.parametrize("week", [0, 2, 30])
def test_the_demo_calendar(cast: dict[str, User], sofia: User, week: int) -> None:
    crowd = [*cast.values(), *extra(25)]
    with clock.frozen(NOW + timedelta(weeks=week, days=week % 7)):
        made = demo.load(crowd, actor=sofia)
        rows = session.scalars(select(Occurrence).order_by(Occurrence.starts_at)).all()
        assert made == len(rows) > 200
        assert rows[0].starts_at < clock.now() - timedelta(weeks=24)
        assert rows[-1].starts_at > clock.now() + timedelta(weeks=24)
        assert sum(row.is_cancelled for row in rows) == 1
        assert sum(row.moved_from is not None for row in rows) == 1
        assert queries.waiting(next(row for row in rows if row.title.startswith("Frågesport")))
        lunch = next(row for row in rows if row.title.startswith("Sopplunch") and not row.has_begun())
        assert queries.line_for(cast["Anna"], lunch).mine is None
        assert lunch.taken == 18
        assert session.scalar(select(SignUp).where(SignUp.state == SignUpState.OFFERED))
        assert session.scalar(
            select(SignUp).where(SignUp.guest_name == "Lars", SignUp.state == SignUpState.SEAT)
        )
        assert session.scalar(select(func.count(StandingSeat.id))) == 2
    _counts_agree()


def _counts_agree() -> None:
    """What stands in `taken` is what the sign-ups say."""
    seats = select(func.coalesce(func.sum(SignUp.companions + 1), 0)).where(
        SignUp.occurrence_id == Occurrence.id, SignUp.state.in_(HELD)
    )
    wrong = select(Occurrence.id).where(Occurrence.taken != seats.scalar_subquery())
    assert session.scalars(wrong).all() == []
    assert session.scalar(select(func.count(Activity.id))) == len(demo.PLANS)
