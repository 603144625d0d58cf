"""flask rooms …"""

from __future__ import annotations

import json
import time

import click
from flask.cli import AppGroup

from app.rooms import jobs

group = AppGroup("rooms", help="Rooms that open and close by themselves.")


@group.command("keep")
@click.option("--once", is_flag=True, help="Look once and end, for cron; else every few seconds.")
@click.option("--json", "as_json", is_flag=True, help="Answer with one line of JSON.")
def keep(once: bool, as_json: bool) -> None:
    """Open, close and let talk on what is due. The server does so itself, every three seconds."""
    while True:
        changed = jobs.keep_all()
        if once or changed:
            click.echo(
                json.dumps({"ok": True, "changed": changed}) if as_json else f"{changed} rooms changed."
            )
        if once:
            return
        time.sleep(jobs.EVERY)
