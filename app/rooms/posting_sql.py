"""The statements of posting.py, each built once: to build one anew takes as long as to run it."""

from __future__ import annotations

from functools import cache
from typing import Any, cast

from sqlalchemy import (
    Delete,
    Select,
    Table,
    Update,
    and_,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    true,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased
from sqlalchemy.sql.dml import ReturningInsert

from app.accounts import sessions
from app.accounts.models import User, UserSession
from app.rooms.hearing import may_hear
from app.rooms.models import Membership, Message, Presence, Room
from app.rooms.order_models import Sanction
from app.rooms.policies import may_see

MESSAGES = cast("Table", Message.__table__)
ROOMS = cast("Table", Room.__table__)


@cache
def hold() -> Select[Any]:
    """Lock `rooms` until commit, always in the same order. A statement of its own: what PostgreSQL reads in one that
    waits for a lock is from before the wait."""
    rooms = Room.id.in_(bindparam("rooms", expanding=True))
    return select(Room.id).where(rooms).order_by(Room.id).with_for_update()


@cache
def rights() -> Select[Any]:
    """Of each of `pairs` (room, person): the room's last number, whether the one may see the other, how the person is
    shown, whether one of `hearers` may be spoken to there, what bars them from writing at `moment`, and which of `sessions` is theirs and stands. A pair comes in
    several rows when there are several of the last two."""
    first_id, first = func.coalesce(Room.extra_of_id, Room.id), aliased(Room)
    hosts = exists().where(
        Membership.room_id == first_id, Membership.user_id == User.id, Membership.is_host.is_(True)
    )
    goes_on = exists().where(first.id == Room.extra_of_id, first.opened_at.is_not(None))
    bar = aliased(Sanction)  # the rule of sight asks the table itself
    barred = and_(bar.room_id == first_id, bar.user_id == User.id, bar.lifted_at.is_(None))
    now = bindparam("moment", type_=Sanction.until.type)
    asked_for = User.id.in_(
        bindparam("hearers", expanding=True)
    )  # first: it is dear, and few are spoken to by name
    hears = and_(asked_for, may_hear(bindparam("seen_after", type_=Presence.seen_at.type)))
    session = and_(UserSession.user_id == User.id, UserSession.id.in_(bindparam("sessions", expanding=True)))
    return (
        select(Room.id.label("room_id"), Room.last_seq, Room.opened_at, may_see().label("sees"))
        .add_columns(
            first_id.label("first_id"),
            User.id.label("user_id"),
            User.first_name,
            User.figure,
            User.role,
            hosts.label("hosts"),
            goes_on.label("goes_on"),
            hears.label("hears"),
            Room.is_practice,
            User.is_house,
            bar.reason.label("barred_for"),
            bar.until.label("barred_until"),
            UserSession.id.label("session_id"),
        )
        .select_from(Room)
        .join(User, true())
        .outerjoin(bar, and_(barred, or_(bar.until.is_(None), bar.until > now)))
        .outerjoin(UserSession, and_(session, sessions.stands()))
        # By key first: of the pairs alone SQLite would look at every room with every person.
        .where(
            Room.id.in_(bindparam("rooms", expanding=True)), User.id.in_(bindparam("people", expanding=True))
        )
        .where(tuple_(Room.id, User.id).in_(bindparam("pairs", expanding=True)))
    )


@cache
def known() -> Select[Any]:
    """What is stored already under `keys` (author, client id)."""
    names = ("id", "seq", "room_id", "author_id", "client_id", "body", "phrase", "to_id")
    key = tuple_(MESSAGES.c.author_id, MESSAGES.c.client_id)
    return select(*(MESSAGES.c[name] for name in names)).where(key.in_(bindparam("keys", expanding=True)))


@cache
def new_messages(dialect: str) -> ReturningInsert[Any]:
    """Store and give back id, room and number; a message whose client id its author has used before is left out."""
    kind = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return (
        kind(MESSAGES).on_conflict_do_nothing().returning(MESSAGES.c.id, MESSAGES.c.room_id, MESSAGES.c.seq)
    )


@cache
def taken_back() -> Delete:
    return delete(MESSAGES).where(MESSAGES.c.id.in_(bindparam("ids", expanding=True)))


@cache
def last_numbers() -> Update:
    """Note in each of `rooms` the number of its newest message: one statement for all."""
    newest = select(func.max(MESSAGES.c.seq)).where(MESSAGES.c.room_id == ROOMS.c.id).scalar_subquery()
    return update(ROOMS).where(ROOMS.c.id.in_(bindparam("rooms", expanding=True))).values(last_seq=newest)
