"""The run sheet: four sheets as pages and as one PDF, for those who run the date. To everybody else it is not there."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template

from app.calendar import wording
from app.calendar.models import Occurrence
from app.core import audit, formatting
from app.core.access import by_person, current_person, get_or_404, signed_in
from app.core.db import commit
from app.core.payload import LARGEST_ID
from app.extensions import limiter
from app.runsheet import naming, policies, queries, ticks
from app.runsheet.kitchen import kitchen
from app.runsheet.printed import day_pdf
from app.runsheet.queries import DaySheet
from app.runsheet.tables import seating
from app.runsheet.travel import travels

bp = Blueprint("runsheet", __name__, url_prefix="/personal/aktiviteter/datum")
DATE = f"/<int(max={LARGEST_ID}):occurrence_id>"


def find_date(occurrence_id: int) -> Occurrence:
    return get_or_404(policies.dates_run_by(current_person()).where(Occurrence.id == occurrence_id))


@bp.get("/mina-dagar")
@signed_in
def today() -> str:
    """Where somebody begins who runs a date: in the morning the sheets, in the afternoon the ticks."""
    return render_template("runsheet/today.html", days=queries.my_days(current_person()), wording=wording)


@bp.get(f"{DATE}/korschema")
@signed_in
def show(occurrence_id: int) -> str:
    date = find_date(occurrence_id)
    return render_template(
        "runsheet/show.html",
        date=date,
        sheets=naming.SHEETS,
        naming=naming,
        is_day=policies.is_day(date),
        wording=wording,
    )


@bp.get(f"{DATE}/korschema/kok")
@signed_in
def kitchen_page(occurrence_id: int) -> str:
    sheet = _sheet(occurrence_id, "kok")
    return _page("kok", sheet, kitchen=kitchen(sheet))


@bp.get(f"{DATE}/korschema/resor")
@signed_in
def travel_page(occurrence_id: int) -> str:
    sheet = _sheet(occurrence_id, "resor")
    return _page("resor", sheet, travels=travels(sheet))


@bp.get(f"{DATE}/korschema/bord")
@signed_in
def seating_page(occurrence_id: int) -> str:
    sheet = _sheet(occurrence_id, "bord")
    return _page("bord", sheet, seating=seating(sheet))


@bp.get(f"{DATE}/korschema/lista")
@signed_in
def roll_page(occurrence_id: int) -> str:
    sheet = _sheet(occurrence_id, "lista")
    return _page("lista", sheet, lines=ticks.lines(sheet))


@bp.get(f"{DATE}/korschema.pdf")
@signed_in
@limiter.limit("20 per minute", key_func=by_person)
def pdf(occurrence_id: int) -> Response:
    """All four, each from a page of its own. Set in a thread: nobody's talk waits for it."""
    sheet = _sheet(occurrence_id, "pdf")
    made = day_pdf(sheet)
    day = formatting.local(sheet.date.starts_at).date().isoformat()
    headers = {"Content-Disposition": f'inline; filename="korschema-{day}.pdf"', "Cache-Control": "no-store"}
    return Response(made, mimetype="application/pdf", headers=headers)


def _sheet(occurrence_id: int, what: str) -> DaySheet:
    """Read by somebody who runs the date, and noted: the guests may ask who looked."""
    date = find_date(occurrence_id)
    audit.record("runsheet.read", person=None, actor=current_person(), occurrence=date.id, sheet=what)
    commit()
    return queries.day_sheet(date)


def _page(what: str, sheet: DaySheet, **values: Any) -> str:
    return render_template(
        f"runsheet/{what}.html",
        date=sheet.date,
        page_title=naming.title_of(what, sheet.date),
        sheet=sheet,
        wording=wording,
        **values,
    )
