"""What is told for a lunch is not kept: how long, and what goes then.

A person is asked once. Seven days after the last date they are signed up to the answers are gone; leaving counts from
the day they left. It is read from the sign-ups each time, so that a date that moves or is added needs no second record.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, case, delete, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from app.calendar.models import KEPT, Occurrence, SignUp, SignUpState
from app.core import clock
from app.core.db import begin_write, session
from app.runsheet.models import DropIn, Needs, Ticking


def delete_past() -> int:
    """Everything whose time is over. How many rows were deleted or emptied. Several processes may do so at once."""
    begin_write()
    over = clock.now() - KEPT
    counts = [
        session.execute(delete(Needs).where(_last_day() <= over)),
        session.execute(delete(Ticking).where(_past(Ticking.occurrence_id, over))),
        session.execute(
            update(DropIn)
            .where(DropIn.first_name.is_not(None), _past(DropIn.occurrence_id, over))
            .values(first_name=None)
        ),
    ]
    session.expire_all()
    return sum(done.rowcount for done in counts)  # type: ignore[attr-defined]


def goes_at(needs: Needs) -> datetime:
    """When the answers are deleted, as things stand now."""
    last = session.scalar(select(_last_day()).where(Needs.id == needs.id))
    return (last or needs.changed_at) + KEPT


def _last_day() -> ColumnElement[datetime]:
    """The end of the last date of the one whose needs they are."""
    of_one = case((SignUp.state == SignUpState.LEFT, SignUp.left_at), else_=Occurrence.ends_at)
    mine = or_(SignUp.person_id == Needs.person_id, SignUp.id == Needs.sign_up_id)
    last = select(func.max(of_one)).join(Occurrence, Occurrence.id == SignUp.occurrence_id).where(mine)
    return func.coalesce(last.correlate(Needs).scalar_subquery(), Needs.changed_at)


def _past(occurrence_id: InstrumentedAttribute[int], over: datetime) -> ColumnElement[bool]:
    return occurrence_id.in_(select(Occurrence.id).where(Occurrence.ends_at <= over))
