"""Who came, entered afterwards from the paper: one page, one save, and the way back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _, ngettext

from app.accounts.models import NAME_LENGTH
from app.calendar import wording
from app.calendar.models import Occurrence
from app.core.access import current_person, get_or_404, signed_in
from app.core.db import commit
from app.core.flashes import done, done_with_undo
from app.core.forms import add_error, text_error
from app.core.payload import CLIENT_ID, LARGEST_ID
from app.core.text import BadText
from app.runsheet import counting, policies, queries, ticks
from app.runsheet.forms import TicksForm

bp = Blueprint("attendance", __name__, url_prefix="/personal/aktiviteter/datum")
DATE = f"/<int(max={LARGEST_ID}):occurrence_id>"


def find_date(occurrence_id: int) -> Occurrence:
    return get_or_404(policies.dates_run_by(current_person()).where(Occurrence.id == occurrence_id))


@bp.get(f"{DATE}/narvaro")
@signed_in
def show(occurrence_id: int) -> str:
    """With `alla` every box is ticked, and nothing is stored until it is saved. After the set time staff read numbers."""
    date = get_or_404(policies.dates_counted_by(current_person()).where(Occurrence.id == occurrence_id))
    if not policies.is_near(date):
        return render_template(
            "runsheet/counts.html", date=date, counts=counting.counts(date), wording=wording
        )
    return _page(date, TicksForm(formdata=None), everybody="alla" in request.args)


@bp.post(f"{DATE}/narvaro")
@signed_in
def save(occurrence_id: int) -> Any:
    date, form = find_date(occurrence_id), TicksForm()
    ticked = request.form.getlist("kom")
    names = _names(form) if form.validate_on_submit() else None
    if names is None or not CLIENT_ID.fullmatch(form.key.data or ""):
        return _page(date, form, ticked=frozenset(ticked)), 422
    sheet = ticks.read_sheet(request.form.get("rader", ""), ticked, names)
    ticking = ticks.save(date, sheet, key=form.key.data or "", actor=current_person())
    commit()
    came = counting.counts(date).came
    text = ngettext("Sparat. %(num)s kom.", "Sparat. %(num)s kom.", came)
    undo = url_for(".undo", occurrence_id=date.id, ticking_id=ticking.id)
    done_with_undo(text, url=undo, label=_("Ångra"))
    return redirect(url_for(".show", occurrence_id=date.id), 303)


@bp.post(f"{DATE}/narvaro/<int(max={LARGEST_ID}):ticking_id>/angra")
@signed_in
def undo(occurrence_id: int, ticking_id: int) -> Any:
    date = find_date(occurrence_id)
    ticks.undo(date, ticking_id, actor=current_person())
    commit()
    done(_("Listan är som den var."))
    return redirect(url_for(".show", occurrence_id=date.id), 303)


def _names(form: TicksForm) -> list[str] | None:
    try:
        return ticks.clean_names(form.names.data or "")
    except BadText as error:
        add_error(form.names, text_error(error.code, NAME_LENGTH))
        return None


def _page(
    date: Occurrence, form: TicksForm, *, everybody: bool = False, ticked: frozenset[str] | None = None
) -> str:
    lines = ticks.lines(queries.day_sheet(date))
    return render_template(
        "runsheet/attendance.html",
        date=date,
        form=form.renew(),
        lines=lines,
        ticked=frozenset(line.token for line in lines if everybody or line.came)
        if ticked is None
        else ticked,
        counts=counting.counts(date),
        is_day=policies.is_day(date),
        wording=wording,
    )
