"""The week's programme for everybody: on paper, and as a page for weeks other than this one."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request, url_for
from flask_babel import force_locale

from app.calendar.programme import week_of
from app.core import db
from app.core.access import impersonal, public
from app.extensions import limiter
from app.papers import weeks
from app.papers.press import name_of, press
from app.papers.programme_sheet import TEMPLATE, programme_sheet

bp = Blueprint("papers", __name__)


@bp.get("/program/veckans-program.pdf")
@public
@impersonal
@limiter.limit("120 per minute")
def programme_pdf() -> Response:
    """One sheet for each week and language that is offered, the same for everybody, made when its words change."""
    settings = current_app.config["SETTINGS"]
    monday = _monday(request.args["vecka"]) if "vecka" in request.args else weeks.this_monday()
    lang = request.args.get("sprak", settings.locales[0])
    if lang not in settings.locales or not weeks.is_offered(monday):
        abort(404)
    with force_locale(lang):
        data = programme_sheet(week_of(monday), address=settings.public_origin + weeks.path_of(monday))
    db.rollback()  # no connection is held while others' sheets are printed
    name = name_of(TEMPLATE, data)
    known = request.if_none_match.contains(name)
    pdf = b"" if known else press().print_once(name, TEMPLATE, data)
    answer = as_file(pdf, f"veckans-program-{weeks.name_of(monday)}-{lang}.pdf")
    answer.headers["Cache-Control"] = "public, no-cache"
    answer.set_etag(name)
    answer.make_conditional(request)
    return answer


@bp.get("/program/vecka/<week>")
@public
def week(week: str) -> Any:
    """Where printed codes lead. A week long gone leads to the present one."""
    monday = _monday(week)
    if not weeks.is_offered(monday):
        return redirect(url_for("offline.week"), 303)
    return render_template(
        "papers/week.html",
        week=week_of(monday),
        name=weeks.name_of(monday),
        before=weeks.before(monday),
        after=weeks.after(monday),
        is_this=monday == weeks.this_monday(),
        locales=current_app.config["SETTINGS"].locales,
    )


def as_file(pdf: bytes, name: str, *, attached: bool = False) -> Response:
    way = "attachment" if attached else "inline"
    headers = {"Content-Disposition": f'{way}; filename="{name}"'}
    return Response(pdf, mimetype="application/pdf", headers=headers)


def _monday(text: str) -> date:
    try:
        return weeks.monday_named(text)
    except weeks.NoWeek:
        abort(400)
