"""Rooms, who is invited to them, what is said in them and who sits there now."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core import clock
from app.core.db import Base, UTCDateTime, pk

NAME_LENGTH = 60
TOPIC_LENGTH = 200
BODY_LENGTH = 2000
CLIENT_ID_LENGTH = 64
SIGNS = ("prata", "kaffe", "bok", "musik", "mat", "tillsammans", "vanner", "skriv")  # icons of ikoner.svg


class Room(Base):
    """A table to talk at. `last_seq` is the number of its newest message; it only grows."""

    __tablename__ = "rooms"
    id: Mapped[pk]
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    topic: Mapped[str] = mapped_column(String(TOPIC_LENGTH), default="")
    sign: Mapped[str] = mapped_column(String(20), default=SIGNS[0])
    is_restricted: Mapped[bool] = mapped_column(default=False)  # only those with a Membership see it
    last_seq: Mapped[int] = mapped_column(Integer, default=0)
    opened_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # open while set
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    opened_by: Mapped[User | None] = relationship(foreign_keys=[opened_by_id], lazy="joined")

    __table_args__ = (
        CheckConstraint("last_seq >= 0", name="last_seq"),
        CheckConstraint("archived_at IS NULL OR opened_at IS NULL", name="archived_is_closed"),
        # Two living rooms of one name could not be told apart when read aloud.
        Index(
            "uq_rooms_living_name", "name", unique=True,
            sqlite_where=archived_at.is_(None), postgresql_where=archived_at.is_(None),
        ),
    )  # fmt: skip

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None


class Membership(Base):
    """An invitation to a restricted room, or the hosting of any room."""

    __tablename__ = "memberships"
    id: Mapped[pk]
    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    is_host: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    user: Mapped[User] = relationship(lazy="joined")

    __table_args__ = (UniqueConstraint("room_id", "user_id"),)


class Message(Base):
    """Said once, numbered without gaps in its room. Hiding keeps the row: moderation does not delete."""

    __tablename__ = "messages"
    id: Mapped[pk]
    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id"))
    seq: Mapped[int] = mapped_column(Integer)
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    client_id: Mapped[str] = mapped_column(String(CLIENT_ID_LENGTH))
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    hidden_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    hidden_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    hidden_reason: Mapped[str | None] = mapped_column(String(20))  # one of services.HIDE_REASONS
    author: Mapped[User] = relationship(foreign_keys=[author_id], lazy="joined")
    hidden_by: Mapped[User | None] = relationship(foreign_keys=[hidden_by_id], lazy="joined")

    __table_args__ = (
        UniqueConstraint("room_id", "seq"),
        UniqueConstraint("author_id", "client_id"),
        CheckConstraint("seq > 0", name="seq"),
    )

    @property
    def is_hidden(self) -> bool:
        return self.hidden_at is not None


class Presence(Base):
    """When a person was last seen in a room; who sits there is read from it."""

    __tablename__ = "presences"
    id: Mapped[pk]
    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    user: Mapped[User] = relationship(lazy="joined")

    __table_args__ = (UniqueConstraint("room_id", "user_id"),)
