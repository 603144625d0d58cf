"""Queueing what somebody is to be told. Sending is the clock's business."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select

from app.accounts.models import User
from app.core import clock
from app.core.db import begin_write, session
from app.notifications.models import Notification


def queue(
    kind: str,
    *,
    key: str,
    person: User | None,
    subject_id: int,
    due_at: datetime | None = None,
    not_after: datetime | None = None,
) -> None:
    """Tell `person` (None: a guest, whom the kind's words name) at `due_at`, or as soon as may be. The same `key` a
    second time changes nothing. In the caller's transaction: rolled back, nothing is told."""
    begin_write()
    if session.scalar(select(Notification.id).where(Notification.key == key)):
        return
    values = {
        "kind": kind, "key": key, "person_id": person.id if person else None, "subject_id": subject_id,
        "due_at": due_at or clock.now(), "not_after": not_after,
    }  # fmt: skip
    session.execute(insert(Notification).values(**values))
