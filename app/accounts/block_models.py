"""Who does not want to sit with whom."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core import clock
from app.core.db import Base, UTCDateTime, pk


class Block(Base):
    """`blocker` has asked not to meet `blocked`. For them and for staff only: nobody else learns of it."""

    __tablename__ = "blocks"
    id: Mapped[pk]
    blocker_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    blocked_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    blocker: Mapped[User] = relationship(foreign_keys=[blocker_id])
    blocked: Mapped[User] = relationship(foreign_keys=[blocked_id])

    __table_args__ = (
        UniqueConstraint("blocker_id", "blocked_id"),
        CheckConstraint("blocker_id <> blocked_id", name="two_people"),
    )
