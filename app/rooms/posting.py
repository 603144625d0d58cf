"""Storing what is said, one message or many in one transaction: authorised, numbered without gaps, stored once.

Both doors come through here. Core statements instead of rows as objects: this is the busiest path of the house.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext
from sqlalchemy import CursorResult, Executable, Row

from app.accounts import sessions
from app.accounts.models import Role
from app.core import clock
from app.core.db import after_commit, begin_write, session
from app.core.errors import Refusal
from app.core.realtime import emit_all, room_name
from app.core.text import folded
from app.rooms import hearing, posting_sql, practice
from app.rooms.order_words import Barred, heavier, pause_words
from app.rooms.wire import Wire, posted_wire

Given = tuple[int, int]  # room, person


@dataclass(frozen=True)
class Post:
    """What somebody wants to say. `body` has passed clean_text."""

    room_id: int
    author_id: int
    client_id: str
    body: str
    phrase: str | None = None  # the code of a ready one, whose Swedish words are the body
    to_id: int | None = None  # the person it is said to
    session_id: int | None = field(
        default=None, compare=False
    )  # that must stand; over HTTP the door has asked


@dataclass(frozen=True)
class Outcome:
    """The stored message, or why there is none: a key of REFUSED."""

    id: int = 0
    seq: int = 0
    refused: str | None = None
    is_new: bool = False
    pause: Barred | None = None  # what stands behind "paused"


@dataclass
class Plan:
    """What to answer to each, what to store, and the last number of each room afterwards."""

    last: dict[int, int]
    outcomes: list[Outcome] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Rights:
    """What is known under the rooms' locks: who may what, who is barred by first table, and whose sessions stand."""

    rows: dict[Given, Row[Any]] = field(default_factory=dict)
    bars: dict[Given, Barred] = field(default_factory=dict)
    sessions: set[int] = field(default_factory=set)


Known = Mapping[tuple[int, str], tuple[Post, Outcome]]

REFUSED = {
    "room_closed": lazy_gettext("Rummet är stängt just nu. Din text finns kvar."),
    "table_closed": lazy_gettext("Du sitter vid ett annat bord nu. Din text finns kvar."),
    "paused": lazy_gettext("Du har paus från att skriva här. Din text finns kvar."),
    "client_id_taken": lazy_gettext("Det här har du redan skickat. Läs in sidan igen."),
    "not_found": lazy_gettext("Rummet finns inte längre."),
    "to_not_found": lazy_gettext("Den du skriver till är inte här. Din text finns kvar."),
}


def refusal(outcome: Outcome) -> Refusal:
    """The same no in words, in the language of whoever is being answered."""
    code = str(outcome.refused)
    words = pause_words(outcome.pause) if outcome.pause else str(REFUSED[code])
    return Refusal(code, words, 404 if code == "not_found" else 409)


def store(posts: Sequence[Post]) -> list[Outcome]:
    """Store these in order and queue what the rooms should hear. The rooms are locked, always in the same order.

    Most are new: what is known under their client ids is asked only when one of them is not stored at once.
    """
    begin_write()
    rights = _rights(posts)
    plan = _plan(posts, rights, {})
    ids = None if any(outcome.refused for outcome in plan.outcomes) else _insert(plan)
    if ids is None:
        plan = _plan(posts, rights, _known(posts))
        ids = _insert(plan)
    if ids is None:  # the same id went to another room just now, under that room's lock
        return [Outcome(refused="client_id_taken")] if len(posts) == 1 else [store([one])[0] for one in posts]
    _tell(plan.rows, ids, rights.rows)
    _answer_beginners(plan.rows, rights)
    return [_with_id(post, outcome, ids) for post, outcome in zip(posts, plan.outcomes, strict=True)]


def _run(statement: Executable, values: Any = None) -> CursorResult[Any]:
    """On the connection itself: rows of columns, without the care that the session takes of objects."""
    return session.connection().execute(statement, values)


def _rights(posts: Sequence[Post]) -> Rights:
    pairs = {(post.room_id, who) for post in posts for who in (post.author_id, post.to_id) if who}
    rooms = sorted({room_id for room_id, _ in pairs})
    if session.get_bind().dialect.name == "postgresql":  # on SQLite whoever writes is alone
        _run(posting_sql.hold(), {"rooms": rooms})
    asked = {"pairs": list(pairs), "rooms": rooms, "people": list({user_id for _, user_id in pairs})}
    asked["sessions"] = list({post.session_id for post in posts if post.session_id})
    asked["hearers"] = list({post.to_id for post in posts if post.to_id})
    asked["seen_after"] = hearing.seen_after()
    found = Rights()
    for row in _run(posting_sql.rights(), asked | sessions.limits(clock.now())):
        found.rows[row.room_id, row.user_id] = row
        found.sessions.add(row.session_id)
        if row.barred_for:
            place = row.first_id, row.user_id
            found.bars[place] = heavier(Barred(row.barred_for, row.barred_until), found.bars.get(place))
    return found


def _known(posts: Sequence[Post]) -> Known:
    """What is stored already under the client ids of these."""
    keys = sorted({(post.author_id, post.client_id) for post in posts})
    return {
        (row.author_id, row.client_id): (
            Post(row.room_id, row.author_id, row.client_id, row.body, row.phrase, row.to_id),
            Outcome(row.id, row.seq),
        )
        for row in _run(posting_sql.known(), {"keys": keys})
    }  # fmt: skip


def _plan(posts: Sequence[Post], rights: Rights, known: Known) -> Plan:
    """What to answer and what to store. A number is given to each new message; one sent twice has one."""
    plan = Plan(last={row.room_id: row.last_seq for row in rights.rows.values()})
    known, moment = dict(known), clock.now()
    for post in posts:
        key = (post.author_id, post.client_id)
        outcome = _judge(post, rights, known.get(key)) or _judge_reach(post, rights)
        if outcome is None:
            plan.last[post.room_id] += 1
            outcome = Outcome(seq=plan.last[post.room_id], is_new=True)
            plan.rows.append(_row(post, outcome.seq, moment))
            known[key] = (post, outcome)
        plan.outcomes.append(outcome)
    return plan


def _judge(post: Post, rights: Rights, stored: tuple[Post, Outcome] | None) -> Outcome | None:
    """What is answered without storing anything; None when the message is new and allowed."""
    right = rights.rows.get((post.room_id, post.author_id))
    if right is not None and post.session_id and post.session_id not in rights.sessions:
        return Outcome(refused="unauthorized")
    if right is None or not right.sees:
        return Outcome(refused="not_found")
    if stored is not None:
        same = stored[0] == post
        return Outcome(stored[1].id, stored[1].seq) if same else Outcome(refused="client_id_taken")
    if bar := rights.bars.get((right.first_id, post.author_id)):
        return Outcome(refused="paused", pause=bar) if bar.until else Outcome(refused="not_found")
    if right.opened_at is not None:
        return None
    # A further table closes when it is empty, while the room goes on at another.
    return Outcome(refused="table_closed" if right.goes_on else "room_closed")


def _judge_reach(post: Post, rights: Rights) -> Outcome | None:
    """Whom it is said to is another, whom one has met there. One answer for all others, whether there is such a person
    or not."""
    if post.to_id is None:
        return None
    right = rights.rows.get((post.room_id, post.to_id))
    reached = right is not None and right.hears and post.to_id != post.author_id
    return None if reached else Outcome(refused="to_not_found")


def _row(post: Post, seq: int, moment: datetime) -> dict[str, Any]:
    return {
        "room_id": post.room_id, "seq": seq, "author_id": post.author_id, "client_id": post.client_id,
        "body": post.body, "phrase": post.phrase, "to_id": post.to_id, "folded": folded(post.body),
        "created_at": moment,
    }  # fmt: skip


def _insert(plan: Plan) -> dict[Given, int] | None:
    """The ids by room and number; None, with nothing stored, when the client id of one is known already."""
    if not plan.rows:
        return {}
    stored = _run(posting_sql.new_messages(session.get_bind().dialect.name), plan.rows).all()
    if len(stored) < len(plan.rows):
        _run(posting_sql.taken_back(), {"ids": [row.id for row in stored]})
        return None
    _run(posting_sql.last_numbers(), {"rooms": sorted({row["room_id"] for row in plan.rows})})
    return {(row.room_id, row.seq): row.id for row in stored}


def _tell(rows: list[dict[str, Any]], ids: Mapping[Given, int], rights: Mapping[Given, Row[Any]]) -> None:
    news: dict[int, list[Wire]] = defaultdict(list)
    for row in rows:
        room_id, author = row["room_id"], rights[row["room_id"], row["author_id"]]
        who = {
            "id": author.user_id, "name": author.first_name, "figure": author.figure,
            "host": author.role is not Role.MEMBER or bool(author.hosts),
        } | ({"house": True} if author.is_house else {})  # fmt: skip
        to = rights[room_id, row["to_id"]] if row["to_id"] else None
        hearer = {"id": to.user_id, "name": to.first_name} if to else None
        news[room_id].append(posted_wire(row, ids[room_id, row["seq"]], who, hearer))
    for room_id, posted in news.items():
        after_commit(emit_all, "message_posted", posted, to=room_name("room", room_id))


def _answer_beginners(rows: list[dict[str, Any]], rights: Rights) -> None:
    """In the practice room the house answers, in the same transaction: said and answered, or neither."""
    said = [rights.rows[row["room_id"], row["author_id"]] for row in rows]
    first = dict.fromkeys((who.room_id, who.user_id) for who in said if who.is_practice and not who.is_house)
    if first and (answers := [Post(*answer) for answer in practice.answers(first)]):
        store(answers)


def _with_id(post: Post, outcome: Outcome, ids: Mapping[Given, int]) -> Outcome:
    if outcome.refused or outcome.id:
        return outcome
    return Outcome(ids[post.room_id, outcome.seq], outcome.seq, is_new=outcome.is_new)
