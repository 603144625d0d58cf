"""Who runs a date."""

from __future__ import annotations

import enum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.calendar.models import Occurrence
from app.core.db import Base, pk, stored_by_value


class Task(enum.Enum):
    """What somebody does who runs a date."""

    HOST = "host"
    HELPER = "helper"


class Assignment(Base):
    """Somebody who runs one date: it is theirs, and what its guests need is shown to them."""

    __tablename__ = "assignments"
    id: Mapped[pk]
    occurrence_id: Mapped[int] = mapped_column(ForeignKey("occurrences.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    task: Mapped[Task] = mapped_column(stored_by_value(Task), default=Task.HOST)
    person: Mapped[User] = relationship()
    occurrence: Mapped[Occurrence] = relationship(back_populates="assignments")

    __table_args__ = (UniqueConstraint("occurrence_id", "person_id"),)
