"""Coming in, catching up and leaving over the live lines, many at once: after a restart everybody returns together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import Flask, current_app
from flask_babel import force_locale, gettext as _
from sqlalchemy import Row

from app.accounts import lines
from app.core import live
from app.core.batches import Answer, Asked, Together
from app.core.db import commit
from app.core.payload import no
from app.core.realtime import enter, leave, room_name
from app.rooms import reading, seats, sweep
from app.rooms.catching_up import Reader, since_all
from app.rooms.policies import Pair, sights

Sights = Mapping[Pair, Row[Any]]


@dataclass(frozen=True)
class Coming:
    room: int
    after: int


@dataclass(frozen=True)
class Leaving:
    room: int


Move = Coming | Leaving


def _serve(batch: Sequence[Asked[Move]]) -> list[Answer]:
    """In the order they asked: who comes and goes at once must be gone. Each topic has a transaction of its own, so that
    no more than one room's lock is held; done twice it changes nothing."""
    answers: list[Answer] = []
    for kind, together in groupby(batch, key=lambda one: type(one.given)):
        answers += (_let_in if kind is Coming else _let_out)(list(together))
    return answers


# After a restart hundreds shake hands for a quarter of a second, one after the other.
door = Together("the door of the rooms", _serve, linger=0.03)


def _let_in(asked: Sequence[Asked[Any]]) -> list[Answer]:
    ended = lines.ended(one.line for one in asked)
    living = [one for one in asked if one.line.session_id not in ended]
    known = sights(map(_pair, living))
    tables = _seat(living, known)
    for one in living:
        if table_id := tables.get(_pair(one)):
            _join(one, table_id)
    now = sights(tables)  # a right may have ended while we were on our way in
    inside = {pair for pair in tables if now[pair].sees}
    for one in living:
        if _pair(one) in tables and _pair(one) not in inside:
            _part(one.line, tables[_pair(one)])
    here = [one for one in living if _pair(one) in inside]
    told = dict(zip(map(id, here), since_all(list(map(_reader, here))), strict=True))
    return [
        {"ok": True, **told[id(one)], "table": tables[_pair(one)]}
        if id(one) in told
        else _refused(one, ended, now.get(_pair(one)) or known.get(_pair(one)))
        for one in asked
    ]


def _reader(one: Asked[Coming]) -> Reader:
    return Reader(one.given.room, one.line.user_id, one.given.after, one.line.locale)


def _seat(living: Sequence[Asked[Coming]], known: Sights) -> dict[Pair, int]:
    """The table of each who may come in, by the one asked for."""
    allowed = [one for one in living if _pair(one) in known and known[_pair(one)].sees]
    tables: dict[Pair, int] = {}
    # In one order always: the writer of what is said locks several rooms, the first table of a topic first.
    for first_id in sorted({known[_pair(one)].first_id for one in allowed}):
        here = [one for one in allowed if known[_pair(one)].first_id == first_id]
        tables |= seats.seat_all(first_id, dict.fromkeys(map(_pair, here)), live.PLACE)
        reading.note_all({_pair(one): one.given.after for one in here if one.given.after})
        commit()
    return tables


def _join(one: Asked[Coming], table_id: int) -> None:
    """Hear the table. A line that was lost meanwhile leaves the seat again."""
    if table_id != one.given.room:
        _part(one.line, one.given.room)
    if enter(one.line, room_name("room", table_id)):
        sweep.note(table_id, one.line.user_id)
    else:
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        door.hand_in(app, Asked(Leaving(table_id), one.line, lambda _answer: None))


def _part(line: live.Connection, room_id: int) -> None:
    leave(line, room_name("room", room_id))
    sweep.forget(room_id, line.user_id)


def _refused(one: Asked[Coming], ended: set[int], sight: Row[Any] | None) -> Answer:
    if one.line.session_id in ended:
        return no("unauthorized")
    if sight is None or sight.sees or not sight.knows:
        return no("not_found")
    with force_locale(one.line.locale):
        return no("removed", message=_("Du är inte med i rummet just nu."))


def _let_out(asked: Sequence[Asked[Any]]) -> list[Answer]:
    """Leaving a room one is not in changes nothing, so nothing is revealed either."""
    for one in asked:
        _part(one.line, one.given.room)
    for first_id, presences in sorted(seats.by_topic(map(_pair, asked)).items()):
        seats.stand_up_from(first_id, presences)
        commit()
    return [{"ok": True}] * len(asked)


def _pair(one: Asked[Any]) -> Pair:
    return one.given.room, one.line.user_id
