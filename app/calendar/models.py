"""The plan (Activity), its dates (Occurrence), and who comes (SignUp).

The plan keeps wall-clock time; each date keeps the moment in UTC and its own title, place and capacity, so that a
change of the series leaves past and separately changed dates as they were.
"""

from __future__ import annotations

import enum
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import NAME_LENGTH, Organisation, User
from app.core import clock
from app.core.db import Base, UTCDateTime, pk, stored_by_value

if TYPE_CHECKING:
    from app.calendar.team_models import Assignment

TITLE, SUMMARY, PLACE, PRACTICAL, REASON, KEY, PHONE = 80, 300, 120, 1000, 300, 64, 20
KEPT = timedelta(days=7)  # after a date: so long those who run it read whom they had, and how to reach them
FORGOTTEN = "-"  # begins what stands where a guest's number was
SHORTEST, LONGEST = 10, 12 * 60  # minutes
LARGEST = 500  # seats
LONGEST_ANSWER = 13 * 60  # minutes between eight and nine: until the same time tomorrow
MOST_NEWCOMERS = 50  # percent
ZONE = "Europe/Stockholm"


class Serves(enum.Enum):
    """What stands on the table; chooses the picture as well."""

    SOUP = "soup"
    COFFEE = "coffee"
    NOTHING = "nothing"


class SignUpState(enum.Enum):
    SEAT = "seat"
    OFFERED = "offered"  # a seat is held for them until `offered_until`
    WAITING = "waiting"
    LEFT = "left"


HELD = (SignUpState.SEAT, SignUpState.OFFERED)  # what `Occurrence.taken` counts


class CameBy(enum.Enum):
    """How a sign-up came in."""

    SCREEN = "screen"
    PHONE = "phone"
    PAPER = "paper"
    IN_PERSON = "in_person"


class DateForm(enum.Enum):
    """How a date is held. On an icy day a lunch becomes a table in a room, at the same hour."""

    AT_PLACE = "at_place"
    ONLINE = "online"


class Activity(Base):
    __tablename__ = "activities"
    id: Mapped[pk]
    title: Mapped[str] = mapped_column(String(TITLE))
    summary: Mapped[str] = mapped_column(String(SUMMARY), default="")
    place: Mapped[str] = mapped_column(String(PLACE))
    practical: Mapped[str] = mapped_column(String(PRACTICAL), default="")  # good to know
    serves: Mapped[Serves] = mapped_column(stored_by_value(Serves), default=Serves.NOTHING)
    starts_on: Mapped[date]  # from this day the rule counts; an edit of the series moves it forward
    starts_at: Mapped[time]  # on the wall clock of `zone`
    duration_minutes: Mapped[int]
    zone: Mapped[str] = mapped_column(String(40), default=ZONE)
    rrule: Mapped[str | None] = mapped_column(String(120))  # None: one date only
    capacity: Mapped[int | None]  # None: no limit
    skips_holidays: Mapped[bool] = mapped_column(default=False)
    in_programme: Mapped[bool] = mapped_column(default=True)  # which is open to all, signed in or not
    reminders: Mapped[str] = mapped_column(String(40), default="day")  # see remind_times.Lead
    answer_minutes: Mapped[int | None]  # to say yes to a seat that became free; None: it is simply given
    newcomer_percent: Mapped[int] = mapped_column(default=0)  # of the seats: kept for who has not been there
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revision: Mapped[int] = mapped_column(default=0)  # grows with what a calendar feed shows: revisions.py
    changed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    before_edit: Mapped[str | None] = mapped_column(Text)  # the details as JSON, for taking the edit back
    submission_key: Mapped[str | None] = mapped_column(String(KEY), unique=True)  # sent twice it makes one
    organisation: Mapped[Organisation | None] = relationship()
    occurrences: Mapped[list[Occurrence]] = relationship(
        back_populates="activity", order_by="Occurrence.starts_at", cascade="all, delete-orphan"
    )

    __table_args__ = (
        CheckConstraint(f"duration_minutes BETWEEN {SHORTEST} AND {LONGEST}", name="duration"),
        CheckConstraint(f"capacity IS NULL OR capacity BETWEEN 1 AND {LARGEST}", name="capacity"),
        CheckConstraint(
            f"answer_minutes IS NULL OR answer_minutes BETWEEN 1 AND {LONGEST_ANSWER}", name="answer_minutes"
        ),
        CheckConstraint(f"newcomer_percent BETWEEN 0 AND {MOST_NEWCOMERS}", name="newcomer_percent"),
    )


class Occurrence(Base):
    __tablename__ = "occurrences"
    id: Mapped[pk]
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"))
    planned_on: Mapped[date]  # the rule's own date: stays when the date is moved
    title: Mapped[str] = mapped_column(String(TITLE))
    place: Mapped[str] = mapped_column(String(PLACE))
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    capacity: Mapped[int | None]
    taken: Mapped[int] = mapped_column(default=0)
    is_changed: Mapped[bool] = mapped_column(default=False)  # by itself: edits of the series pass it by
    moved_from: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    moved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    cancelled_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    restored_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reason: Mapped[str | None] = mapped_column(String(REASON))  # why it is moved or cancelled
    revision: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    form: Mapped[DateForm] = mapped_column(stored_by_value(DateForm), default=DateForm.AT_PLACE)
    changed_form_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # to the form it has now
    form_reason: Mapped[str | None] = mapped_column(String(REASON))
    room_id: Mapped[int | None] = mapped_column(ForeignKey("rooms.id"))  # where they meet while ONLINE
    activity: Mapped[Activity] = relationship(back_populates="occurrences")
    sign_ups: Mapped[list[SignUp]] = relationship(back_populates="occurrence", cascade="all, delete-orphan")
    assignments: Mapped[list[Assignment]] = relationship(
        back_populates="occurrence", cascade="all, delete-orphan"
    )

    __table_args__ = (
        UniqueConstraint("activity_id", "planned_on"),
        CheckConstraint("taken >= 0 AND (capacity IS NULL OR taken <= capacity)", name="taken"),
        CheckConstraint(f"capacity IS NULL OR capacity BETWEEN 1 AND {LARGEST}", name="capacity"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        Index("ix_occurrences_form", "form", "ends_at"),
    )

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    @property
    def is_online(self) -> bool:
        return self.form is DateForm.ONLINE

    @property
    def free(self) -> int | None:
        """Seats left; None when there is no limit."""
        return None if self.capacity is None else max(self.capacity - self.taken, 0)

    def has_begun(self) -> bool:
        return self.starts_at <= clock.now()

    def has_ended(self) -> bool:
        return self.ends_at <= clock.now()

    def is_kept(self) -> bool:
        return self.ends_at + KEPT > clock.now()


class SignUp(Base):
    """Somebody who comes: a person of the house, or a guest known by first name and telephone only."""

    __tablename__ = "sign_ups"
    id: Mapped[pk]
    occurrence_id: Mapped[int] = mapped_column(ForeignKey("occurrences.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    guest_name: Mapped[str | None] = mapped_column(String(NAME_LENGTH))
    guest_phone: Mapped[str | None] = mapped_column(String(PHONE))
    actor_id: Mapped[int] = mapped_column(ForeignKey("users.id"))  # who pressed: the person, or another
    came_by: Mapped[CameBy] = mapped_column(stored_by_value(CameBy), default=CameBy.SCREEN)
    companions: Mapped[int] = mapped_column(default=0)  # how many come along: none or one
    companion_name: Mapped[str | None] = mapped_column(String(NAME_LENGTH))
    state: Mapped[SignUpState] = mapped_column(stored_by_value(SignUpState))
    queued_at: Mapped[datetime] = mapped_column(UTCDateTime)  # the queue goes by (queued_at, id)
    offered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    offered_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    seated_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    promoted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # got the seat from the waiting list
    left_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    lapsed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # the time to answer an offer ran out
    is_newcomer: Mapped[bool] = mapped_column(default=False)  # had no seat before, when they asked
    is_standing: Mapped[bool] = mapped_column(default=False)  # the seat comes with a standing seat
    attended: Mapped[bool | None]  # ticked on the list afterwards; None: nobody has said
    companion_attended: Mapped[bool | None]
    news_read_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # news up to here are put away
    occurrence: Mapped[Occurrence] = relationship(back_populates="sign_ups")
    person: Mapped[User | None] = relationship(foreign_keys=[person_id])

    __table_args__ = (
        UniqueConstraint("occurrence_id", "person_id"),
        UniqueConstraint("occurrence_id", "guest_phone", "guest_name"),
        CheckConstraint(
            "(person_id IS NULL) = (guest_name IS NOT NULL) AND (guest_name IS NULL) = (guest_phone IS NULL)",
            name="person_or_guest",
        ),
        CheckConstraint("companions BETWEEN 0 AND 1", name="companions"),
        CheckConstraint("companion_name IS NULL OR companions = 1", name="companion_name"),
        CheckConstraint("(state = 'offered') = (offered_until IS NOT NULL)", name="offered"),
        Index("ix_sign_ups_queue", "occurrence_id", "state", "queued_at", "id"),
    )

    @property
    def is_seated(self) -> bool:
        return self.state is SignUpState.SEAT

    @property
    def is_waiting(self) -> bool:
        return self.state is SignUpState.WAITING

    @property
    def is_offered(self) -> bool:
        return self.state is SignUpState.OFFERED

    @property
    def is_held(self) -> bool:
        """Whether seats are taken for it."""
        return self.state in HELD

    @property
    def party(self) -> int:
        """How many seats it takes."""
        return 1 + self.companions

    @property
    def phone(self) -> str | None:
        """Of a guest, for those who run the date; None once its time is over, removed already or not."""
        known = self.guest_phone and not self.guest_phone.startswith(FORGOTTEN) and self.occurrence.is_kept()
        return self.guest_phone if known else None

    @property
    def first_name(self) -> str:
        return self.person.first_name if self.person else self.guest_name or ""

    @property
    def full_name(self) -> str:
        """For staff pages only."""
        return self.person.full_name if self.person else self.guest_name or ""
