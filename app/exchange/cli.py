"""flask exchange …: the same tables for whoever operates the server."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import force_locale

from app.accounts.house import the_house
from app.core import audit
from app.core.commands import as_json, tell
from app.core.db import commit, rollback
from app.exchange import activity_import, csv_text
from app.exchange.csv_text import BadFile
from app.exchange.planning import NotWhole, Plan

group = AppGroup("exchange", help="Tables of activities, in and out.")


@group.command("export-activities")
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
def export_activities(path: Path) -> None:
    """Write every activity to PATH, one line for each series."""
    audit.record("activities.exported", person=None, actor=None)
    body = activity_import.table()
    commit()
    path.write_bytes(body)
    click.echo(f"Written to {path}.")


@group.command("import-activities")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@as_json
def import_activities(path: Path, dry_run: bool, in_json: bool) -> None:
    """Make and change activities as PATH says: the whole file, or nothing when a line is bad."""
    try:
        with force_locale("sv"):
            text, _is_old = csv_text.decode(path.read_bytes())
            plan = activity_import.plan(text) if dry_run else _carry_out(text)
    except BadFile as error:
        raise click.ClickException(error.message) from None
    counts = {name: plan.counts[name] for name in ("new", "changed", "same", "bad")}
    lines = [
        f"{step.number}: {step.fate.value}: {step.what}. {step.words}".rstrip(". ") + "."
        for step in plan.steps
    ]
    tell(in_json, {"ok": plan.is_good, "dry_run": dry_run, **counts}, *lines, _summary(plan, dry_run))
    if not plan.is_good:
        raise click.exceptions.Exit(1)


def _carry_out(text: str) -> Plan:
    try:
        plan = activity_import.carry_out(text, actor=the_house())
        commit()
    except NotWhole as error:
        rollback()
        return error.plan
    return plan


def _summary(plan: Plan, dry_run: bool) -> str:
    counts = plan.counts
    done = "would be done" if dry_run else "done" if plan.is_good else "NOTHING DONE"
    return f"{done}: {counts['new']} new, {counts['changed']} changed, {counts['same']} same, {counts['bad']} bad."
