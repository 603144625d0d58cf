"""The first page of the staff; a host gets only what a host needs."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from app.accounts.models import Role
from app.admin import week
from app.calendar.week import Week
from app.core.access import allow, current_person
from app.rooms import policies
from app.rooms.queries import rooms_with_people

bp = Blueprint("admin", __name__, url_prefix="/personal")


@bp.get("")
@allow(Role.HOST, Role.COORDINATOR)
def index() -> str:
    person = current_person()
    tables = [one for one in rooms_with_people(person) if policies.can_open_and_close(person, one.room)]
    if not person.is_staff:
        return render_template("admin/host.html", tables=tables, rows=week.coming_days(person))
    shown = Week.asked_for(request.args.get("fran", ""))
    rows = week.rows_of(person, shown)
    return render_template(
        "admin/index.html",
        heading=week.heading(shown),
        days=week.days_in_words(shown),
        shown=shown,
        rows=rows,
        decisions=week.decisions(rows),
        tables=[one for one in tables if one.room.is_open],
    )
