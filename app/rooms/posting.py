"""Storing what is said, one message or many in one transaction: authorised, numbered without gaps, stored once.

Both doors come through here. Core statements instead of rows as objects: this is the busiest path of the house.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from flask_babel import lazy_gettext
from sqlalchemy import Row, Table, exists, func, insert, select, true, tuple_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from app.accounts.models import Role, User
from app.core import clock
from app.core.db import after_commit, begin_write, session
from app.core.errors import Refusal
from app.core.realtime import emit, room_name
from app.core.text import folded
from app.rooms.models import Membership, Message, Room
from app.rooms.policies import may_see
from app.rooms.wire import posted_wire

Given = tuple[int, int]  # room, person
MESSAGES = cast("Table", Message.__table__)


@dataclass(frozen=True)
class Post:
    """What somebody wants to say. `body` has passed clean_text."""

    room_id: int
    author_id: int
    client_id: str
    body: str
    phrase: str | None = None  # the code of a ready one, whose Swedish words are the body
    to_id: int | None = None  # the person it is said to


@dataclass(frozen=True)
class Outcome:
    """The stored message, or why there is none: a key of REFUSED."""

    id: int = 0
    seq: int = 0
    refused: str | None = None
    is_new: bool = False


REFUSED = {
    "room_closed": lazy_gettext("Rummet är stängt just nu. Din text finns kvar."),
    "table_closed": lazy_gettext("Du sitter vid ett annat bord nu. Din text finns kvar."),
    "client_id_taken": lazy_gettext("Det här har du redan skickat. Läs in sidan igen."),
    "not_found": lazy_gettext("Rummet finns inte längre."),
    "to_not_found": lazy_gettext("Den du skriver till kan inte läsa här. Din text finns kvar."),
}


def refusal(code: str) -> Refusal:
    """The same no in words, in the language of whoever is being answered."""
    return Refusal(code, str(REFUSED[code]), 404 if code == "not_found" else 409)


def store(posts: Sequence[Post]) -> list[Outcome]:
    """Store these in order and queue what the rooms should hear. The rooms are locked, always in the same order."""
    begin_write()
    rights = _rights({(post.room_id, who) for post in posts for who in (post.author_id, post.to_id) if who})
    known = _known(posts)
    last = {row.room_id: row.last_seq for row in rights.values()}
    outcomes: list[Outcome] = []
    rows: list[dict[str, Any]] = []
    for post in posts:
        key = (post.author_id, post.client_id)
        outcome = _judge(post, rights.get((post.room_id, post.author_id)), known.get(key))
        outcome = outcome or _judge_reach(post, rights)
        if outcome is None:
            last[post.room_id] += 1
            rows.append(_row(post, last[post.room_id], clock.now()))
            outcome = Outcome(seq=last[post.room_id], is_new=True)
            known[key] = (post, outcome)
        outcomes.append(outcome)
    if not rows:
        return outcomes
    try:
        ids = _insert(rows, last)
    except IntegrityError:  # the same id went to another room just now, under that room's lock
        return [Outcome(refused="client_id_taken")] if len(posts) == 1 else [store([one])[0] for one in posts]
    _tell(rows, ids, rights)
    return [_with_id(post, outcome, ids) for post, outcome in zip(posts, outcomes, strict=True)]


def _rights(pairs: set[Given]) -> Mapping[Given, Row[Any]]:
    """Room and author of each, and whether the one may see the other; the rooms are locked until commit."""
    first_id, first = func.coalesce(Room.extra_of_id, Room.id), aliased(Room)
    invited = exists().where(
        Membership.room_id == first_id, Membership.user_id == User.id, Membership.is_host.is_(True)
    )
    goes_on = exists().where(first.id == Room.extra_of_id, first.opened_at.is_not(None))
    found = (
        select(Room.id.label("room_id"), Room.last_seq, Room.opened_at, may_see().label("sees"))
        .add_columns(
            User.id.label("user_id"),
            User.first_name,
            User.figure,
            User.role,
            invited.label("hosts"),
            goes_on.label("goes_on"),
        )
        .select_from(Room)
        .join(User, true())
        .where(tuple_(Room.id, User.id).in_(sorted(pairs)))
        .order_by(Room.id)
        .with_for_update(of=Room)
    )
    return {(row.room_id, row.user_id): row for row in session.execute(found)}


def _known(posts: Sequence[Post]) -> dict[tuple[int, str], tuple[Post, Outcome]]:
    """What is stored already under the client ids of these."""
    keys = {(post.author_id, post.client_id) for post in posts}
    columns = (
        Message.id,
        Message.seq,
        Message.room_id,
        Message.author_id,
        Message.client_id,
        Message.body,
        Message.phrase,
        Message.to_id,
    )
    found = select(*columns).where(tuple_(Message.author_id, Message.client_id).in_(sorted(keys)))
    return {
        (row.author_id, row.client_id): (
            Post(row.room_id, row.author_id, row.client_id, row.body, row.phrase, row.to_id),
            Outcome(row.id, row.seq),
        )
        for row in session.execute(found)
    }  # fmt: skip


def _judge(post: Post, right: Row[Any] | None, stored: tuple[Post, Outcome] | None) -> Outcome | None:
    """What is answered without storing anything; None when the message is new and allowed."""
    if right is None or not right.sees:
        return Outcome(refused="not_found")
    if stored is not None:
        same = stored[0] == post
        return Outcome(stored[1].id, stored[1].seq) if same else Outcome(refused="client_id_taken")
    if right.opened_at is not None:
        return None
    # A further table closes when it is empty, while the room goes on at another.
    return Outcome(refused="table_closed" if right.goes_on else "room_closed")


def _judge_reach(post: Post, rights: Mapping[Given, Row[Any]]) -> Outcome | None:
    """Whom it is said to may read it there, and is another."""
    if post.to_id is None:
        return None
    right = rights.get((post.room_id, post.to_id))
    reached = right is not None and right.sees and post.to_id != post.author_id
    return None if reached else Outcome(refused="to_not_found")


def _row(post: Post, seq: int, moment: datetime) -> dict[str, Any]:
    return {
        "room_id": post.room_id, "seq": seq, "author_id": post.author_id, "client_id": post.client_id,
        "body": post.body, "phrase": post.phrase, "to_id": post.to_id, "folded": folded(post.body),
        "created_at": moment,
    }  # fmt: skip


def _insert(rows: list[dict[str, Any]], last: Mapping[int, int]) -> dict[Given, int]:
    """The ids by room and number."""
    returned = insert(MESSAGES).returning(MESSAGES.c.id, MESSAGES.c.room_id, MESSAGES.c.seq)
    with session.begin_nested():
        stored = session.execute(returned, rows).all()
        for room_id in {row["room_id"] for row in rows}:
            session.execute(update(Room).where(Room.id == room_id).values(last_seq=last[room_id]))
    return {(row.room_id, row.seq): row.id for row in stored}


def _tell(rows: list[dict[str, Any]], ids: Mapping[Given, int], rights: Mapping[Given, Row[Any]]) -> None:
    for row in rows:
        room_id, author = row["room_id"], rights[row["room_id"], row["author_id"]]
        who = {
            "id": author.user_id, "name": author.first_name, "figure": author.figure,
            "host": author.role is not Role.MEMBER or bool(author.hosts),
        }  # fmt: skip
        to = rights[room_id, row["to_id"]] if row["to_id"] else None
        hearer = {"id": to.user_id, "name": to.first_name} if to else None
        news = posted_wire(row, ids[room_id, row["seq"]], who, hearer)
        after_commit(emit, "message_posted", news, to=room_name("room", room_id))


def _with_id(post: Post, outcome: Outcome, ids: Mapping[Given, int]) -> Outcome:
    if outcome.refused or outcome.id:
        return outcome
    return Outcome(ids[post.room_id, outcome.seq], outcome.seq, is_new=outcome.is_new)
