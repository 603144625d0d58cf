"""Door 3, the clock: what nobody could tell in time no longer waits, and old calls are forgotten."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import and_, delete, or_, update

from app.calendar.models import KEPT as KEPT_OF_GUESTS
from app.calls.models import Call
from app.core import clock
from app.core.db import begin_write, commit, session
from app.core.jobs import Job
from app.notifications.models import Channel, DeliveryState, Notification

KEPT = timedelta(days=30)
EVERY = 600.0  # seconds
TOO_LATE = "too_late"


def tidy() -> int:
    """Two statements. How many rows they changed."""
    begin_write()
    waits = (
        Notification.state == DeliveryState.WAITING,
        Notification.channel.in_((Channel.CALL, Channel.PAPER)),
    )
    late = update(Notification).where(*waits, Notification.not_after <= clock.now())
    late = late.values(state=DeliveryState.DROPPED, failure=TOO_LATE)
    of_guest = and_(Call.guest_phone.is_not(None), Call.begun_at < clock.now() - KEPT_OF_GUESTS)
    old = delete(Call).where(or_(Call.begun_at < clock.now() - KEPT, of_guest))
    changed = sum(
        session.execute(one.execution_options(synchronize_session=False)).rowcount  # type: ignore[attr-defined]
        for one in (late, old)
    )
    commit()
    return int(changed)


TIDY = Job("calls", every=EVERY, work=tidy)
