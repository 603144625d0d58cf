"""The list of one date for those who run it: who comes, who waits, who is asked; signed up, answered and left for others.

First names and pictures only. A guest's telephone number is shown, because here are those who must reach them.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from app.calendar import guests, listing, offers, policies, queries, seats, wording
from app.calendar.models import Occurrence, SignUp, SignUpState
from app.calendar.seat_forms import GuestForm, MemberForm
from app.core.access import current_person, get_or_404, require, signed_in
from app.core.db import commit, rollback
from app.core.errors import Refusal
from app.core.flashes import done as say_done, done_with_undo
from app.core.forms import Form, add_error
from app.core.payload import LARGEST_ID

bp = Blueprint("runners", __name__, url_prefix=f"/kalender/<int(max={LARGEST_ID}):occurrence_id>/anmalda")
ENTRY = f"/<int(max={LARGEST_ID}):sign_up_id>"


def find_date(occurrence_id: int) -> Occurrence:
    date = get_or_404(policies.dates_visible_to(current_person()).where(Occurrence.id == occurrence_id))
    require(policies.runs(current_person(), date))
    return date


def find_entry(date: Occurrence, sign_up_id: int) -> SignUp:
    return get_or_404(select(SignUp).where(SignUp.id == sign_up_id, SignUp.occurrence_id == date.id))


@bp.get("")
@signed_in
def index(occurrence_id: int) -> str:
    date = find_date(occurrence_id)
    seated, offered, waiting = queries.roll(date), queries.offered(date), queries.waiting(date)
    if listing.note_numbers([*seated, *offered, *waiting], date, actor=current_person()):
        commit()
    return render_template(
        "calendar/runners/index.html",
        date=date,
        seated=seated,
        offered=offered,
        waiting=waiting,
        is_open=not (date.has_begun() or date.is_cancelled),
        listing=listing,
        wording=wording,
    )


@bp.get("/gast")
@signed_in
def guest_form(occurrence_id: int) -> str:
    return _guest_page(find_date(occurrence_id), GuestForm(formdata=None))


@bp.post("/gast")
@signed_in
def sign_up_guest(occurrence_id: int) -> Any:
    date, form = find_date(occurrence_id), GuestForm()
    if not form.validate_on_submit():
        return _guest_page(date, form), 422
    companions, name = form.company
    asking = seats.Asking(current_person(), form.came_by.chosen, companions, name)
    before = listing.is_already_there(guests.find(form.first_name.data, form.number, date))
    try:
        entry = guests.sign_up_guest(form.first_name.data, form.number, date, asking)
        commit()
    except Refusal as refusal:
        rollback()
        add_error(form.companion_name if companions else form.first_name, refusal.message)
        return _guest_page(find_date(occurrence_id), form), refusal.status
    return _already(entry) if before else _said(entry)


@bp.get("/deltagare")
@signed_in
def member_form(occurrence_id: int) -> str:
    """First a first name, then those who are called so, each with their picture."""
    date, name = find_date(occurrence_id), listing.asked_name(request.args.get("namn", ""))
    return _member_page(date, name, MemberForm(formdata=None))


@bp.post("/deltagare")
@signed_in
def sign_up_member(occurrence_id: int) -> Any:
    date, form = find_date(occurrence_id), MemberForm()
    name = listing.asked_name(request.form.get("namn", ""))
    persons = {person.id: person for person in listing.called(name, not_on=None)}
    if not form.offer(list(persons.values())).validate_on_submit():
        return _member_page(date, name, form), 422
    companions, company_name = form.company
    before = listing.is_already_there(seats.find(persons[form.person_id.data], date))
    try:
        entry = seats.sign_up(
            persons[form.person_id.data], date, actor=current_person(), came_by=form.came_by.chosen,
            companions=companions, companion_name=company_name,
        )  # fmt: skip
        commit()
    except Refusal as refusal:
        rollback()
        add_error(form.person_id, refusal.message)
        return _member_page(find_date(occurrence_id), name, form), refusal.status
    return _already(entry) if before else _said(entry)


@bp.post(f"{ENTRY}/avanmal")
@signed_in
def leave(occurrence_id: int, sign_up_id: int) -> Any:
    entry = seats.leave_entry(find_entry(find_date(occurrence_id), sign_up_id), actor=current_person())
    commit()
    undo = url_for(".rejoin", occurrence_id=occurrence_id, sign_up_id=sign_up_id)
    done_with_undo(_("%(name)s är avanmäld.", name=entry.first_name), url=undo, label=_("Ångra"))
    return _to_list(occurrence_id)


@bp.post(f"{ENTRY}/ater")
@signed_in
def rejoin(occurrence_id: int, sign_up_id: int) -> Any:
    """On the list again, last in line if it is full."""
    entry = find_entry(find_date(occurrence_id), sign_up_id)
    if entry.state is not SignUpState.LEFT:
        return _to_list(occurrence_id)
    return _said(listing.rejoin(entry, actor=current_person()), with_undo=False)


@bp.post(f"{ENTRY}/svara")
@signed_in
def answer(occurrence_id: int, sign_up_id: int) -> Any:
    """For somebody who rang back."""
    entry = find_entry(find_date(occurrence_id), sign_up_id)
    if request.form.get("answer") == "yes" and entry.is_offered:
        return _said(offers.accept(entry, actor=current_person()))
    if request.form.get("answer") == "no" and entry.is_offered:
        return leave(occurrence_id, sign_up_id)
    return _to_list(occurrence_id)


def _said(entry: SignUp, *, with_undo: bool = True) -> Any:
    """What came of it, in words, with the way back."""
    commit()
    text = listing.outcome(entry)
    undo = url_for(".leave", occurrence_id=entry.occurrence_id, sign_up_id=entry.id)
    if with_undo and entry.state is not SignUpState.LEFT:
        done_with_undo(text, url=undo, label=_("Ångra"))
    else:
        say_done(text)
    return _to_list(entry.occurrence_id)


def _already(entry: SignUp) -> Any:
    say_done(listing.already(entry))
    return _to_list(entry.occurrence_id)


def _to_list(occurrence_id: int) -> Any:
    return redirect(url_for(".index", occurrence_id=occurrence_id), 303)


def _guest_page(date: Occurrence, form: Form) -> str:
    return render_template("calendar/runners/guest.html", date=date, form=form, wording=wording)


def _member_page(date: Occurrence, name: str, form: MemberForm) -> str:
    found = listing.called(name, not_on=date) if name else []
    form.offer(found)
    figures = {str(person.id): person.figure for person in found}
    return render_template(
        "calendar/runners/member.html", date=date, form=form, name=name, figures=figures, wording=wording
    )
