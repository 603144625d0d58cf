"""The calendar's pages for everybody: the days, one date, coming and not coming."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.calendar import (
    meetings,
    my_days,
    news,
    picture,
    policies,
    queries,
    reminding,
    seats,
    standing_queries,
    wording,
)
from app.calendar.models import Occurrence
from app.calendar.week import Week
from app.core.access import current_person, get_or_404, signed_in
from app.core.db import commit
from app.core.flashes import done as say_done
from app.core.payload import LARGEST_ID

bp = Blueprint("calendar", __name__)
DATE = f"/kalender/<int(max={LARGEST_ID}):occurrence_id>"


def find_date(occurrence_id: int) -> Occurrence:
    return get_or_404(policies.dates_visible_to(current_person()).where(Occurrence.id == occurrence_id))


@bp.get("/kalender")
@signed_in
def index() -> str:
    week = Week.asked_for(request.args.get("fran", ""))
    person = current_person()
    return render_template(
        "calendar/index.html",
        week=week,
        days=week.days(queries.between(person, week.first), queries.moved_away(person, week.first)),
        news=news.news_for(person) if week.is_this else [],
        wording=wording,
    )


@bp.post("/kalender/har-last")
@signed_in
def read_news() -> Any:
    """Puts away the news that stood on the page, and no newer ones."""
    news.put_away(current_person(), seen=request.form.get("seen", "").split(","))
    commit()
    say_done(_("Beskeden är undanlagda."))
    return redirect(url_for(".index"), 303)


@bp.get("/mina-anmalningar")
@signed_in
def mine() -> str:
    """The nearest, and whatever asks for an answer; a standing seat has fifty dates to come."""
    person = current_person()
    coming = queries.mine(person)
    shown = coming if "alla" in request.args else coming[: my_days.NEAREST]
    asked = [line for line in coming[len(shown) :] if line.is_offered]
    return render_template(
        "calendar/mine.html",
        lines=[*shown, *asked],
        more=len(coming) - len(shown) - len(asked),
        runs=my_days.has_any(person),
        wording=wording,
    )


@bp.get(DATE)
@signed_in
def show(occurrence_id: int) -> str:
    return _page("calendar/show.html", occurrence_id)


@bp.get(f"{DATE}/klart")
@signed_in
def done(occurrence_id: int) -> Any:
    """What pressing the button has led to, as it is now; and the way back."""
    if seats.find(current_person(), find_date(occurrence_id)) is None:
        return redirect(url_for(".show", occurrence_id=occurrence_id), 303)
    return _page("calendar/done.html", occurrence_id)


@bp.post(f"{DATE}/anmal")
@signed_in
def sign_up(occurrence_id: int) -> Any:
    person = current_person()
    seats.sign_up(person, find_date(occurrence_id), actor=person)
    commit()
    return redirect(url_for(".done", occurrence_id=occurrence_id), 303)


@bp.post(f"{DATE}/avanmal")
@signed_in
def leave(occurrence_id: int) -> Any:
    person = current_person()
    seats.leave(person, find_date(occurrence_id), actor=person)
    commit()
    return redirect(url_for(".done", occurrence_id=occurrence_id), 303)


def _page(template: str, occurrence_id: int) -> str:
    person, date = current_person(), find_date(occurrence_id)
    line = queries.line_for(person, date)
    return render_template(
        template,
        date=date,
        line=line,
        entry=seats.find(person, date),
        standing=standing_queries.of(person, date.activity_id),
        day=wording.day_there(date),
        state=wording.on_page(line),
        picture=picture.of(line, person),
        reminder=reminding.for_person(person, line),
        is_open=not (date.is_cancelled or date.has_begun()),
        meeting=meetings.meeting_for(date),
        may_read_roll=policies.may_read_roll(person),
        runs=policies.runs(person, date),
        may_manage=policies.may_manage(person),
        wording=wording,
    )
