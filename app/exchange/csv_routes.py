"""Tables out and in, for staff: a file shows first what it would do, line by line, and then does it whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_babel import gettext as _, ngettext

from app.calendar import policies, wording
from app.calendar.models import Occurrence
from app.core import audit, db
from app.core.access import allow, current_person, get_or_404, require, signed_in
from app.core.flashes import done
from app.core.forms import add_error
from app.core.payload import LARGEST_ID
from app.exchange import activity_import, carrying, sign_up_import, sign_up_table
from app.exchange.csv_text import BadFile
from app.exchange.forms import FileForm
from app.exchange.planning import NotWhole, Plan

bp = Blueprint("exchange", __name__, url_prefix="/personal/aktiviteter")
DATE = f"/datum/<int(max={LARGEST_ID}):occurrence_id>"


class Task(NamedTuple):
    """One kind of table: what its pages say, where they lead, and what reads it."""

    heading: str
    purpose: str
    upload: str
    save: str
    template: str
    back: str
    plan: Callable[[str], Plan]
    carry_out: Callable[[str], Plan]


@bp.get("/export.csv")
@allow(*policies.MANAGERS)
def activities() -> Response:
    audit.record("activities.exported", person=None, actor=current_person())
    body = activity_import.table()
    db.commit()
    return _csv(body, "aktiviteter.csv")


@bp.get(f"{DATE}/anmalda.csv")
@signed_in
def sign_ups(occurrence_id: int) -> Response:
    """For staff and those who run the date; written down who took it."""
    date = _date(occurrence_id)
    require(policies.runs(current_person(), date))
    body = sign_up_table.table(date, actor=current_person())
    db.commit()
    return _csv(body, f"anmalda-{date.id}.csv")


@bp.get("/import/mall.csv")
@allow(*policies.MANAGERS)
def activities_template() -> Response:
    return _csv(activity_import.template(), "mall-aktiviteter.csv")


@bp.get("/import/mall-anmalda.csv")
@allow(*policies.MANAGERS)
def sign_ups_template() -> Response:
    return _csv(sign_up_table.template(), "mall-anmalda.csv")


@bp.get("/import")
@allow(*policies.MANAGERS)
def import_form() -> str:
    return _page(_activities(), FileForm(formdata=None))


@bp.post("/import")
@allow(*policies.MANAGERS)
def show_import() -> Any:
    return _show(_activities())


@bp.post("/import/spara")
@allow(*policies.MANAGERS)
def save_import() -> Any:
    return _save(_activities())


@bp.get(f"{DATE}/import")
@allow(*policies.MANAGERS)
def sign_ups_form(occurrence_id: int) -> str:
    return _page(_of_date(occurrence_id), FileForm(formdata=None))


@bp.post(f"{DATE}/import")
@allow(*policies.MANAGERS)
def show_sign_ups(occurrence_id: int) -> Any:
    return _show(_of_date(occurrence_id))


@bp.post(f"{DATE}/import/spara")
@allow(*policies.MANAGERS)
def save_sign_ups(occurrence_id: int) -> Any:
    return _save(_of_date(occurrence_id))


def _activities() -> Task:
    actor = current_person()
    return Task(
        heading=_("Läs in aktiviteter från en fil"),
        purpose="import-activities",
        upload=url_for(".show_import"),
        save=url_for(".save_import"),
        template=url_for(".activities_template"),
        back=url_for("activities.index"),
        plan=activity_import.plan,
        carry_out=lambda text: activity_import.carry_out(text, actor=actor),
    )


def _of_date(occurrence_id: int) -> Task:
    date, actor = _date(occurrence_id), current_person()
    return Task(
        heading=_("Läs in anmälda till %(what)s", what=wording.with_day(date)),
        purpose=f"import-sign-ups-{date.id}",
        upload=url_for(".show_sign_ups", occurrence_id=date.id),
        save=url_for(".save_sign_ups", occurrence_id=date.id),
        template=url_for(".sign_ups_template"),
        back=url_for("dates.show", occurrence_id=date.id),
        plan=lambda text: sign_up_import.plan(text, date),
        carry_out=lambda text: sign_up_import.carry_out(text, date, actor=actor),
    )


def _show(task: Task) -> Any:
    """The dry run. Nothing is written."""
    form = FileForm()
    if not form.validate():
        return _page(task, form), 422
    try:
        plan, sealed = task.plan(form.file.text), carrying.packed(form.file.text, task.purpose)
    except BadFile as error:
        add_error(form.file, error.message)
        return _page(task, form), 422
    if form.file.is_old:
        plan.notes.insert(0, _("Filen är inte skriven som UTF-8. Se efter att å, ä och ö ser rätt ut."))
    return _plan_page(task, plan, sealed)


def _save(task: Task) -> Any:
    sealed = request.form.get("sealed", "")
    text = carrying.unpacked(sealed, task.purpose)
    if text is None:
        form = FileForm(formdata=None)
        form.file.errors = [_("Välj filen igen.")]
        return _page(task, form), 422
    try:
        plan = task.carry_out(text)
    except NotWhole as error:
        db.rollback()
        return _plan_page(task, error.plan, sealed)
    db.commit()
    done(_in_words(plan))
    return redirect(task.back, 303)


def _in_words(plan: Plan) -> str:
    counts = plan.counts
    made = ngettext("%(num)s ny rad är inläst.", "%(num)s nya rader är inlästa.", counts["new"])
    changed = ngettext("%(num)s är ändrad.", "%(num)s är ändrade.", counts["changed"])
    same = ngettext("%(num)s fanns redan.", "%(num)s fanns redan.", counts["same"])
    return f"{made} {changed} {same}"


def _page(task: Task, form: FileForm) -> str:
    return render_template("exchange/import.html", task=task, form=form)


def _plan_page(task: Task, plan: Plan, sealed: str) -> Any:
    return render_template("exchange/dry_run.html", task=task, plan=plan, sealed=sealed), (
        200 if plan.is_good else 422
    )


def _date(occurrence_id: int) -> Occurrence:
    return get_or_404(policies.dates_visible_to(current_person()).where(Occurrence.id == occurrence_id))


def _csv(body: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, mimetype="text/csv", headers=headers)
