"""The statements of posting.py, each built once: to build one anew takes as long as to run it."""

from __future__ import annotations

from functools import cache
from typing import Any, cast

from sqlalchemy import (
    Delete,
    Select,
    Table,
    Update,
    bindparam,
    delete,
    exists,
    func,
    select,
    true,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased
from sqlalchemy.sql.dml import ReturningInsert

from app.accounts.models import User
from app.rooms.models import Membership, Message, Room
from app.rooms.policies import may_see

MESSAGES = cast("Table", Message.__table__)
ROOMS = cast("Table", Room.__table__)


@cache
def rights() -> Select[Any]:
    """Of each of `pairs` (room, person): the room's last number, whether the one may see the other, and how the person
    is shown. The rooms are locked until commit, always in the same order."""
    first_id, first = func.coalesce(Room.extra_of_id, Room.id), aliased(Room)
    hosts = exists().where(
        Membership.room_id == first_id, Membership.user_id == User.id, Membership.is_host.is_(True)
    )
    goes_on = exists().where(first.id == Room.extra_of_id, first.opened_at.is_not(None))
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
            Room.is_practice,
            User.is_house,
        )
        .select_from(Room)
        .join(User, true())
        # By key first: of the pairs alone SQLite would look at every room with every person.
        .where(
            Room.id.in_(bindparam("rooms", expanding=True)), User.id.in_(bindparam("people", expanding=True))
        )
        .where(tuple_(Room.id, User.id).in_(bindparam("pairs", expanding=True)))
        .order_by(Room.id)
        .with_for_update(of=Room)
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
    """The newest number `come_to` of the room `in_room`. The names of columns are taken by the statement itself."""
    return update(ROOMS).where(ROOMS.c.id == bindparam("in_room")).values(last_seq=bindparam("come_to"))
