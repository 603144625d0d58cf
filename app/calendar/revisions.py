"""Counts the changes of what calendar apps are told, so that they know a newer version from an older one.

By listener, so that no service can forget it. A seat taken or given back is no such change.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import event
from sqlalchemy.orm.attributes import get_history

from app.calendar.models import Activity, Occurrence
from app.core import clock

TOLD: dict[type[Any], tuple[str, ...]] = {
    Occurrence: ("title", "place", "starts_at", "ends_at", "planned_on", "cancelled_at", "form"),
    Activity: (
        "title", "summary", "place", "practical", "serves", "organisation_id", "starts_on", "starts_at",
        "duration_minutes", "zone", "rrule", "skips_holidays", "in_programme", "ended_at",
    ),
}  # fmt: skip


@event.listens_for(Occurrence, "before_update")
@event.listens_for(Activity, "before_update")
def _count(_mapper: object, _connection: object, row: Any) -> None:
    if any(get_history(row, name).has_changes() for name in TOLD[type(row)]):
        row.revision, row.changed_at = row.revision + 1, clock.now()
