"""What a person reads of a standing seat that ended without their own doing."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.calendar.models import Occurrence
from app.calendar.standing_models import EndedBy, StandingSeat
from app.core import clock
from app.core.db import session


def ended_for(person: User, *, since: datetime) -> list[tuple[StandingSeat, Occurrence]]:
    """Seats that ended since, not put away, each with the next date of its series; none where nothing is to come."""
    next_date = (
        select(Occurrence.id)
        .where(
            Occurrence.activity_id == StandingSeat.activity_id,
            Occurrence.starts_at > clock.now(),
            Occurrence.cancelled_at.is_(None),
        )
        .order_by(Occurrence.starts_at)
        .limit(1)
        .correlate(StandingSeat)
        .scalar_subquery()
    )
    rows = session.execute(
        select(StandingSeat, Occurrence)
        .join(Occurrence, Occurrence.id == next_date)
        .where(StandingSeat.person_id == person.id, StandingSeat.ended_at > since)
        .where(StandingSeat.ended_by.in_((EndedBy.STAFF, EndedBy.SKIPPED)))
        .where(StandingSeat.news_read_at.is_(None))
        .options(joinedload(StandingSeat.activity))
        .order_by(StandingSeat.id)
    )
    return [(seat, date) for seat, date in rows]


def words(seat: StandingSeat) -> str:
    title = seat.activity.title
    if seat.ended_by is EndedBy.SKIPPED:
        return _(
            "Din fasta plats på %(title)s är tillbakalämnad, för du var borta två gånger i rad. "
            "Du kan anmäla dig till en dag i taget.", title=title,
        )  # fmt: skip
    return _("Din fasta plats på %(title)s är avslutad. Du kan anmäla dig till en dag i taget.", title=title)
