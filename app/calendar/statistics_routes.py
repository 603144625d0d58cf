"""Statistics for staff, as a page with a table and a chart, and as CSV."""

from __future__ import annotations

import csv
import io

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _

from app.calendar import policies, statistics_words as words
from app.calendar.statistics import Quarter, Statistics
from app.core.access import allow

bp = Blueprint("statistics", __name__, url_prefix="/personal")


def _asked() -> Statistics:
    return Statistics(Quarter.asked_for(request.args.get("kvartal", "")))


@bp.get("/statistik")
@allow(*policies.MANAGERS)
def show() -> str:
    figures = _asked()
    chosen = words.chosen(figures, request.args.get("aktivitet", ""))
    return render_template(
        "calendar/staff/statistics.html",
        figures=figures,
        quarter=figures.quarter,
        chosen=chosen,
        name=words.name_of(figures, chosen),
        lines=words.lines(figures, chosen),
        words=words,
    )


@bp.get("/statistik.csv")
@allow(*policies.MANAGERS)
def as_csv() -> Response:
    """The same numbers, all activities one after the other. Semicolons, as Swedish spreadsheets want them."""
    figures, out = _asked(), io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow([_("Vecka"), _("Aktivitet"), _("Besök"), _("Nya"), _("Uteblivna")])
    for row in words.csv_rows(figures):
        writer.writerow([_harmless(cell) for cell in row])
    name = f"statistik-{figures.quarter}.csv"
    return Response(
        "\ufeff" + out.getvalue(),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _harmless(cell: str) -> str:
    """A spreadsheet would take what begins so for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
