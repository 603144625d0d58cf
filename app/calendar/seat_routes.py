"""More that a member does with a seat: company, an answer to an offer, a standing seat given back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from app.calendar import companions, offers, policies, queries, seats, standing, wording
from app.calendar.models import Activity, Occurrence, SignUp, SignUpState
from app.calendar.seat_forms import CompanionForm
from app.calendar.standing_models import EndedBy, StandingSeat
from app.core.access import current_person, get_or_404, signed_in
from app.core.db import commit, rollback
from app.core.errors import Refusal
from app.core.flashes import done as say_done, done_with_undo
from app.core.forms import add_error
from app.core.payload import LARGEST_ID

bp = Blueprint("seats", __name__, url_prefix="/kalender")
DATE = f"/<int(max={LARGEST_ID}):occurrence_id>"
STANDING = f"/fasta-platser/<int(max={LARGEST_ID}):activity_id>"


def find_date(occurrence_id: int) -> Occurrence:
    return get_or_404(policies.dates_visible_to(current_person()).where(Occurrence.id == occurrence_id))


@bp.get(f"{DATE}/sallskap")
@signed_in
def company(occurrence_id: int) -> Any:
    date = find_date(occurrence_id)
    entry = seats.find(current_person(), date)
    form = CompanionForm(formdata=None, companion_name=entry.companion_name if entry else "")
    return _company_page(date, form)


@bp.post(f"{DATE}/sallskap")
@signed_in
def bring(occurrence_id: int) -> Any:
    """Both at once, or a companion for who is on the list already."""
    person, date, form = current_person(), find_date(occurrence_id), CompanionForm()
    if not form.validate_on_submit():
        return _company_page(date, form), 422
    name = form.companion_name.data or None
    try:
        entry = seats.find(person, date)
        if entry is None or entry.state is SignUpState.LEFT:
            seats.sign_up(person, date, actor=person, companions=1, companion_name=name)
        else:
            companions.bring(entry, name=name, actor=person)
        commit()
    except Refusal as refusal:
        rollback()
        add_error(form.companion_name, refusal.message)
        return _company_page(find_date(occurrence_id), form), refusal.status
    return _to_done(occurrence_id)


@bp.post(f"{DATE}/utan-sallskap")
@signed_in
def come_alone(occurrence_id: int) -> Any:
    person, date = current_person(), find_date(occurrence_id)
    entry = seats.find(person, date)
    if entry is None or entry.companions == 0:
        return redirect(url_for("calendar.show", occurrence_id=occurrence_id), 303)
    name = entry.companion_name or ""
    companions.come_alone(entry, actor=person)
    commit()
    undo = url_for(".bring", occurrence_id=occurrence_id)
    done_with_undo(
        _("Du kommer utan sällskap."),
        url=undo,
        label=_("Ta med sällskap ändå"),
        fields={"companion_name": name},
    )
    return _to_done(occurrence_id)


@bp.post(f"{DATE}/svara")
@signed_in
def answer(occurrence_id: int) -> Any:
    """Yes or no to an offered seat. The next page says what came of it."""
    person, date = current_person(), find_date(occurrence_id)
    entry = seats.find(person, date)
    if entry is None:
        return redirect(url_for("calendar.show", occurrence_id=occurrence_id), 303)
    if request.form.get("answer") == "yes":
        offers.accept(entry, actor=person)
    elif request.form.get("answer") == "no" and entry.is_offered:
        seats.leave_entry(entry, actor=person)
    commit()
    return _to_done(occurrence_id)


@bp.post(f"{STANDING}/lamna")
@signed_in
def end_standing(activity_id: int) -> Any:
    if (seat := _my_standing(activity_id)) is None:
        return redirect(url_for("calendar.mine"), 303)
    standing.end(seat, by=EndedBy.SELF, actor=current_person())
    commit()
    undo = url_for(".take_back_standing", activity_id=activity_id)
    text = _("Din fasta plats är tillbakalämnad, och platserna de dagar som kommer.")
    done_with_undo(text, url=undo, label=_("Ångra"))
    return redirect(url_for("calendar.mine"), 303)


@bp.post(f"{STANDING}/ta-tillbaka")
@signed_in
def take_back_standing(activity_id: int) -> Any:
    if (seat := _my_standing(activity_id)) is None:
        return redirect(url_for("calendar.mine"), 303)
    standing.take_back(seat, actor=current_person())
    commit()
    say_done(_("Du har din fasta plats igen."))
    return redirect(url_for("calendar.mine"), 303)


def _my_standing(activity_id: int) -> StandingSeat | None:
    activity = get_or_404(select(Activity).where(Activity.id == activity_id))
    return standing.find(current_person(), activity)


def _company_page(date: Occurrence, form: CompanionForm) -> str:
    entry: SignUp | None = seats.find(current_person(), date)
    listed = entry is not None and entry.state is not SignUpState.LEFT
    line = queries.line_for(current_person(), date)
    return render_template(
        "calendar/company.html", date=date, form=form, listed=listed, line=line, wording=wording
    )


def _to_done(occurrence_id: int) -> Any:
    return redirect(url_for("calendar.done", occurrence_id=occurrence_id), 303)
