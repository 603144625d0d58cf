"""Who rang whom, and what came of it. Rows are kept for thirty days."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import NAME_LENGTH, User
from app.core import clock
from app.core.db import Base, UTCDateTime, pk, stored_by_value
from app.notifications.models import PHONE

OPEN = "outcome IS NULL"
UNIQUE_WHILE_OPEN = (
    ("uq_calls_open_person", "person_id"), ("uq_calls_open_guest", "guest_phone"), ("uq_calls_open_caller", "caller_id")
)  # fmt: skip


class Outcome(enum.Enum):
    TOLD = "told"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"
    NO_CALLS = "no_calls"  # they want to hear of things in another way
    SKIPPED = "skipped"
    LAPSED = "lapsed"  # nothing was noted in time, and somebody else rang


class Call(Base):
    """One call to one receiver: held by one caller until `claimed_until`, then with an outcome."""

    __tablename__ = "calls"
    id: Mapped[pk]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))  # None: a guest
    guest_phone: Mapped[str | None] = mapped_column(String(PHONE))
    guest_name: Mapped[str | None] = mapped_column(String(NAME_LENGTH))
    phone: Mapped[str] = mapped_column(String(PHONE))  # that was rung
    caller_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    begun_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now, index=True)
    claimed_until: Mapped[datetime] = mapped_column(UTCDateTime)
    outcome: Mapped[Outcome | None] = mapped_column(stored_by_value(Outcome))
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    told: Mapped[str] = mapped_column(Text, default="")  # ids of notifications, for taking the outcome back
    person: Mapped[User | None] = relationship(foreign_keys=[person_id])
    caller: Mapped[User] = relationship(foreign_keys=[caller_id])

    __table_args__ = (
        CheckConstraint("(person_id IS NULL) = (guest_phone IS NOT NULL)", name="person_or_guest"),
        CheckConstraint("(guest_phone IS NULL) = (guest_name IS NULL)", name="guest"),
        CheckConstraint("(outcome IS NULL) = (ended_at IS NULL)", name="ended"),
        # Nobody is rung by two at once, and nobody rings two at once.
        *(
            Index(name, column, unique=True, sqlite_where=text(OPEN), postgresql_where=text(OPEN))
            for name, column in UNIQUE_WHILE_OPEN
        ),
    )

    @property
    def told_ids(self) -> list[int]:
        return [int(number) for number in self.told.split(",") if number]
