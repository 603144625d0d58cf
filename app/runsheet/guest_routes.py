"""What the guests of a date need, filled in for them by those who run it: somebody rang, or has no account."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from app.calendar import wording
from app.calendar.models import Occurrence, SignUp, SignUpState
from app.core import audit
from app.core.access import current_person, get_or_404, require, signed_in
from app.core.db import commit
from app.core.flashes import done
from app.core.forms import Form
from app.core.payload import LARGEST_ID
from app.runsheet import needs, policies, queries, sharing
from app.runsheet.forms import FoodForm, TravelForm
from app.runsheet.models import Needs
from app.runsheet.needs_routes import serves_food

bp = Blueprint("guest_needs", __name__, url_prefix="/personal/aktiviteter/datum")
DATE = f"/<int(max={LARGEST_ID}):occurrence_id>/mat-och-resa"
GUEST = f"{DATE}/<int(max={LARGEST_ID}):sign_up_id>"


def find(occurrence_id: int, sign_up_id: int) -> tuple[Occurrence, SignUp]:
    date = find_date(occurrence_id)
    entries = select(SignUp).where(SignUp.occurrence_id == date.id, SignUp.state != SignUpState.LEFT)
    return date, get_or_404(entries.where(SignUp.id == sign_up_id))


def find_date(occurrence_id: int) -> Occurrence:
    return get_or_404(policies.dates_run_by(current_person()).where(Occurrence.id == occurrence_id))


@bp.get(DATE)
@signed_in
def index(occurrence_id: int) -> str:
    """Everybody by name, and of whom nothing is known yet."""
    date = find_date(occurrence_id)
    audit.record("needs.listed", person=None, actor=current_person(), occurrence=date.id)
    commit()
    sheet = queries.day_sheet(date)
    return render_template(
        "runsheet/guests.html",
        date=date,
        sheet=sheet,
        asks_food=serves_food(date),
        me=current_person(),
        wording=wording,
    )


@bp.get(f"{GUEST}/maten")
@signed_in
def food_form(occurrence_id: int, sign_up_id: int) -> str:
    date, entry = find(occurrence_id, sign_up_id)
    told = _food_of(entry)
    _note_look(entry)
    return _page("food", date, entry, FoodForm.of(entry, told))


@bp.post(f"{GUEST}/maten")
@signed_in
def food(occurrence_id: int, sign_up_id: int) -> Any:
    date, entry = find(occurrence_id, sign_up_id)
    _food_of(entry)
    form = FoodForm.sent(entry)
    if not form.validate_on_submit():
        return _page("food", date, entry, form), 422
    needs.tell_food(entry, form.food, form.companion, actor=current_person())
    commit()
    return _saved(date, entry)


@bp.get(f"{GUEST}/resan")
@signed_in
def travel_form(occurrence_id: int, sign_up_id: int) -> str:
    date, entry = find(occurrence_id, sign_up_id)
    _note_look(entry)
    told = needs.of(entry)
    is_open = sharing.may_read(current_person(), entry, told.travel_at if told else None)
    return _page("travel", date, entry, TravelForm.of(told if is_open else None))


@bp.post(f"{GUEST}/resan")
@signed_in
def travel(occurrence_id: int, sign_up_id: int) -> Any:
    date, entry = find(occurrence_id, sign_up_id)
    form = TravelForm()
    if not form.validate_on_submit():
        return _page("travel", date, entry, form), 422
    needs.tell_travel(entry, form.travel, actor=current_person())
    commit()
    return _saved(date, entry)


def _food_of(entry: SignUp) -> Needs | None:
    """What the person told for another date is neither read nor written over: it may make them ill."""
    told = needs.of(entry)
    require(sharing.may_read(current_person(), entry, told.food_at if told else None))
    return told


def _note_look(entry: SignUp) -> None:
    needs.note_look(entry, actor=current_person())
    commit()


def _saved(date: Occurrence, entry: SignUp) -> Any:
    done(_("Sparat för %(name)s.", name=entry.first_name))
    return redirect(url_for(".index", occurrence_id=date.id), 303)


def _page(template: str, date: Occurrence, entry: SignUp, form: Form) -> str:
    back = url_for(".index", occurrence_id=date.id)
    return render_template(
        f"runsheet/{template}.html", date=date, form=form, back=back, name=entry.first_name, wording=wording
    )
