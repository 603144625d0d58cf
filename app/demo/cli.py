"""`flask demo load` fills a new database; `flask demo links` prints how to get in as each person."""

from __future__ import annotations

import json

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from sqlalchemy import func, select

from app.accounts.models import Role, User
from app.core.db import session

demo = AppGroup("demo", help="An invented town to try Samvaro in.")
ROLES = {
    Role.MEMBER: "member",
    Role.HOST: "host",
    Role.COORDINATOR: "coordinator",
    Role.ADMINISTRATOR: "administrator",
}


def init_app(app: Flask) -> None:
    app.cli.add_command(demo)


@demo.command()
@click.option("--if-new", is_flag=True, help="Do nothing when there are people already.")
def load(if_new: bool) -> None:
    """Load the demo town into an empty database."""
    if session.scalar(select(func.count(User.id))):
        if if_new:
            return
        raise click.ClickException(
            "There are people in the database already; the demo town wants an empty one."
        )
    from app.demo import town  # only here: a production process never reads the demo town

    click.echo("Building the demo town …")
    counts = town.build()
    click.echo(", ".join(f"{number} {name}" for name, number in counts.items()) + ".")


@demo.command()
@click.option("--json", "in_json", is_flag=True, help="Answer in JSON, for a script.")
def links(in_json: bool) -> None:
    """Print one sign-in link per person of the demo town (with SAMVARO_DEMO=1)."""
    settings = current_app.config["SETTINGS"]
    if not settings.demo:
        raise click.ClickException("Demo sign-in is off: it exists only with SAMVARO_DEMO=1.")
    everyone = session.scalars(
        select(User).where(User.deactivated_at.is_(None), ~User.is_house).order_by(User.id)
    ).all()
    rows = [
        {
            "id": p.id,
            "name": p.first_name,
            "role": p.role.value,
            "link": f"{settings.public_origin}/demo/{p.id}",
        }
        for p in everyone
    ]
    if in_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        click.echo(f"  {row['name']:<14} {row['role']:<14} {row['link']}")
