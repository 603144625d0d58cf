"""flask calendar …"""

from __future__ import annotations

import json

import click
from flask.cli import AppGroup

from app.calendar import jobs, rules
from app.core import commands

group = AppGroup("calendar", help="The calendar of activities.")


@group.command("keep-ahead")
@click.option("--weeks", type=click.IntRange(1, 52), default=rules.WEEKS_AHEAD, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Answer with one line of JSON.")
def keep_ahead(weeks: int, as_json: bool) -> None:
    """Add the dates that endless series lack."""
    added = jobs.keep_all_ahead(weeks)
    click.echo(json.dumps({"ok": True, "added": added}) if as_json else f"{added} dates added.")


@group.command("keep-rooms")
@click.option("--json", "as_json", is_flag=True, help="Answer with one line of JSON.")
def keep_rooms(as_json: bool) -> None:
    """Invite, open and put away the rooms of dates that are held in one."""
    changed = jobs.keep_rooms()
    click.echo(json.dumps({"ok": True, "changed": changed}) if as_json else f"{changed} rooms changed.")


@group.command("offers")
@commands.as_json
def offers(in_json: bool) -> None:
    """Let offers lapse that nobody answered, end standing seats after two dates away, remove old numbers."""
    answer = {
        "dates": jobs.bring_offers_up_to_date(),
        "standing": jobs.end_skipped(),
        "numbers": jobs.forget_numbers(),
    }
    commands.tell(in_json, {"ok": True} | answer, *(f"{number} {name}" for name, number in answer.items()))
