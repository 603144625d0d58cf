"""Sessions as rows: opened in one place, ended at once, on every socket too."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import cache
from itertools import zip_longest
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, or_, select, update

from app.accounts.models import SessionKind, User, UserSession
from app.core import audit, clock
from app.core.db import after_commit, commit, read_once, session
from app.core.signals import session_revoked
from app.core.tokens import digest, new_token

ABSOLUTE = {
    SessionKind.OWN_TABLET: timedelta(days=180),
    SessionKind.SHARED_TABLET: timedelta(hours=8),
    SessionKind.STAFF: timedelta(hours=10),
}
IDLE = {
    SessionKind.OWN_TABLET: timedelta(days=45),
    SessionKind.SHARED_TABLET: timedelta(minutes=15),
    SessionKind.STAFF: timedelta(minutes=30),
}
TOUCH_EVERY = timedelta(minutes=1)
AT_ONCE = 16
HASHES = [
    f"hash_{number}" for number in range(AT_ONCE)
]  # each by itself: a list is written into the SQL anew


def open_session(person: User, kind: SessionKind, *, actor: User, card_id: int | None = None) -> str:
    """Store a session and give its token, which must not be kept anywhere but in the cookie."""
    if person.is_house:
        raise ValueError("the house does not sign in")
    token = new_token()
    row = UserSession(
        user_id=person.id,
        kind=kind,
        token_hash=digest(token),
        created_at=clock.now(),
        last_seen_at=clock.now(),
        expires_at=clock.now() + ABSOLUTE[kind],
        card_id=card_id,
    )
    session.add(row)
    session.flush()
    audit.record("session.opened", person=person, actor=actor, session=row.id, kind=kind.value)
    person.session_token, person.auth_session = token, row
    return token


def load_person(token: str) -> User | None:
    """The person behind a cookie; None when the session is revoked, expired or idle too long."""
    row = session.scalar(select(UserSession).where(UserSession.token_hash == digest(token)))
    if row is None or not is_alive(row, clock.now()):
        return None
    person = row.user
    person.session_token, person.auth_session = token, row
    return person


def is_alive(row: UserSession, at: datetime) -> bool:
    return (
        row.revoked_at is None
        and row.expires_at > at
        and row.last_seen_at + IDLE[row.kind] > at
        and row.user.deactivated_at is None
    )


def seconds_left(person: User) -> int | None:
    """Until the session ends if nothing is done. None on a person's own tablet, which nobody else picks up."""
    row = person.auth_session
    if row is None or row.kind is SessionKind.OWN_TABLET:
        return None
    ends = min(row.last_seen_at + IDLE[row.kind], row.expires_at)
    return max(int((ends - clock.now()).total_seconds()), 1)


def touch(person: User) -> None:
    """Note at most once a minute that the session is in use. A door of its own: it commits."""
    row = person.auth_session
    if row is None or row.last_seen_at + TOUCH_EVERY > clock.now():
        return
    session.execute(update(UserSession).where(UserSession.id == row.id).values(last_seen_at=clock.now()))
    commit()


def touch_all(session_ids: Sequence[int]) -> None:
    """Note that these are in use, within the caller's transaction."""
    if session_ids:
        session.execute(
            update(UserSession).where(UserSession.id.in_(session_ids)).values(last_seen_at=clock.now()),
            execution_options={"synchronize_session": False},
        )


def revoke(rows: Sequence[UserSession], *, actor: User | None, reason: str) -> int:
    """End these sessions: HTTP at the next request, sockets as soon as the transaction stands."""
    living = [row for row in rows if row.revoked_at is None]
    for row in living:
        row.revoked_at = clock.now()
        audit.record("session.revoked", person=row.user, actor=actor, session=row.id, reason=reason)
    if living:
        session.flush()
        after_commit(session_revoked.send, [row.id for row in living])
    return len(living)


def revoke_all_of(person: User, *, actor: User | None, reason: str, card_id: int | None = None) -> int:
    """End every session of a person, or only those opened with one card."""
    statement = select(UserSession).where(UserSession.user_id == person.id, UserSession.revoked_at.is_(None))
    if card_id is not None:
        statement = statement.where(UserSession.card_id == card_id)
    return revoke(session.scalars(statement).all(), actor=actor, reason=reason)


def find_ended(session_ids: set[int]) -> set[int]:
    """Which of these sessions are over. Asked every second in each process with live sockets, and for every message."""
    asked = {"ids": sorted(session_ids)} | limits(clock.now())
    return session_ids - set(session.connection().execute(_living(), asked).scalars())


def find_living(tokens: Collection[str]) -> dict[str, Row[Any]]:
    """By token `id`, `user_id` and `locale` of those sessions that are not over. At most AT_ONCE tokens."""
    hashes = {digest(token): token for token in tokens}
    names = HASHES[: 1 if len(hashes) == 1 else AT_ONCE]
    given = dict(zip_longest(names, hashes, fillvalue=""))
    rows = read_once(_living_with_tokens(len(names)), given | limits(clock.now()))
    return {hashes[row.token_hash]: row for row in rows}


def limits(moment: datetime) -> dict[str, Any]:
    """What `stands` is asked with."""
    used_after = {f"used_after_{kind.value}": moment - IDLE[kind] for kind in SessionKind}
    return {"moment": moment, **used_after}


def stands() -> ColumnElement[bool]:
    """Not revoked, expired, idle too long or of somebody switched off: over the tables UserSession and User."""
    return and_(
        UserSession.revoked_at.is_(None),
        UserSession.expires_at > bindparam("moment"),
        User.deactivated_at.is_(None),
        or_(*(_not_idle(kind) for kind in SessionKind)),
    )


@cache
def _living() -> Select[int]:
    """Built once: to build it takes as long as to run it."""
    return (
        select(UserSession.id)
        .join(User, User.id == UserSession.user_id)
        .where(UserSession.id.in_(bindparam("ids", expanding=True)), stands())
    )


@cache
def _living_with_tokens(most: int) -> Select[str, int, int, str | None]:
    return (
        select(UserSession.token_hash, UserSession.id, UserSession.user_id, User.locale)
        .join(User, User.id == UserSession.user_id)
        .where(UserSession.token_hash.in_([bindparam(name) for name in HASHES[:most]]), stands())
    )


def _not_idle(kind: SessionKind) -> ColumnElement[bool]:
    return and_(UserSession.kind == kind, UserSession.last_seen_at > bindparam(f"used_after_{kind.value}"))
