"""Some of the demo town's people want to be rung, so that the phone hour has whom to ring."""

from __future__ import annotations

from sqlalchemy import select, update

from app.accounts.models import User
from app.calendar import reminders
from app.calendar.models import Occurrence, SignUp, SignUpState
from app.core import clock
from app.core.db import commit, session
from app.notifications.models import Channel, Contact, DeliveryState, Notification

CALLED, FIRST = 8, 60  # how many; their numbers are of the series kept for fiction, 070-174 06 60 and on


def load() -> int:
    """Those who come to the next dates; what is due waits for its call at once. How many there are."""
    chosen = _next_guests()
    for number, person in enumerate(chosen):
        session.add(Contact(person_id=person.id, channel=Channel.CALL, phone=f"+467017406{FIRST + number}"))
    session.flush()
    reminders.queue_some(reminders.due_dates())
    rung = select(Contact.person_id).where(Contact.channel == Channel.CALL)
    due = Notification.state == DeliveryState.WAITING, Notification.due_at <= clock.now()
    marked = update(Notification).where(*due, Notification.person_id.in_(rung)).values(channel=Channel.CALL)
    session.execute(marked.execution_options(synchronize_session=False))
    commit()
    return len(chosen)


def _next_guests() -> list[User]:
    """Without those who have chosen a way already."""
    coming = (
        select(User)
        .join(SignUp, SignUp.person_id == User.id)
        .join(Occurrence, Occurrence.id == SignUp.occurrence_id)
        .where(SignUp.state == SignUpState.SEAT, Occurrence.starts_at > clock.now())
        .where(Occurrence.cancelled_at.is_(None), User.id.not_in(select(Contact.person_id)))
        .order_by(Occurrence.starts_at, SignUp.id)
        .limit(CALLED * 4)
    )
    return list(dict.fromkeys(session.scalars(coming)))[:CALLED]
