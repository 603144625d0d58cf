"""What the staff pages do that no other feature does."""

from __future__ import annotations

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.accounts import cards, people
from app.accounts.models import Organisation, Role, User
from app.core import audit, clock
from app.core.db import locked, session
from app.core.errors import Refusal

SAME_FORM = timedelta(minutes=2)


def add_person(
    *,
    first_name: str,
    last_name: str,
    role: Role,
    organisation: Organisation | None,
    figure: str,
    login_name: str | None,
    actor: User,
) -> User:
    """Add somebody once, however often the button is pressed.

    The same name and role from the same actor within two minutes is the same form sent again. The lock on the
    actor's own row puts two presses at the same moment in line.
    """
    audit.hold()
    locked(User, actor.id)
    if again := _just_added(first_name, last_name, role, login_name, actor):
        return again
    return people.add(
        first_name=first_name,
        last_name=last_name,
        role=role,
        organisation=organisation,
        figure=figure,
        login_name=login_name,
        actor=actor,
    )


def change_person(
    person: User,
    *,
    first_name: str,
    last_name: str,
    role: Role,
    organisation: Organisation | None,
    figure: str,
    login_name: str | None,
    actor: User,
) -> None:
    """Change all that the page shows. Who becomes staff loses the card: staff get in by password and code."""
    names = {"first_name": first_name, "last_name": last_name}
    people.change(person, **names, role=role, organisation=organisation, actor=actor)
    if login_name and login_name.lower() != person.login_name:
        _give_login_name(person, login_name, actor)
    person.figure = figure
    if person.is_staff:
        cards.stop(person, actor=actor, reason="became_staff")


def view_person(person: User, *, actor: User) -> None:
    """Every look at another person's details is an entry that the person may ask for."""
    audit.record("person.viewed", person=person, actor=actor)


def _just_added(
    first_name: str, last_name: str, role: Role, login_name: str | None, actor: User
) -> User | None:
    recent = select(User).where(
        User.login_name == (login_name.lower() if login_name else None),
        User.first_name == first_name,
        User.last_name == last_name,
        User.role == role,
        User.created_at > clock.now() - SAME_FORM,
    )
    return next((person for person in session.scalars(recent) if _was_added_by(person, actor)), None)


def _was_added_by(person: User, actor: User) -> bool:
    added = select(audit.AuditEntry.id).where(
        audit.AuditEntry.action == "person.added",
        audit.AuditEntry.person == person.pseudonym,
        audit.AuditEntry.actor == actor.pseudonym,
    )
    return session.scalar(added) is not None


def _give_login_name(person: User, login_name: str, actor: User) -> None:
    try:
        with session.begin_nested():
            person.login_name = login_name.lower()
    except IntegrityError:
        raise Refusal("login_name_taken", _("Inloggningsnamnet används redan."), 422) from None
    audit.record("person.login_name_set", person=person, actor=actor)
