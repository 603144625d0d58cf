"""Commands for the one who operates the server: people, cards, sessions, the audit chain."""

from __future__ import annotations

from zoneinfo import available_timezones

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from sqlalchemy import func, select

from app.accounts import cards, people, sessions, staff
from app.accounts.models import Organisation, Role, User, UserSession
from app.core import audit
from app.core.commands import as_json, audit_group, tell
from app.core.db import commit, session
from app.core.errors import Refusal
from app.core.text import BadText, clean_text

people_group = AppGroup("people", help="Add people and let staff in.")
cards_group = AppGroup("cards", help="Login cards.")
sessions_group = AppGroup("sessions", help="Signed-in browsers.")


def init_app(app: Flask) -> None:
    for group in (people_group, cards_group, sessions_group, audit_group):
        app.cli.add_command(group)


def origin() -> str:
    return str(current_app.config["SETTINGS"].public_origin)


def find_person(person_id: int) -> User:
    person = session.get(User, person_id)
    if person is None:
        raise click.ClickException(f"There is no person number {person_id}.")
    return person


@people_group.command("add")
@click.option("--first-name", required=True)
@click.option("--last-name", default="")
@click.option("--role", type=click.Choice([role.value for role in Role]), default=Role.MEMBER.value)
@click.option("--organisation", help="Name of an organisation; made when it is new.")
@click.option("--login-name", help="For staff: the name they sign in with, such as a work e-mail address.")
@as_json
def add(
    first_name: str,
    last_name: str,
    role: str,
    organisation: str | None,
    login_name: str | None,
    in_json: bool,
) -> None:
    """Add a person. Staff get a one-time link where they choose a password."""
    try:
        person = people.add(
            first_name=clean_text(first_name, longest=60),
            last_name=clean_text(last_name, longest=60, shortest=0),
            role=Role(role),
            organisation=_organisation(organisation) if organisation else None,
            login_name=clean_text(login_name, longest=80) if login_name else None,
            actor=None,
        )
        link = _setup_address(person) if person.is_staff and login_name else None
    except BadText as error:
        raise click.ClickException(f"A name is not acceptable: {error.code}.") from None
    except Refusal as refusal:
        raise click.ClickException(refusal.message) from None
    if person.is_staff and not login_name:
        raise click.ClickException("Staff need --login-name.")
    commit()
    lines = [f"{person.full_name} is number {person.id}."]
    lines += [f"One-time link, valid 24 hours: {link}"] if link else []
    tell(in_json, {"id": person.id, "name": person.full_name, "role": role, "link": link}, *lines)


@people_group.command("zone")
@click.argument("organisation")
@click.argument("zone")
@as_json
def zone(organisation: str, zone: str, in_json: bool) -> None:
    """The clock by which an organisation's new activities go, such as Europe/Helsinki."""
    found = session.scalar(select(Organisation).where(Organisation.name == organisation))
    if found is None:
        raise click.ClickException(f"There is no organisation {organisation}.")
    if zone not in available_timezones():
        raise click.ClickException(f"There is no time zone {zone}.")
    audit.record("organisation.zone", person=None, actor=None, organisation=found.id, zone=zone)
    found.zone = zone
    commit()
    tell(in_json, {"organisation": organisation, "zone": zone}, f"{organisation} goes by {zone}.")


@people_group.command("link")
@click.argument("login_name")
@as_json
def link(login_name: str, in_json: bool) -> None:
    """Make a new one-time link for a person of the staff, when password or authenticator is lost."""
    person = people.find_by_login_name(login_name)
    if person is None:
        raise click.ClickException("Nobody has that login name.")
    address = _setup_address(person)
    commit()
    tell(in_json, {"id": person.id, "link": address}, address)


@cards_group.command("issue")
@click.argument("person_id", type=int)
@as_json
def issue(person_id: int, in_json: bool) -> None:
    """Issue a card; an earlier one stops. The address is shown once and stored nowhere."""
    try:
        issued = cards.issue(find_person(person_id), actor=None)
    except Refusal as refusal:
        raise click.ClickException(refusal.message) from None
    commit()
    address = issued.address(origin())
    tell(in_json, {"card": issued.card.id, "person": person_id, "address": address}, address)


@sessions_group.command("revoke")
@click.option("--person", "person_id", type=int, help="All sessions of this person.")
@click.option("--session", "session_id", type=int, help="One session.")
@as_json
def revoke(person_id: int | None, session_id: int | None, in_json: bool) -> None:
    """Sign out, at once in pages and within two seconds on live connections."""
    if (person_id is None) == (session_id is None):
        raise click.UsageError("Give either --person or --session.")
    if person_id is not None:
        ended = sessions.revoke_all_of(find_person(person_id), actor=None, reason="command_line")
    else:
        row = session.get(UserSession, session_id)
        if row is None:
            raise click.ClickException(f"There is no session number {session_id}.")
        ended = sessions.revoke([row], actor=None, reason="command_line")
    commit()
    tell(in_json, {"revoked": ended}, f"Signed out: {ended}.")


@audit_group.command("verify")
@as_json
def verify(in_json: bool) -> None:
    """Check the chain from the first entry to the last; name the first that was changed."""
    broken = audit.first_broken()
    count = session.scalar(select(func.count(audit.AuditEntry.id))) or 0
    last = session.scalar(select(audit.AuditEntry.mac).order_by(audit.AuditEntry.id.desc()).limit(1))
    answer = {"ok": broken is None, "entries": count, "first_broken": broken and broken.id, "last_mac": last}
    # The last code is worth noting elsewhere: it alone tells when entries are cut off at the end.
    fine = f"All {count} entries are whole. The last one carries {last}."
    tell(
        in_json,
        answer,
        fine if broken is None else f"Entry {broken.id} was changed or its predecessor is gone.",
    )
    if broken is not None:
        raise SystemExit(1)


def _setup_address(person: User) -> str:
    return f"{origin()}/personal/valkommen#{staff.make_setup_link(person, actor=None)}"


def _organisation(name: str) -> Organisation:
    name = clean_text(name, longest=80)
    found = session.scalar(select(Organisation).where(Organisation.name == name))
    if found is None:
        found = Organisation(name=name)
        session.add(found)
    return found
