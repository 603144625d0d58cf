"""Activities, for coordinators: the list, a new one in two pages, the series changed or ended."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _, ngettext

from app.calendar import edit, listing, naming, overview, policies, reminding, rules, series, undo, wording
from app.calendar.date_forms import ReasonForm
from app.calendar.forms import ActivityForm, SeriesForm
from app.calendar.models import Activity
from app.calendar.naming import names_of
from app.core import clock
from app.core.access import allow, current_person, get_or_404
from app.core.db import commit, session
from app.core.flashes import done, done_with_undo
from app.core.payload import LARGEST_ID

bp = Blueprint("activities", __name__, url_prefix="/personal/aktiviteter")
ACTIVITY = f"/<int(max={LARGEST_ID}):activity_id>"


def find_activity(activity_id: int) -> Activity:
    return get_or_404(policies.activities().where(Activity.id == activity_id))


@bp.get("")
@allow(*policies.MANAGERS)
def index() -> str:
    return render_template("calendar/staff/index.html", rows=overview.activities(), wording=wording)


@bp.get("/ny")
@allow(*policies.MANAGERS)
def new() -> str:
    form = ActivityForm(formdata=None, organisation_id=current_person().organisation_id or 0)
    return render_template("calendar/staff/form.html", form=form.renew())


@bp.post("/ny")
@allow(*policies.MANAGERS)
def preview() -> Any:
    """The dates in words before anything is stored; with `back`, the form again as it was filled in."""
    form = ActivityForm()
    if "back" in request.form:
        return render_template("calendar/staff/form.html", form=form.renew())
    if not form.validate_on_submit():
        return render_template("calendar/staff/form.html", form=form.renew()), 422
    details = form.details()
    planned = rules.plan(details, today=clock.today())
    return render_template(
        "calendar/staff/preview.html",
        form=form,
        details=details,
        planned=planned,
        reminding=reminding,
        rules=rules,
        wording=wording,
    )


@bp.post("")
@allow(*policies.MANAGERS)
def create() -> Any:
    form = ActivityForm()
    if not form.validate_on_submit():
        return render_template("calendar/staff/form.html", form=form.renew()), 422
    known = series.made_with(form.key.data)
    activity = series.create_activity(
        form.details(), actor=current_person(), key=form.key.data, like=_earlier(form)
    )
    commit()
    done(_("Den fanns redan i kalendern.") if known else _("Nu ligger den i kalendern."))
    return redirect(url_for(".show", activity_id=activity.id), 303)


@bp.get(ACTIVITY)
@allow(*policies.MANAGERS)
def show(activity_id: int) -> str:
    activity = find_activity(activity_id)
    return render_template(
        "calendar/staff/show.html",
        activity=activity,
        names=names_of(activity),
        rows=overview.dates(activity),
        listing=listing,
        wording=wording,
    )


@bp.get(f"{ACTIVITY}/andra")
@allow(*policies.MANAGERS)
def edit_form(activity_id: int) -> str:
    activity = find_activity(activity_id)
    return _edit_page(activity, SeriesForm.of(activity))


@bp.post(f"{ACTIVITY}/andra")
@allow(*policies.MANAGERS)
def preview_edit(activity_id: int) -> Any:
    """What the change would do to every date, before it is done."""
    activity = find_activity(activity_id)
    form = SeriesForm(zone=activity.zone)
    if "back" in request.form:
        return _edit_page(activity, form)
    if not form.validate_on_submit():
        return _edit_page(activity, form), 422
    details = form.details()
    change = edit.foresee(activity, details, overview.coming(activity))
    return render_template(
        "calendar/staff/preview_edit.html",
        form=form,
        activity=activity,
        names=names_of(activity),
        details=details,
        words=overview.in_words(change, details),
        reminding=reminding,
        wording=wording,
    )


@bp.post(ACTIVITY)
@allow(*policies.MANAGERS)
def update(activity_id: int) -> Any:
    activity = find_activity(activity_id)
    form = SeriesForm(zone=activity.zone)
    if not form.validate_on_submit():
        return _edit_page(activity, form), 422
    edit.edit_series(activity, form.details(), reason=form.reason.data or None, actor=current_person())
    commit()
    undo_url = url_for(".undo_edit", activity_id=activity_id)
    done_with_undo(names_of(activity).edited, url=undo_url, label=_("Ångra"))
    return redirect(url_for(".show", activity_id=activity_id), 303)


@bp.post(f"{ACTIVITY}/angra")
@allow(*policies.MANAGERS)
def undo_edit(activity_id: int) -> Any:
    """What was before the last change, from the next date on."""
    activity = find_activity(activity_id)
    change = undo.take_back(activity, actor=current_person())
    commit()
    off = len(change.cancelled) if change else 0
    text = ngettext("%(num)s dag är inställd.", "%(num)s dagar är inställda.", off) if off else ""
    done(f"{names_of(activity).taken_back} {text}".strip())
    return redirect(url_for(".show", activity_id=activity_id), 303)


@bp.get(f"{ACTIVITY}/avsluta")
@allow(*policies.MANAGERS)
def end_form(activity_id: int) -> str:
    return _end_page(find_activity(activity_id), ReasonForm(formdata=None))


@bp.post(f"{ACTIVITY}/avsluta")
@allow(*policies.MANAGERS)
def end(activity_id: int) -> Any:
    activity, form = find_activity(activity_id), ReasonForm()
    if not form.validate_on_submit():
        return _end_page(activity, form), 422
    number = series.end_series(activity, reason=form.reason.data, actor=current_person())
    commit()
    resume_url = url_for(".resume", activity_id=activity_id)
    done_with_undo(naming.ended(activity, number), url=resume_url, label=_("Ångra"))
    return redirect(url_for(".show", activity_id=activity_id), 303)


@bp.post(f"{ACTIVITY}/ateruppta")
@allow(*policies.MANAGERS)
def resume(activity_id: int) -> Any:
    activity = find_activity(activity_id)
    series.resume_series(activity, actor=current_person())
    commit()
    done(names_of(activity).resumed)
    return redirect(url_for(".show", activity_id=activity_id), 303)


def _earlier(form: ActivityForm) -> Activity | None:
    """The activity that this one is made from, if it is."""
    text = form.like.data or ""
    known = text.isascii() and text.isdigit() and len(text) < 10
    return session.scalar(policies.activities().where(Activity.id == int(text))) if known else None


def _edit_page(activity: Activity, form: SeriesForm) -> str:
    return render_template(
        "calendar/staff/form.html",
        form=form.about(activity).renew(),
        activity=activity,
        names=names_of(activity),
    )


def _end_page(activity: Activity, form: ReasonForm) -> str:
    return render_template(
        "calendar/staff/end.html",
        form=form,
        activity=activity,
        names=names_of(activity),
        concerned=overview.what_ends(activity),
    )
