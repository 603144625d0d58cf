"""Blocks between people: set and lifted, and asked for by what seats them. Staff do it for a person; a door of the
person's own calls the same functions with the person as actor."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from app.accounts.block_models import Block
from app.accounts.models import User
from app.core import audit
from app.core.db import locked, session
from app.core.errors import Refusal

Pair = frozenset[int]  # the ids of two people, in no order: a block keeps both apart


def block(blocker: User, blocked: User, *, actor: User) -> Block:
    """From now on the two are kept apart. A second time changes nothing."""
    if blocker.id == blocked.id:
        raise Refusal("yourself", _("Välj någon annan än personen själv."), 422)
    if found := _find(blocker, blocked):
        return found
    audit.record("block.set", person=blocker, actor=actor, other=blocked.id)
    locked(User, blocker.id)
    made = _find(blocker, blocked) or Block(blocker_id=blocker.id, blocked_id=blocked.id)
    session.add(made)
    session.flush()
    return made


def lift(blocker: User, blocked: User, *, actor: User) -> None:
    if (found := _find(blocker, blocked)) is None:
        return
    audit.record("block.lifted", person=blocker, actor=actor, other=blocked.id)
    session.delete(found)
    session.flush()


def blocks_of(person: User) -> list[Block]:
    """Both ways: those the person asked for, and those that others asked for."""
    either = or_(Block.blocker_id == person.id, Block.blocked_id == person.id)
    whole = select(Block).where(either).order_by(Block.id)
    return list(session.scalars(whole.options(joinedload(Block.blocker), joinedload(Block.blocked))))


def pairs_among(person_ids: Iterable[int]) -> set[Pair]:
    """Which of these people are kept apart, in one query."""
    ids = list(person_ids)
    both = Block.blocker_id.in_(ids), Block.blocked_id.in_(ids)
    return {
        frozenset(row) for row in session.execute(select(Block.blocker_id, Block.blocked_id).where(*both))
    }


def _find(blocker: User, blocked: User) -> Block | None:
    return session.scalar(select(Block).where(Block.blocker_id == blocker.id, Block.blocked_id == blocked.id))
