"""What the commands of several features share: how they answer, and the group `audit`."""

from __future__ import annotations

import json
from typing import Any

import click
from flask.cli import AppGroup

audit_group = AppGroup("audit", help="The record of who did what.")
as_json = click.option("--json", "in_json", is_flag=True, help="Answer in JSON, for a script.")


def tell(in_json: bool, answer: dict[str, Any], *lines: str) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False) if in_json else "\n".join(lines))
