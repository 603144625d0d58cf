"""What somebody is to be told, and by which way they want to hear it."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User, UserSession
from app.core import clock
from app.core.db import Base, UTCDateTime, pk, stored_by_value

KIND, KEY, PHONE, EMAIL, ENDPOINT = 40, 120, 20, 120, 700


class Channel(enum.Enum):
    """How a person wants to hear of things."""

    SCREEN = "screen"  # the home page, and a push where the tablet has allowed it
    SMS = "sms"
    EMAIL = "email"
    CALL = "call"  # somebody of the staff rings
    PAPER = "paper"  # a line on the printed programme


class DeliveryState(enum.Enum):
    WAITING = "waiting"
    CLAIMED = "claimed"  # by one process, until `claimed_until`
    SENT = "sent"
    DROPPED = "dropped"  # no longer true, or too late
    DEAD = "dead"  # given up; staff see it


class Contact(Base):
    """How somebody is reached. For the person and for staff only."""

    __tablename__ = "contacts"
    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    channel: Mapped[Channel] = mapped_column(stored_by_value(Channel), default=Channel.SCREEN)
    phone: Mapped[str | None] = mapped_column(String(PHONE))
    email: Mapped[str | None] = mapped_column(String(EMAIL))
    person: Mapped[User] = relationship()


class Notification(Base):
    """One thing to tell one person, once. The words are made when it is sent, from what is true then."""

    __tablename__ = "notifications"
    id: Mapped[pk]
    kind: Mapped[str] = mapped_column(String(KIND))  # a name registered in kinds.py
    key: Mapped[str] = mapped_column(String(KEY), unique=True)  # what is queued twice is sent once
    person_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)  # None: a guest
    subject_id: Mapped[int]  # what it is about, as the kind knows it: a sign-up, a date
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)  # after a failure: when it is tried again
    not_after: Mapped[datetime | None] = mapped_column(UTCDateTime)  # later it is of no use
    state: Mapped[DeliveryState] = mapped_column(
        stored_by_value(DeliveryState), default=DeliveryState.WAITING
    )
    channel: Mapped[Channel | None] = mapped_column(stored_by_value(Channel))  # which it went by
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    failure: Mapped[str | None] = mapped_column(String(40))  # a code, never what was written
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    put_away_at: Mapped[datetime | None] = mapped_column(
        UTCDateTime
    )  # read on the screen; a dead one: seen by staff
    person: Mapped[User | None] = relationship()

    __table_args__ = (
        CheckConstraint("(state = 'claimed') = (claimed_until IS NOT NULL)", name="claimed"),
        Index("ix_notifications_due", "state", "due_at"),
    )


class Outgoing(Base):
    """What would have been sent, where no gateway is configured. Kept for a week."""

    __tablename__ = "outgoing"
    id: Mapped[pk]
    notification_id: Mapped[int] = mapped_column(ForeignKey("notifications.id"), unique=True)
    channel: Mapped[Channel] = mapped_column(stored_by_value(Channel))
    recipient: Mapped[str] = mapped_column(String(EMAIL))
    subject: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now, index=True)
    notification: Mapped[Notification] = relationship()


class PushSubscription(Base):
    """A tablet that shows notifications, as long as its session stands."""

    __tablename__ = "push_subscriptions"
    id: Mapped[pk]
    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("user_sessions.id"), index=True)
    endpoint: Mapped[str] = mapped_column(String(ENDPOINT), unique=True)
    p256dh: Mapped[str] = mapped_column(String(100))  # the tablet's public key
    auth: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    session: Mapped[UserSession] = relationship()
