"""The days that somebody runs, as host or helper: who comes, and whom to ring."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request

from app.calendar import meetings, my_days, policies, queries, ringing, team, wording
from app.calendar.models import Occurrence
from app.core.access import current_person, get_or_404, signed_in
from app.core.db import commit
from app.core.payload import LARGEST_ID

bp = Blueprint("my_days", __name__, url_prefix="/dina-dagar")
DATE = f"/<int(max={LARGEST_ID}):occurrence_id>"


def find_date(occurrence_id: int) -> Occurrence:
    return get_or_404(policies.dates_run_by(current_person()).where(Occurrence.id == occurrence_id))


@bp.get("")
@signed_in
def index() -> str:
    """The nearest; who runs a series has half a year of days."""
    coming = my_days.coming(current_person())
    days = coming if "alla" in request.args else coming[: my_days.NEAREST]
    return render_template("calendar/my_days.html", days=days, more=len(coming) - len(days), wording=wording)


@bp.get(DATE)
@signed_in
def show(occurrence_id: int) -> str:
    date = find_date(occurrence_id)
    return render_template(
        "calendar/my_day.html",
        date=date,
        seated=queries.roll(date),
        runners=team.of_date(date),
        rings=ringing.is_shown(date),
        meeting=meetings.meeting_for(date),
        wording=wording,
    )


@bp.get(f"{DATE}/ringlista")
@signed_in
def calls(occurrence_id: int) -> str:
    """Telephone numbers, for those who run the date; a week after it they are gone."""
    date = find_date(occurrence_id)
    if not ringing.is_shown(date):
        abort(404)
    rows = ringing.calls(date, actor=current_person())
    commit()
    return render_template("calendar/calls.html", date=date, rows=rows, wording=wording)
