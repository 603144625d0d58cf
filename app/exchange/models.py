"""The address at which a person's own calendar can be subscribed to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core import clock
from app.core.db import Base, UTCDateTime, pk


class Feed(Base):
    """Whoever knows the address reads the dates. It holds 256 random bits, this row their SHA-256."""

    __tablename__ = "feeds"
    id: Mapped[pk]
    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    person: Mapped[User] = relationship(foreign_keys=[person_id], lazy="joined", innerjoin=True)

    __table_args__ = (
        Index(
            "uq_feeds_living", "person_id", unique=True,
            sqlite_where=revoked_at.is_(None), postgresql_where=revoked_at.is_(None),
        ),
    )  # fmt: skip
