"""Hosts and helpers of a date, chosen by coordinators."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import gettext as _, ngettext
from sqlalchemy import select

from app.accounts import people
from app.accounts.models import User
from app.calendar import overview, policies, team, team_text, wording
from app.calendar.models import Occurrence
from app.calendar.team import Tasks
from app.calendar.team_forms import ALL, TakeOffForm, TasksForm, TeamForm
from app.calendar.team_models import Task
from app.core.access import allow, current_person, get_or_404
from app.core.db import commit, rollback
from app.core.errors import Refusal
from app.core.flashes import done, done_with_undo
from app.core.forms import add_error
from app.core.payload import LARGEST_ID

bp = Blueprint("team", __name__, url_prefix="/personal/aktiviteter/datum")
TEAM = f"/<int(max={LARGEST_ID}):occurrence_id>/vilka-haller-i"
PERSON = f"{TEAM}/<int(max={LARGEST_ID}):person_id>"


def find_date(occurrence_id: int) -> Occurrence:
    return get_or_404(policies.dates_visible_to(current_person()).where(Occurrence.id == occurrence_id))


@bp.get(TEAM)
@allow(*policies.MANAGERS)
def show(occurrence_id: int) -> str:
    date, persons = find_date(occurrence_id), overview.persons()
    people.note_listing(len(persons), actor=current_person())
    commit()
    form = TeamForm(formdata=None)
    form.offer(persons)
    return _page(date, form)


@bp.post(TEAM)
@allow(*policies.MANAGERS)
def assign(occurrence_id: int) -> Any:
    date, form = find_date(occurrence_id), TeamForm()
    if not form.offer(overview.persons()).validate_on_submit():
        return _page(date, form), 422
    person = get_or_404(select(User).where(User.id == form.person_id.data, ~User.is_house))
    try:
        before = team.assign(
            person, date, Task(form.task.data), whole=form.scope.data == ALL, actor=current_person()
        )
        commit()
    except Refusal as refusal:
        rollback()
        add_error(form.task, refusal.message)
        return _page(find_date(occurrence_id), form), refusal.status
    days = ngettext("%(num)s dag", "%(num)s dagar", len(before))
    return _done(date, person, _("%(name)s håller i %(days)s.", name=person.full_name, days=days), before)


@bp.post(f"{PERSON}/ta-bort")
@allow(*policies.MANAGERS)
def take_off(occurrence_id: int, person_id: int) -> Any:
    date, person, form = find_date(occurrence_id), _person(person_id), TakeOffForm()
    if not form.validate_on_submit():
        return redirect(url_for(".show", occurrence_id=date.id), 303)
    before = team.take_off(person, date, whole=form.scope.data == ALL, actor=current_person())
    commit()
    return _done(date, person, _("%(name)s håller inte i det längre.", name=person.full_name), before)


@bp.post(f"{PERSON}/angra")
@allow(*policies.MANAGERS)
def restore(occurrence_id: int, person_id: int) -> Any:
    """What was before the last change, as the button carried it."""
    date, person, form = find_date(occurrence_id), _person(person_id), TasksForm()
    wanted = team_text.read(form.before.data or "") if form.validate_on_submit() else {}
    if wanted:
        team.set_tasks(person, date.activity_id, wanted, actor=current_person())
        commit()
        done(_("Det är som förut."))
    return redirect(url_for(".show", occurrence_id=date.id), 303)


def _person(person_id: int) -> User:
    return get_or_404(select(User).where(User.id == person_id, ~User.is_house))


def _page(date: Occurrence, form: TeamForm) -> str:
    return render_template(
        "calendar/staff/team.html",
        date=date,
        form=form,
        rows=team.of_date(date),
        is_series=date.activity.rrule is not None,
        wording=wording,
    )


def _done(date: Occurrence, person: User, text: str, before: Tasks) -> Any:
    url = url_for(".restore", occurrence_id=date.id, person_id=person.id)
    done_with_undo(text, url=url, label=_("Ångra"), fields={"before": team_text.write(before)})
    return redirect(url_for(".show", occurrence_id=date.id), 303)
