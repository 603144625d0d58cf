"""`flask bench seed`: rooms full of people, and how each of them gets on the line, for whatever measures the server."""

from __future__ import annotations

import json

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from sqlalchemy import func, select

from app.accounts import people
from app.accounts.models import Role, SessionKind, User
from app.accounts.sessions import open_session
from app.core.db import commit, session
from app.rooms import keeping
from app.rooms.models import Room

bench = AppGroup("bench", help="Rows to measure with, in an empty database. Serve it with SAMVARO_BENCH=1.")
ORIGIN = "SAMVARO_BENCH=1 lifts the limits on how often one person may ask."


def init_app(app: Flask) -> None:
    from app.demo import bench_calendar  # noqa: F401 -- adds its command

    app.cli.add_command(bench)


@bench.command()
@click.option(
    "--rooms", type=click.IntRange(1, 1000), required=True, help="How many open rooms without a cap."
)
@click.option("--members", type=click.IntRange(1, 5000), required=True, help="How many people in each.")
@click.option("--json", "in_json", is_flag=True, help="Answer in JSON, for a load generator.")
def seed(rooms: int, members: int, in_json: bool) -> None:
    """Make rooms and people, and print each one's room and session cookie."""
    if session.scalar(select(func.count(User.id))):
        raise click.ClickException("There are people in the database already; measuring wants an empty one.")
    host = people.add(first_name="Värd", role=Role.HOST, actor=None)
    rows = [row for number in range(rooms) for row in _fill(_room(number, host), members)]
    commit()
    if in_json:
        click.echo(json.dumps({"cookie": current_app.config["SESSION_COOKIE_NAME"], "people": rows}))
        return
    click.echo(f"{rooms} rooms with {members} people each. {ORIGIN}")
    for row in rows:
        click.echo(f"{row['room']}\t{row['person']}\t{row['session']}")


def _room(number: int, host: User) -> Room:
    room = keeping.create_room(name=f"Rum {number + 1}", capacity=None, actor=host)
    keeping.open_room(room, actor=host)
    return room


def _fill(room: Room, members: int) -> list[dict[str, int | str]]:
    made = [people.add(first_name=f"Gäst {n + 1}", actor=None) for n in range(members)]
    return [{"room": room.id, "person": one.id, "session": cookie_of(one)} for one in made]


def cookie_of(person: User) -> str:
    """The value of the session cookie, as a browser would bring it."""
    token = open_session(person, SessionKind.OWN_TABLET, actor=person)
    contents = {"_user_id": token, "_fresh": True, "_permanent": True}
    serializer = current_app.session_interface.get_signing_serializer(current_app)  # type: ignore[attr-defined]
    return str(serializer.dumps(contents))
