"""flask rooms …, and `flask audit list`, which tells the rooms by name."""

from __future__ import annotations

import json
import time
from typing import TypeVar

import click
from flask.cli import AppGroup

from app.accounts.models import User
from app.core.commands import as_json, audit_group, tell
from app.core.db import session
from app.rooms import jobs, trail
from app.rooms.models import Room

Row = TypeVar("Row", Room, User)
group = AppGroup("rooms", help="Rooms that open and close by themselves.")


@group.command("keep")
@click.option("--once", is_flag=True, help="Look once and end, for cron; else every few seconds.")
@click.option("--json", "in_json", is_flag=True, help="Answer with one line of JSON.")
def keep(once: bool, in_json: bool) -> None:
    """Open, close and let talk on what is due. The server does so itself, every three seconds."""
    while True:
        changed = jobs.keep_all()
        if once or changed:
            click.echo(
                json.dumps({"ok": True, "changed": changed}) if in_json else f"{changed} rooms changed."
            )
        if once:
            return
        time.sleep(jobs.EVERY)


@audit_group.command("list")
@click.option("--room", "room_id", type=int, help="Only what happened in this room, at all its tables.")
@click.option("--person", "person_id", type=int, help="Only what this person did or met with.")
@click.option("--last", type=click.IntRange(1, 10_000), default=50, show_default=True, help="How many.")
@as_json
def list_entries(room_id: int | None, person_id: int | None, last: int, in_json: bool) -> None:
    """The last entries of the audit trail, the newest last: when, what, by whom, to whom, why and where."""
    room = _found(Room, room_id, "room") if room_id is not None else None
    person = _found(User, person_id, "person") if person_id is not None else None
    entries = trail.last_entries(last, room=room, person=person)
    tell(in_json, {"entries": entries}, *map(trail.line, entries))


def _found(kind: type[Row], number: int, named: str) -> Row:
    row = session.get(kind, number)
    if row is None:
        raise click.ClickException(f"There is no {named} number {number}.")
    return row
