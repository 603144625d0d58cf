"""One date, for coordinators: the roll, cancelled, moved, seats, somebody signed up. Hosts read the roll."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts import people
from app.accounts.models import User
from app.calendar import (
    checks,
    dates,
    listing,
    naming,
    overview,
    policies,
    queries,
    reminding,
    seats,
    team,
    wording,
)
from app.calendar.date_forms import CapacityForm, MoveForm, PersonForm, ReasonForm
from app.calendar.forms import known
from app.calendar.models import Occurrence
from app.core import formatting
from app.core.access import allow, current_person, get_or_404
from app.core.db import commit, rollback
from app.core.errors import Refusal
from app.core.flashes import done, done_with_undo
from app.core.forms import Form, add_error
from app.core.payload import LARGEST_ID

bp = Blueprint("dates", __name__, url_prefix="/personal/aktiviteter/datum")
DATE = f"/<int(max={LARGEST_ID}):occurrence_id>"


def find_date(occurrence_id: int) -> Occurrence:
    return get_or_404(policies.dates_visible_to(current_person()).where(Occurrence.id == occurrence_id))


@bp.get(DATE)
@allow(*policies.MANAGERS)
def show(occurrence_id: int) -> str:
    date = find_date(occurrence_id)
    return render_template(
        "calendar/staff/date.html",
        date=date,
        seated=queries.roll(date),
        offered=queries.offered(date),
        waiting=queries.waiting(date),
        runners=team.of_date(date),
        listing=listing,
        is_open=not (date.has_begun() or date.is_cancelled),
        names=naming.names_of(date.activity),
        reminders=reminding.for_staff(date),
        wording=wording,
    )


@bp.get(f"{DATE}/lista")
@allow(*policies.ROLL_READERS)
def roll(occurrence_id: int) -> str:
    """First names and pictures only, whoever reads: this page may lie on the table."""
    date = find_date(occurrence_id)
    return render_template("calendar/staff/roll.html", date=date, seated=queries.roll(date), wording=wording)


@bp.get(f"{DATE}/stall-in")
@allow(*policies.MANAGERS)
def cancel_form(occurrence_id: int) -> str:
    return _form_page(find_date(occurrence_id), ReasonForm(formdata=None), "cancel")


@bp.post(f"{DATE}/stall-in")
@allow(*policies.MANAGERS)
def cancel(occurrence_id: int) -> Any:
    date, form = find_date(occurrence_id), ReasonForm()
    if not form.validate_on_submit():
        return _form_page(date, form, "cancel"), 422
    dates.cancel_occurrence(date, reason=form.reason.data, actor=current_person())
    commit()
    return _done(date, _("Dagen är inställd."), undo=url_for(".restore", occurrence_id=date.id))


@bp.post(f"{DATE}/ta-tillbaka")
@allow(*policies.MANAGERS)
def restore(occurrence_id: int) -> Any:
    date = find_date(occurrence_id)
    dates.restore(date, actor=current_person())
    commit()
    return _done(date, _("Dagen är på igen."))


@bp.get(f"{DATE}/flytta")
@allow(*policies.MANAGERS)
def move_form(occurrence_id: int) -> str:
    date = find_date(occurrence_id)
    local = formatting.local(date.starts_at, wording.zone_of(date))
    return _form_page(date, MoveForm(formdata=None, day=local.date(), at=local.time()), "move")


@bp.post(f"{DATE}/flytta")
@allow(*policies.MANAGERS)
def move(occurrence_id: int) -> Any:
    date, form = find_date(occurrence_id), MoveForm()
    if not form.validate_on_submit():
        return _form_page(date, form, "move"), 422
    try:
        start = checks.new_start(known(form.day.data), known(form.at.data), date.activity.zone)
        dates.move_occurrence(date, start=start, reason=form.reason.data, actor=current_person())
        commit()
    except Refusal as refusal:
        return _refused(occurrence_id, form, "move", form.at, refusal)
    undo = url_for(".move_back", occurrence_id=date.id) if date.moved_from else None
    return _done(date, _("Dagen är flyttad."), undo=undo)


@bp.post(f"{DATE}/flytta-tillbaka")
@allow(*policies.MANAGERS)
def move_back(occurrence_id: int) -> Any:
    date = find_date(occurrence_id)
    dates.move_back(date, actor=current_person())
    commit()
    return _done(date, _("Dagen har sin gamla tid igen."))


@bp.get(f"{DATE}/platser")
@allow(*policies.MANAGERS)
def capacity_form(occurrence_id: int) -> str:
    date = find_date(occurrence_id)
    return _form_page(date, CapacityForm(formdata=None, capacity=date.capacity), "capacity")


@bp.post(f"{DATE}/platser")
@allow(*policies.MANAGERS)
def change_capacity(occurrence_id: int) -> Any:
    date, form = find_date(occurrence_id), CapacityForm()
    before = "" if date.capacity is None else str(date.capacity)
    if not form.validate_on_submit():
        return _form_page(date, form, "capacity"), 422
    try:
        dates.change_capacity(date, capacity=form.capacity.data, actor=current_person())
        commit()
    except Refusal as refusal:
        return _refused(occurrence_id, form, "capacity", form.capacity, refusal)
    undo = url_for(".change_capacity", occurrence_id=date.id)
    return _done(date, _("Antalet platser är ändrat."), undo=undo, fields={"capacity": before})


@bp.get(f"{DATE}/anmal")
@allow(*policies.MANAGERS)
def sign_up_form(occurrence_id: int) -> str:
    date = find_date(occurrence_id)
    persons = overview.persons(not_on=date)
    people.note_listing(len(persons), actor=current_person())
    commit()
    return _form_page(date, PersonForm(formdata=None).offer(persons), "sign_up")


@bp.post(f"{DATE}/anmal")
@allow(*policies.MANAGERS)
def sign_up(occurrence_id: int) -> Any:
    """For somebody who rang or asked on paper. The person and the one who presses are kept apart."""
    date, form = find_date(occurrence_id), PersonForm()
    if not form.offer(overview.persons()).validate_on_submit():
        return _form_page(date, form, "sign_up"), 422
    person = get_or_404(select(User).where(User.id == form.person_id.data, ~User.is_house))
    companions, companion_name = form.company
    before = listing.is_already_there(seats.find(person, date))
    try:
        entry = seats.sign_up(
            person, date, actor=current_person(), came_by=form.came_by.chosen, companions=companions,
            companion_name=companion_name,
        )  # fmt: skip
        commit()
    except Refusal as refusal:
        field = form.companion_name if companions else form.person_id
        return _refused(occurrence_id, form, "sign_up", field, refusal)
    if before:
        return _done(date, listing.already(entry, name=person.full_name))
    text = listing.outcome(entry, name=person.full_name)
    return _done(date, text, undo=url_for(".leave", occurrence_id=date.id, person_id=person.id))


@bp.post(f"{DATE}/avanmal/<int(max={LARGEST_ID}):person_id>")
@allow(*policies.MANAGERS)
def leave(occurrence_id: int, person_id: int) -> Any:
    date = find_date(occurrence_id)
    person = get_or_404(select(User).where(User.id == person_id))
    entry = seats.leave(person, date, actor=current_person())
    commit()
    undo = url_for("runners.rejoin", occurrence_id=date.id, sign_up_id=entry.id) if entry else None
    return _done(date, _("%(name)s är avanmäld.", name=person.full_name), undo=undo)


def _form_page(date: Occurrence, form: Form, what: str) -> str:
    return render_template("calendar/staff/date_form.html", date=date, form=form, what=what, wording=wording)


def _refused(occurrence_id: int, form: Form, what: str, field: Any, refusal: Refusal) -> Any:
    """The service's reason at the field, with all that was typed."""
    rollback()
    add_error(field, refusal.message)
    return _form_page(find_date(occurrence_id), form, what), refusal.status


def _done(
    date: Occurrence, text: str, *, undo: str | None = None, fields: dict[str, str] | None = None
) -> Any:
    if undo:
        done_with_undo(text, url=undo, label=_("Ångra"), fields=fields)
    else:
        done(text)
    return redirect(url_for(".show", occurrence_id=date.id), 303)
