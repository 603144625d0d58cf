"""People, the organisations they come from, their sessions and their cards. No home-care status, ever."""

from __future__ import annotations

import enum
import uuid
from datetime import datetime

from flask_login import UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core import clock
from app.core.db import Base, UTCDateTime, pk, stored_by_value

FIGURES = (
    "blasippa vitsippa prastkrage solros tulpan klover lingon blabar hjortron smultron "
    "apple bjorklov ekollon kantarell gran talgoxe domherre rodhake koltrast fjaril"
).split()
NAME_LENGTH = 60
ANNOUNCEMENTS = ("all", "number", "quiet")  # how much of what is said at a table is spoken by the page


class Role(enum.Enum):
    MEMBER = "member"
    HOST = "host"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"


class SessionKind(enum.Enum):
    OWN_TABLET = "own_tablet"
    SHARED_TABLET = "shared_tablet"
    STAFF = "staff"


class Organisation(Base):
    __tablename__ = "organisations"
    id: Mapped[pk]
    name: Mapped[str] = mapped_column(String(80), unique=True)
    zone: Mapped[str] = mapped_column(String(40), default=clock.STOCKHOLM.key)  # of what it arranges


class User(UserMixin, Base):
    __tablename__ = "users"
    __allow_unmapped__ = True  # for the two attributes that are no columns
    id: Mapped[pk]
    pseudonym: Mapped[str] = mapped_column(String(32), unique=True, default=lambda: uuid.uuid4().hex)
    first_name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    last_name: Mapped[str] = mapped_column(String(NAME_LENGTH), default="")  # seen by staff only
    role: Mapped[Role] = mapped_column(stored_by_value(Role), default=Role.MEMBER, index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    figure: Mapped[str] = mapped_column(String(20), default=FIGURES[0])
    text_size: Mapped[int] = mapped_column(Integer, default=24)
    theme: Mapped[str] = mapped_column(String(10), default="auto")
    locale: Mapped[str | None] = mapped_column(String(5))
    airy: Mapped[bool] = mapped_column(default=False)
    own_font: Mapped[bool] = mapped_column(default=False)
    announce: Mapped[str] = mapped_column(String(10), default=ANNOUNCEMENTS[0])
    sound: Mapped[bool] = mapped_column(default=False)
    is_house: Mapped[bool] = mapped_column(
        default=False
    )  # Samvaro itself: greets in the practice room, no person
    login_name: Mapped[str | None] = mapped_column(String(80), unique=True)  # staff only
    password_hash: Mapped[str | None] = mapped_column(String(200))
    totp_secret: Mapped[str | None] = mapped_column(
        String(200)
    )  # encrypted with a key derived from the secret
    totp_last_step: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    deactivated_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    organisation: Mapped[Organisation | None] = relationship(lazy="joined")

    __table_args__ = (
        CheckConstraint("text_size IN (22, 24, 30, 36)", name="text_size"),
        CheckConstraint("theme IN ('auto', 'ljus', 'mork', 'kontrast')", name="theme"),
        CheckConstraint(f"announce IN {ANNOUNCEMENTS}", name="announce"),
    )

    # Set when the person was loaded through a session row; get_id() is what Flask-Login keeps in the cookie.
    session_token: str | None = None
    auth_session: UserSession | None = None

    def get_id(self) -> str:
        if self.session_token is None:
            raise ValueError("a person signs in only through accounts.sessions.open_session")
        return self.session_token

    @property
    def is_active(self) -> bool:
        return self.deactivated_at is None

    @property
    def is_staff(self) -> bool:
        return self.role in (Role.COORDINATOR, Role.ADMINISTRATOR)

    @property
    def is_host(self) -> bool:
        return self.role is not Role.MEMBER

    @property
    def full_name(self) -> str:
        """For staff pages only; members and hosts see the first name."""
        return f"{self.first_name} {self.last_name}".strip()


class UserSession(Base):
    """A signed-in browser. The cookie holds 256 random bits, this row their SHA-256."""

    __tablename__ = "user_sessions"
    id: Mapped[pk]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    kind: Mapped[SessionKind] = mapped_column(stored_by_value(SessionKind))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    last_seen_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    card_id: Mapped[int | None] = mapped_column(ForeignKey("login_cards.id"))
    user: Mapped[User] = relationship(lazy="joined")


class LoginCard(Base):
    """A printed card. The code stands on paper only; this row holds its SHA-256."""

    __tablename__ = "login_cards"
    id: Mapped[pk]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    user: Mapped[User] = relationship(foreign_keys=[user_id], lazy="joined")

    __table_args__ = (
        # One living card per person, whatever two coordinators press at the same moment.
        Index(
            "uq_login_cards_living", "user_id", unique=True,
            sqlite_where=revoked_at.is_(None), postgresql_where=revoked_at.is_(None),
        ),
    )  # fmt: skip


class SetupLink(Base):
    """A one-time link by which staff choose a password and an authenticator."""

    __tablename__ = "setup_links"
    id: Mapped[pk]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    user: Mapped[User] = relationship(lazy="joined")
