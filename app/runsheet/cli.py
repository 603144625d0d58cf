"""`flask runsheet pdf`: the run sheet of a date into a file, for a printer that is fed by the clock."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import force_locale

from app.calendar.models import Occurrence
from app.core import audit
from app.core.db import commit, session
from app.runsheet import policies, queries
from app.runsheet.printed import day_pdf

group = AppGroup("runsheet", help="The day's run sheet.")


@group.command("pdf")
@click.argument("date_id", type=int)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
def pdf(date_id: int, out: Path) -> None:
    """Write the run sheet of the date DATE_ID to a file."""
    date = session.get(Occurrence, date_id)
    if date is None or not policies.is_near(date):
        raise click.ClickException("there is no such date, or its time is over")
    audit.record("runsheet.read", person=None, actor=None, occurrence=date.id, sheet="command")
    commit()
    with force_locale("sv"):
        out.write_bytes(day_pdf(queries.day_sheet(date)))
    click.echo(f"{out}: {date.title}")
