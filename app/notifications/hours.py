"""Quiet at night: from nine in the evening to eight in the morning only what is urgent goes out."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, or_

from app.core import clock
from app.core.clock import STOCKHOLM
from app.notifications.kinds import urgent_kinds
from app.notifications.models import Channel, DeliveryState, Notification

MORNING, LAST_CALL, NIGHT = time(8), time(20, 45), time(21)
WITH_STAFF = (Channel.CALL, Channel.PAPER)  # who take it from there


def is_night(moment: datetime) -> bool:
    at = moment.astimezone(STOCKHOLM).time()
    return at >= NIGHT or at < MORNING


def next_morning(moment: datetime) -> datetime:
    """Eight o'clock after this evening's night."""
    day = moment.astimezone(STOCKHOLM).date() + timedelta(days=1)
    return datetime.combine(day, MORNING, STOCKHOLM)


def is_due(now: datetime) -> ColumnElement[bool]:
    """Waiting for the dispatcher, and may go now. From a quarter to nine in the evening also what would be too late in
    the morning."""
    due: ColumnElement[bool] = Notification.due_at <= now
    if is_night(now):
        due = and_(due, Notification.kind.in_(urgent_kinds()))
    elif now.astimezone(STOCKHOLM).time() >= LAST_CALL:
        morning = next_morning(now)
        due = or_(due, and_(Notification.due_at <= morning, Notification.not_after <= morning))
    not_with_staff = or_(Notification.channel.is_(None), Notification.channel.not_in(WITH_STAFF))
    return and_(Notification.state == DeliveryState.WAITING, not_with_staff, due)


def is_too_late(now: datetime | None = None) -> ColumnElement[bool]:
    return Notification.not_after < (now or clock.now())
