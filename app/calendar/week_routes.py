"""The coordinators' week."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from app.calendar import policies, week_view, wording
from app.core.access import allow

bp = Blueprint("week", __name__, url_prefix="/personal/kalender")


@bp.get("")
@allow(*policies.MANAGERS)
def show() -> str:
    week = week_view.ShownWeek.asked_for(request.args.get("vecka", ""))
    rows = week_view.rows_of(week)
    return render_template("calendar/staff/week.html", week=week, rows=rows, view=week_view, wording=wording)
