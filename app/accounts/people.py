"""People: added, changed and switched off by staff. Person and actor are two arguments throughout."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import Select, func, or_, select
from sqlalchemy.exc import IntegrityError

from app.accounts import cards, sessions
from app.accounts.models import FIGURES, Organisation, Role, User
from app.core import audit, clock
from app.core.db import begin_write, locked, session
from app.core.errors import Refusal
from app.core.signals import user_deactivated


def add(
    *,
    first_name: str,
    last_name: str = "",
    role: Role = Role.MEMBER,
    organisation: Organisation | None = None,
    figure: str | None = None,
    login_name: str | None = None,
    actor: User | None,
) -> User:
    """A new person. `actor` is None only when the command line adds the first one."""
    person = User(
        first_name=first_name,
        last_name=last_name,
        role=role,
        organisation=organisation,
        figure=figure or _next_figure(),
        login_name=login_name.lower() if login_name else None,
    )
    try:
        with session.begin_nested():  # the constraint decides: two may add the same name at the same moment
            session.add(person)
    except IntegrityError:
        raise Refusal("login_name_taken", _("Inloggningsnamnet används redan."), 422) from None
    audit.record("person.added", person=person, actor=actor, role=role.value)
    return person


def change(
    person: User,
    *,
    first_name: str,
    last_name: str,
    role: Role,
    organisation: Organisation | None,
    actor: User,
) -> None:
    """Change name, role or organisation; a changed role is an audit entry and ends the live sessions."""
    audit.hold()
    require_other_administrator(person, role)
    locked(User, person.id)
    person.first_name, person.last_name, person.organisation = first_name, last_name, organisation
    audit.record("person.changed", person=person, actor=actor)
    if role is not person.role:
        audit.record(
            "person.role_changed", person=person, actor=actor, before=person.role.value, after=role.value
        )
        person.role = role
        if person.is_staff:
            cards.stop(person, actor=actor, reason="became_staff")
        sessions.revoke_all_of(person, actor=actor, reason="role_changed")


def deactivate(person: User, *, actor: User) -> None:
    """Switch a person off: card, sessions and live sockets end; what they wrote stays."""
    if person.id == actor.id:
        raise Refusal("yourself", _("Du kan inte stänga av dig själv."))
    audit.hold()
    require_other_administrator(person, Role.MEMBER)
    locked(User, person.id)
    if not person.is_active:
        return
    person.deactivated_at = clock.now()
    audit.record("person.deactivated", person=person, actor=actor)
    cards.stop(person, actor=actor, reason="deactivated")
    sessions.revoke_all_of(person, actor=actor, reason="deactivated")
    user_deactivated.send(person, actor=actor)


def reactivate(person: User, *, actor: User) -> None:
    """Let a person in again; a new card is needed."""
    audit.hold()
    if person.is_active:
        return
    person.deactivated_at = None
    audit.record("person.reactivated", person=person, actor=actor)


def note_listing(shown: int, *, actor: User) -> None:
    """A list that shows surnames was read: an entry too, without whom it showed."""
    audit.record("people.listed", person=None, actor=actor, shown=shown)


def require_other_administrator(person: User, new_role: Role) -> None:
    """The last administrator cannot be switched off or made something else: nobody could undo it."""
    if person.role is not Role.ADMINISTRATOR or new_role is Role.ADMINISTRATOR:
        return
    begin_write()
    # All of them are locked, in one order: two who switch each other off must not both find that the other is left.
    living = select(User.id).where(User.role == Role.ADMINISTRATOR, User.deactivated_at.is_(None))
    if not set(session.scalars(living.order_by(User.id).with_for_update())) - {person.id}:
        raise Refusal("last_administrator", _("Det måste finnas minst en administratör kvar."))


def may_manage(actor: User, person: User) -> bool:
    """Coordinators manage members and hosts; only administrators manage staff."""
    return actor.role is Role.ADMINISTRATOR or (actor.is_staff and not person.is_staff)


def assignable_roles(actor: User) -> list[Role]:
    return list(Role) if actor.role is Role.ADMINISTRATOR else [Role.MEMBER, Role.HOST]


def find_by_login_name(login_name: str) -> User | None:
    return session.scalar(select(User).where(User.login_name == login_name.lower()))


def everyone(*, search: str = "", include_off: bool = False) -> Select[User]:
    """People by name, for staff. The search looks at the beginning of first and last names."""
    by_name = (func.lower(User.first_name), func.lower(User.last_name), User.id)
    statement = select(User).where(~User.is_house).order_by(*by_name)
    if not include_off:
        statement = statement.where(User.deactivated_at.is_(None))
    full = func.lower(" " + User.first_name + " " + User.last_name)
    for word in search.lower().split():
        # SQLite's lower() leaves Å, Ä and Ö as they are: look for the word with a capital too.
        either = {f" {word}", f" {word.capitalize()}"}
        statement = statement.where(or_(*(full.contains(start, autoescape=True) for start in sorted(either))))
    return statement


def organisations() -> list[Organisation]:
    return list(session.scalars(select(Organisation).order_by(Organisation.name)))


def _next_figure() -> str:
    return FIGURES[(session.scalar(select(func.count(User.id))) or 0) % len(FIGURES)]
