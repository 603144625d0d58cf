"""`flask db upgrade` and friends: Alembic, with the address taken from the settings."""

from __future__ import annotations

from pathlib import Path

import click
from alembic import command
from alembic.config import Config
from flask import Flask, current_app
from flask.cli import AppGroup

from app.core import db

MIGRATIONS = Path(__file__).parent.parent.parent / "migrations"
cli = AppGroup("db", help="Create and change the database's tables.")


def init_app(app: Flask) -> None:
    app.cli.add_command(cli)


def alembic_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = current_app.extensions["samvaro-engine"]
    config.attributes["metadata"] = db.Base.metadata
    return config


@cli.command()
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Bring the tables to the newest form."""
    command.upgrade(alembic_config(), revision)


@cli.command()
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Take the tables back to an earlier form."""
    command.downgrade(alembic_config(), revision)


@cli.command()
@click.argument("message")
def revision(message: str) -> None:
    """Write a new migration from the difference between models and tables."""
    command.revision(alembic_config(), message=message, autogenerate=True)
