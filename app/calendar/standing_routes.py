"""Standing seats of a series, for coordinators: who has one, one more, one ended."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import gettext as _, ngettext
from sqlalchemy import select

from app.accounts import people
from app.accounts.models import User
from app.calendar import listing, overview, policies, standing, standing_queries
from app.calendar.date_forms import StandingForm
from app.calendar.models import Activity
from app.calendar.standing_models import EndedBy, StandingSeat
from app.core.access import allow, current_person, get_or_404
from app.core.db import commit, rollback
from app.core.errors import Refusal
from app.core.flashes import done_with_undo
from app.core.forms import add_error
from app.core.payload import LARGEST_ID

ACTIVITY = f"/personal/aktiviteter/<int(max={LARGEST_ID}):activity_id>/fasta-platser"
bp = Blueprint("standing", __name__, url_prefix=ACTIVITY)


def find_activity(activity_id: int) -> Activity:
    return get_or_404(policies.activities().where(Activity.id == activity_id))


@bp.get("")
@allow(*policies.MANAGERS)
def index(activity_id: int) -> str:
    activity, persons = find_activity(activity_id), overview.persons()
    people.note_listing(len(persons), actor=current_person())
    commit()
    return _page(activity, StandingForm(formdata=None).offer(persons))


@bp.post("")
@allow(*policies.MANAGERS)
def grant(activity_id: int) -> Any:
    activity, form = find_activity(activity_id), StandingForm()
    if not form.offer(overview.persons()).validate_on_submit():
        return _page(activity, form), 422
    person = get_or_404(select(User).where(User.id == form.person_id.data, ~User.is_house))
    companions, name = form.company
    try:
        _seat, given = standing.grant(
            person, activity, actor=current_person(), companions=companions, companion_name=name
        )
        commit()
    except Refusal as refusal:
        rollback()
        add_error(form.person_id, refusal.message)
        return _page(find_activity(activity_id), form), refusal.status
    text = _("%(name)s har en fast plats.", name=person.full_name)
    days = ngettext("Plats finns på %(num)s dag.", "Plats finns på %(num)s dagar.", given)
    return _done(
        activity_id, f"{text} {days}", undo=url_for(".end", activity_id=activity_id, person_id=person.id)
    )


@bp.post(f"/<int(max={LARGEST_ID}):person_id>/avsluta")
@allow(*policies.MANAGERS)
def end(activity_id: int, person_id: int) -> Any:
    held = StandingSeat.activity_id == activity_id, StandingSeat.person_id == person_id
    seat = get_or_404(select(StandingSeat).where(*held))
    standing.end(seat, by=EndedBy.STAFF, actor=current_person())
    commit()
    text = _("%(name)s har ingen fast plats längre.", name=seat.person.full_name)
    fields = {"person_id": str(person_id), "companion_name": seat.companion_name or ""}
    if seat.companions:
        fields["has_companion"] = "y"
    return _done(activity_id, text, undo=url_for(".grant", activity_id=activity_id), fields=fields)


def _page(activity: Activity, form: StandingForm) -> str:
    return render_template(
        "calendar/staff/standing.html",
        activity=activity,
        form=form,
        held=standing_queries.in_series(activity),
        rule=standing_queries.rule_in_words(activity),
        listing=listing,
    )


def _done(activity_id: int, text: str, *, undo: str, fields: dict[str, str] | None = None) -> Any:
    done_with_undo(text, url=undo, label=_("Ångra"), fields=fields)
    return redirect(url_for(".index", activity_id=activity_id), 303)
