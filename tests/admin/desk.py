"""What the tests of people have in common."""

from __future__ import annotations

from app.accounts.models import User
from app.core.audit import AuditEntry
from app.core.db import session

PEOPLE = "/personal/manniskor"


def fields(**changes: str) -> dict[str, str]:
    return {
        "first_name": "Elsa", "last_name": "Ny", "role": "member", "organisation": "0", "figure": "gran", **changes,
    }  # fmt: skip


def page_of(person: User) -> str:
    return f"{PEOPLE}/{person.id}"


def again(person: User) -> User:
    session.expire_all()
    return session.get_one(User, person.id)


def actions() -> list[str]:
    return [entry.action for entry in session.query(AuditEntry).order_by(AuditEntry.id)]
