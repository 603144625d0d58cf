"""What I need at the lunch: two short pages, asked once, and taken away with one press."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import gettext as _

from app.calendar import wording
from app.calendar.models import Occurrence, Serves, SignUp
from app.core import formatting
from app.core.access import current_person, get_or_404, signed_in
from app.core.db import commit
from app.core.flashes import done
from app.core.forms import Form
from app.core.payload import LARGEST_ID
from app.runsheet import keeping, needs, policies, words
from app.runsheet.forms import FoodForm, TravelForm

bp = Blueprint("needs", __name__, url_prefix=f"/kalender/<int(max={LARGEST_ID}):occurrence_id>/mat-och-resa")


def find_date(occurrence_id: int) -> Occurrence:
    return get_or_404(policies.dates_to_tell_about(current_person()).where(Occurrence.id == occurrence_id))


def mine(date: Occurrence) -> SignUp | None:
    return needs.sign_up_of(current_person(), date)


@bp.get("")
@signed_in
def show(occurrence_id: int) -> Any:
    """What stands written, who reads it, and when it goes."""
    date = find_date(occurrence_id)
    if (entry := mine(date)) is None:
        return _to_date(date)
    told = needs.of(entry)
    return render_template(
        "runsheet/needs.html",
        date=date,
        food=words.food_told(told) if told else [],
        travel=words.travel_told(told) if told else [],
        goes_on=formatting.local(keeping.goes_at(told)).date() if told else None,
        asks_food=serves_food(date),
        wording=wording,
    )


@bp.get("/maten")
@signed_in
def food_form(occurrence_id: int) -> Any:
    date = find_date(occurrence_id)
    if (entry := mine(date)) is None or not serves_food(date):
        return _to_date(date)
    return _page("food", date, FoodForm.of(entry, needs.of(entry)))


@bp.post("/maten")
@signed_in
def food(occurrence_id: int) -> Any:
    date = find_date(occurrence_id)
    if (entry := mine(date)) is None or not serves_food(date):
        return _to_date(date)
    form = FoodForm.sent(entry)
    if not form.validate_on_submit():
        return _page("food", date, form), 422
    told = needs.tell_food(entry, form.food, form.companion, actor=current_person())
    commit()
    done(_("Tack. Köket får veta det."))
    on = ".show" if told.travel_at else ".travel_form"
    return redirect(url_for(on, occurrence_id=date.id), 303)


@bp.get("/resan")
@signed_in
def travel_form(occurrence_id: int) -> Any:
    date = find_date(occurrence_id)
    if (entry := mine(date)) is None:
        return _to_date(date)
    return _page("travel", date, TravelForm.of(needs.of(entry)))


@bp.post("/resan")
@signed_in
def travel(occurrence_id: int) -> Any:
    date = find_date(occurrence_id)
    if (entry := mine(date)) is None:
        return _to_date(date)
    form = TravelForm()
    if not form.validate_on_submit():
        return _page("travel", date, form), 422
    needs.tell_travel(entry, form.travel, actor=current_person())
    commit()
    done(_("Tack. De som håller i dagen får veta det."))
    return redirect(url_for(".show", occurrence_id=date.id), 303)


@bp.get("/ta-bort")
@signed_in
def remove_form(occurrence_id: int) -> Any:
    """A true deletion is two pages: it cannot be taken back."""
    date = find_date(occurrence_id)
    if mine(date) is None:
        return _to_date(date)
    return render_template("runsheet/needs_remove.html", date=date, wording=wording)


@bp.post("/ta-bort")
@signed_in
def remove(occurrence_id: int) -> Any:
    date = find_date(occurrence_id)
    if (entry := mine(date)) is None:
        return _to_date(date)
    needs.remove(entry, actor=current_person())
    commit()
    done(_("Det är borttaget."))
    return redirect(url_for(".show", occurrence_id=date.id), 303)


def serves_food(date: Occurrence) -> bool:
    return date.activity.serves is not Serves.NOTHING


def _to_date(date: Occurrence) -> Any:
    return redirect(url_for("calendar.show", occurrence_id=date.id), 303)


def _page(template: str, date: Occurrence, form: Form) -> str:
    back = url_for(".show", occurrence_id=date.id)
    return render_template(
        f"runsheet/{template}.html", date=date, form=form, back=back, name=None, wording=wording
    )
