"""Rooms and their tables, who is invited, what is said and who sits there now. Order at the table: order_models.py."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, Time, UniqueConstraint, and_
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from app.accounts.models import ANNOUNCEMENTS, User
from app.core import clock
from app.core.db import Base, UTCDateTime, pk

NAME_LENGTH = 60
TOPIC_LENGTH = 200
BODY_LENGTH = 2000
CLIENT_ID_LENGTH = 64
PHRASE_LENGTH = 20
USUAL_CAPACITY = 6  # mission: tables of 3–6 people
FEWEST_SEATS = 3
SIGNS = ("prata", "kaffe", "bok", "musik", "mat", "tillsammans", "vanner", "skriv")  # icons of ikoner.svg


class Room(Base):
    """A table to talk at. `last_seq` is the number of its newest message; it only grows.

    The first table of a topic stands for the whole room. When it is full, further tables open: rows with `extra_of_id`
    and a `number`, each with a talk of its own. Name, topic, sign, sight and seats are copied from the first table.
    """

    __tablename__ = "rooms"
    id: Mapped[pk]
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    topic: Mapped[str] = mapped_column(String(TOPIC_LENGTH), default="")
    sign: Mapped[str] = mapped_column(String(20), default=SIGNS[0])
    is_restricted: Mapped[bool] = mapped_column(default=False)  # only those with a Membership see it
    # No foreign key here or in Message.to_id: SQLite could not take such a column away again. Neither row is deleted.
    extra_of_id: Mapped[int | None] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer, default=1)  # of the table in its room
    # Seats; None: as many as come. Without a default here, since SQLAlchemy would put it in the place of a None.
    capacity: Mapped[int | None] = mapped_column(Integer)
    talks_on: Mapped[bool] = mapped_column(default=True)  # "Prata vidare": open until the last one leaves
    is_practice: Mapped[bool] = mapped_column(default=False)  # always open, for trying
    last_seq: Mapped[int] = mapped_column(Integer, default=0)
    opened_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # open while set
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(Integer)  # by hand within its hours; else None
    # Of the first table only, and only while it is open: see hosting.py.
    hosted: Mapped[bool] = mapped_column(default=False)  # a host has been here since it opened
    host_left_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # the last one
    talking_on: Mapped[bool] = mapped_column(default=False)  # goes on without a host, or after its hours
    closes_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # unless something changes before
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    opened_by: Mapped[User | None] = relationship(foreign_keys=[opened_by_id], lazy="joined")

    __table_args__ = (
        CheckConstraint("last_seq >= 0", name="last_seq"),
        CheckConstraint("archived_at IS NULL OR opened_at IS NULL", name="archived_is_closed"),
        CheckConstraint("closes_at IS NULL OR opened_at IS NOT NULL", name="only_an_open_one_closes"),
        CheckConstraint("(extra_of_id IS NULL) = (number = 1)", name="first_table"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint(f"capacity >= {FEWEST_SEATS}", name="capacity"),
        Index("uq_rooms_table", "extra_of_id", "number", unique=True),
        # Two living rooms of one name could not be told apart when read aloud.
        Index(
            "uq_rooms_living_name", "name", unique=True,
            sqlite_where=and_(archived_at.is_(None), extra_of_id.is_(None)),
            postgresql_where=and_(archived_at.is_(None), extra_of_id.is_(None)),
        ),
    )  # fmt: skip

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None

    @property
    def first_table_id(self) -> int:
        """The row that stands for the room: invitations, hours and sanctions hang on it."""
        return self.extra_of_id or self.id


class OpeningHours(Base):
    """When a room is open each week, by the clock on the wall in Sweden: once a host has come."""

    __tablename__ = "opening_hours"
    id: Mapped[pk]
    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id"))
    weekday: Mapped[int] = mapped_column(Integer)  # 0 is Monday, as in datetime
    opens_at: Mapped[time] = mapped_column(Time)
    closes_at: Mapped[time] = mapped_column(Time)  # the same day

    __table_args__ = (
        UniqueConstraint("room_id", "weekday", "opens_at"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("opens_at < closes_at", name="opens_before_it_closes"),
    )


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
    to_id: Mapped[int | None] = mapped_column(Integer)  # the person it is said to; all at the table read it
    client_id: Mapped[str] = mapped_column(String(CLIENT_ID_LENGTH))
    body: Mapped[str] = mapped_column(Text)
    phrase: Mapped[str | None] = mapped_column(
        String(PHRASE_LENGTH)
    )  # a ready one, shown in the reader's language
    folded: Mapped[str] = mapped_column(Text, default="")  # body as it is searched: see core.text.folded
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    hidden_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    hidden_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    hidden_reason: Mapped[str | None] = mapped_column(String(20))  # one of services.HIDE_REASONS
    author: Mapped[User] = relationship(foreign_keys=[author_id], lazy="joined")
    to: Mapped[User | None] = relationship(
        primaryjoin=lambda: foreign(Message.to_id) == User.id, lazy="joined", viewonly=True
    )
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
    """When a person was last seen at a table; who sits there is read from it.

    `place` is the process that has the person's live line, "" for pages without one: each process frees only what it
    holds itself, so two tablets on two processes are one person who leaves when the last line ends.
    """

    __tablename__ = "presences"
    id: Mapped[pk]
    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    place: Mapped[str] = mapped_column(String(16), default="")
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    user: Mapped[User] = relationship(lazy="joined")

    __table_args__ = (UniqueConstraint("room_id", "user_id", "place"),)


class Reading(Base):
    """How far a person has read at a table, and how that table may call for attention (None: as the person's own)."""

    __tablename__ = "readings"
    id: Mapped[pk]
    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    last_seq: Mapped[int] = mapped_column(Integer, default=0)
    read_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    announce: Mapped[str | None] = mapped_column(String(10))
    sound: Mapped[bool | None]

    __table_args__ = (
        UniqueConstraint("room_id", "user_id"),
        CheckConstraint("last_seq >= 0", name="last_seq"),
        CheckConstraint(f"announce IN {ANNOUNCEMENTS}", name="announce"),
    )
