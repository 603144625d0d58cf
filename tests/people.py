"""The cast: the invented people that every test knows. See app/demo/people.py for who they are."""

from __future__ import annotations

from app.accounts import people
from app.accounts.models import Role, User
from app.core.db import commit
from app.demo.people import CAST, Inhabitant

BY_NAME: dict[str, Inhabitant] = {one.first_name: one for one in CAST}


def settle(*names: str) -> dict[str, User]:
    """Add these of the cast (all when none is named) and give them by first name. Needs an app context."""
    wanted = names or tuple(BY_NAME)
    made = {name: _add(BY_NAME[name]) for name in wanted}
    commit()
    return made


def member(first_name: str = "Anna") -> User:
    return settle(first_name)[first_name]


def extra(count: int, role: Role = Role.MEMBER) -> list[User]:
    """Further people without a story, for crowds."""
    made = [
        people.add(first_name=f"Gäst {n}", last_name="", role=role, actor=None) for n in range(1, count + 1)
    ]
    commit()
    return made


def _add(one: Inhabitant) -> User:
    return people.add(
        first_name=one.first_name,
        last_name=one.last_name,
        role=one.role,
        figure=one.figure,
        login_name=one.login_name,
        actor=None,
    )
