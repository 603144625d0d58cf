"""Samvaro itself as an author: one row among the people that is nobody, sits nowhere and cannot sign in."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.core.db import session

NAME, FIGURE = "Samvaro", "gran"
PSEUDONYM = "samvaro"  # unique, so that two processes cannot make two


def the_house() -> User:
    """Made when it is first needed."""
    found: User | None = session.scalar(_houses())
    if found is not None:
        return found
    made = User(first_name=NAME, figure=FIGURE, pseudonym=PSEUDONYM, is_house=True)
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:  # another process was first
        return session.scalars(_houses()).one()
    return made


def house_id() -> int | None:
    return session.scalar(select(User.id).where(User.is_house))


def _houses() -> Select[User]:
    return select(User).where(User.is_house)
