"""What the lunch needs of each guest, who dropped in, and what was ticked afterwards."""

from __future__ import annotations

import enum
from datetime import datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import NAME_LENGTH
from app.core import clock
from app.core.db import Base, UTCDateTime, pk, stored_by_value

WORDS, ADDRESS, KEY = 200, 120, 64
COMMON_DIETS = ("vegetarian", "gluten", "lactose", "nuts", "fish", "diabetes")
OTHER_DIETS = ("vegan", "no_pork", "milk", "egg", "shellfish", "soy")
DIETS = COMMON_DIETS + OTHER_DIETS
MOST_DIETS = len(" ".join(DIETS))
MOST_LIFTS = 4


class Texture(enum.Enum):
    ORDINARY = "ordinary"
    TIMBAL = "timbal"
    PUREE = "puree"
    LIQUID = "liquid"


class Way(enum.Enum):
    WALKS = "walks"
    ROLLATOR = "rollator"
    SPECIAL_TRANSPORT = "special_transport"  # färdtjänst
    NEEDS_LIFT = "needs_lift"
    OFFERS_LIFT = "offers_lift"
    OTHER = "other"


class Needs(Base):
    """What somebody eats and how they get there: of a person, kept from date to date, or of one guest's sign-up.

    Only those who run a date that they come to read it, and it goes when `keeping.py` says. Nothing of care, ever.
    """

    __tablename__ = "needs"
    id: Mapped[pk]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), unique=True)
    sign_up_id: Mapped[int | None] = mapped_column(ForeignKey("sign_ups.id", ondelete="CASCADE"), unique=True)
    food_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # None: has not been asked
    diets: Mapped[str] = mapped_column(String(MOST_DIETS), default="")  # codes of DIETS, in that order
    texture: Mapped[Texture] = mapped_column(stored_by_value(Texture), default=Texture.ORDINARY)
    food_words: Mapped[str] = mapped_column(String(WORDS), default="")
    companion_diets: Mapped[str] = mapped_column(String(MOST_DIETS), default="")
    companion_texture: Mapped[Texture] = mapped_column(
        stored_by_value(Texture, "companion_texture"), default=Texture.ORDINARY
    )
    companion_words: Mapped[str] = mapped_column(String(WORDS), default="")
    travel_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    way: Mapped[Way | None] = mapped_column(stored_by_value(Way))
    lifts: Mapped[int | None]  # how many they can take along
    address: Mapped[str | None] = mapped_column(String(ADDRESS))
    fetched_at: Mapped[time | None]  # on the wall clock
    wants_company: Mapped[bool] = mapped_column(default=False)
    travel_words: Mapped[str] = mapped_column(String(WORDS), default="")
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)

    __table_args__ = (
        CheckConstraint("(person_id IS NULL) = (sign_up_id IS NOT NULL)", name="person_or_sign_up"),
        CheckConstraint("(travel_at IS NULL) = (way IS NULL)", name="travel_told"),
        CheckConstraint(
            f"lifts IS NULL OR (way = 'offers_lift' AND lifts BETWEEN 1 AND {MOST_LIFTS})", name="lifts"
        ),
        CheckConstraint(
            "(address IS NULL AND fetched_at IS NULL) OR way = 'needs_lift'", name="address_for_lift_only"
        ),
    )

    @property
    def diet_codes(self) -> tuple[str, ...]:
        return tuple(self.diets.split())

    @property
    def companion_diet_codes(self) -> tuple[str, ...]:
        return tuple(self.companion_diets.split())


class DropIn(Base):
    """Somebody who came without having signed up. The name goes with the needs; that one came stays."""

    __tablename__ = "drop_ins"
    id: Mapped[pk]
    occurrence_id: Mapped[int] = mapped_column(ForeignKey("occurrences.id", ondelete="CASCADE"), index=True)
    first_name: Mapped[str | None] = mapped_column(String(NAME_LENGTH))
    added_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)


class Ticking(Base):
    """One save of the ticks, for taking it back. Goes with the needs."""

    __tablename__ = "tickings"
    id: Mapped[pk]
    occurrence_id: Mapped[int] = mapped_column(ForeignKey("occurrences.id", ondelete="CASCADE"))
    actor_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    key: Mapped[str] = mapped_column(String(KEY))  # a form sent twice is one save
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    changes: Mapped[str] = mapped_column(Text)  # JSON, see ticks.py
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (UniqueConstraint("occurrence_id", "key"),)
