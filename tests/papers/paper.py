"""Those who want paper, and what they are to be told, for tests."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.accounts.models import User
from app.core import clock
from app.core.db import commit, session
from app.core.formatting import day_in_words
from app.notifications.kinds import Words, kind
from app.notifications.models import Channel, Contact, DeliveryState, Notification

SAID: dict[int, str] = {}  # words by subject


@kind("test-paper")
def _words(notification: Notification) -> Words | None:
    text = SAID[notification.subject_id]
    if not text:
        return None
    return Words("Nytt", text.replace("{i dag}", day_in_words(clock.today())))


def on_paper(*people: User, channel: Channel = Channel.PAPER) -> None:
    for person in people:
        session.merge(Contact(person_id=person.id, channel=channel))
    commit()


def notify(person: User, text: str, due_at: datetime | None = None, **changes: Any) -> Notification:
    number = len(SAID) + 1
    SAID[number] = text
    row = Notification(
        kind="test-paper",
        key=f"test-paper:{person.id}:{number}",
        person_id=person.id,
        subject_id=number,
        due_at=due_at or clock.now(),
        state=DeliveryState.WAITING,
        **changes,
    )
    session.add(row)
    commit()
    return row
