"""flask papers …"""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import force_locale

from app.calendar.programme import week_of
from app.core import printing
from app.core.commands import as_json, tell
from app.papers import weeks
from app.papers.programme_sheet import TEMPLATE, programme_sheet

group = AppGroup("papers", help="What is printed.")


@group.command("programme")
@click.option("--week", help="Such as 2026-W48; this week when none is named.")
@click.option("--lang", default="sv", show_default=True, help="One of SAMVARO_LOCALES.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The PDF.")
@as_json
def programme(week: str | None, lang: str, out: Path, in_json: bool) -> None:
    """Write the week's programme as a PDF, to be mailed or printed."""
    settings = current_app.config["SETTINGS"]
    try:
        monday = weeks.monday_named(week) if week else weeks.this_monday()
    except weeks.NoWeek:
        raise click.ClickException(f"{week} is not a week such as 2026-W48.") from None
    if lang not in settings.locales:
        raise click.ClickException(f"{lang} is not among SAMVARO_LOCALES.")
    with force_locale(lang):
        data = programme_sheet(week_of(monday), address=settings.public_origin + weeks.path_of(monday))
    out.write_bytes(printing.make_pdf(TEMPLATE, data))
    answer = {"ok": True, "file": str(out), "week": weeks.name_of(monday), "lang": lang}
    tell(in_json, answer, f"{out}: {weeks.name_of(monday)}, {lang}.")
