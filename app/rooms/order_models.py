"""Order at the table: who was asked to pause or to leave, and what was reported."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core import clock
from app.core.db import Base, UTCDateTime, pk, stored_by_value
from app.rooms.models import Message


class SanctionKind(enum.Enum):
    PAUSE = "pause"  # reads, but does not write, until a time
    REMOVAL = "removal"  # is not in the room, until it is lifted


class Sanction(Base):
    """What a host or coordinator decided about one person in one room, all its tables. Lifted, never deleted."""

    __tablename__ = "sanctions"
    id: Mapped[pk]
    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id"))  # the first table
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    kind: Mapped[SanctionKind] = mapped_column(stored_by_value(SanctionKind))
    reason: Mapped[str] = mapped_column(String(20))
    until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    lifted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    user: Mapped[User] = relationship(foreign_keys=[user_id], lazy="joined")
    created_by: Mapped[User] = relationship(foreign_keys=[created_by_id], lazy="joined")

    @property
    def is_in_force(self) -> bool:
        return self.lifted_at is None and (self.until is None or self.until > clock.now())

    __table_args__ = (
        CheckConstraint("(kind = 'pause') = (until IS NOT NULL)", name="a_pause_ends"),
        Index("ix_sanctions_room_id_user_id", "room_id", "user_id"),
    )


class Report(Base):
    """A member found a message wrong. The reporter does not see it any more; a coordinator decides."""

    __tablename__ = "reports"
    id: Mapped[pk]
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    reporter_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    handled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    handled_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    outcome: Mapped[str | None] = mapped_column(String(20))
    message: Mapped[Message] = relationship(lazy="joined")
    reporter: Mapped[User] = relationship(foreign_keys=[reporter_id], lazy="joined")

    __table_args__ = (UniqueConstraint("message_id", "reporter_id"),)
