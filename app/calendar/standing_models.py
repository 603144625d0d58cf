"""A standing seat: somebody comes to every date of a series without asking anew."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import NAME_LENGTH, User
from app.calendar.models import Activity
from app.core import clock
from app.core.db import Base, UTCDateTime, pk, stored_by_value


class EndedBy(enum.Enum):
    SELF = "self"
    STAFF = "staff"
    SKIPPED = "skipped"  # two dates in a row
    SWITCHED_OFF = "switched_off"


class StandingSeat(Base):
    """One row for a person and a series; granted again it begins anew."""

    __tablename__ = "standing_seats"
    id: Mapped[pk]
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    companions: Mapped[int] = mapped_column(default=0)
    companion_name: Mapped[str | None] = mapped_column(String(NAME_LENGTH))
    since: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_by: Mapped[EndedBy | None] = mapped_column(stored_by_value(EndedBy))
    news_read_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    activity: Mapped[Activity] = relationship()
    person: Mapped[User] = relationship()

    __table_args__ = (
        UniqueConstraint("activity_id", "person_id"),
        CheckConstraint("companions BETWEEN 0 AND 1", name="companions"),
        CheckConstraint("companion_name IS NULL OR companions = 1", name="companion_name"),
        CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ended"),
    )

    @property
    def party(self) -> int:
        return 1 + self.companions
