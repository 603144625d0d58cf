"""Reading standing seats, for pages."""

from __future__ import annotations

from flask_babel import gettext as _, ngettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.calendar.counting import share_of
from app.calendar.models import Activity
from app.calendar.standing_models import StandingSeat
from app.core.db import session


def of(person: User, activity_id: int) -> StandingSeat | None:
    """The person's standing seat in the series, while it holds."""
    mine = StandingSeat.activity_id == activity_id, StandingSeat.person_id == person.id
    return session.scalar(select(StandingSeat).where(*mine, StandingSeat.ended_at.is_(None)))


def in_series(activity: Activity) -> list[StandingSeat]:
    """Those that hold, in the order in which they were granted. For staff."""
    found = select(StandingSeat).where(
        StandingSeat.activity_id == activity.id, StandingSeat.ended_at.is_(None)
    )
    found = found.options(joinedload(StandingSeat.person)).order_by(StandingSeat.since, StandingSeat.id)
    return list(session.scalars(found))


def rule_in_words(activity: Activity) -> str:
    """What staff read before they grant a standing seat."""
    ends = _("En fast plats lämnas tillbaka när personen är borta två gånger i rad.")
    if activity.capacity is None:
        return ends
    share = share_of(activity.capacity, activity.newcomer_percent)
    most = ngettext(
        "Högst %(num)s plats av %(all)s får vara fast.",
        "Högst %(num)s platser av %(all)s får vara fasta.",
        activity.capacity - share,
        all=activity.capacity,
    )
    kept = ngettext(
        "%(num)s plats är alltid till för den som är ny.",
        "%(num)s platser är alltid till för dem som är nya.",
        share,
    )
    return f"{most} {kept} {ends}" if share else f"{most} {ends}"
