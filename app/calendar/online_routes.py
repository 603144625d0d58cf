"""The icy-day switch, for coordinators."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import gettext as _

from app.calendar import online, policies, wording
from app.calendar.date_forms import ReasonForm
from app.calendar.models import Occurrence
from app.core.access import allow, current_person, get_or_404
from app.core.db import commit
from app.core.flashes import done, done_with_undo
from app.core.payload import LARGEST_ID

bp = Blueprint("online", __name__, url_prefix="/personal/aktiviteter/datum")
DATE = f"/<int(max={LARGEST_ID}):occurrence_id>"


def find_date(occurrence_id: int) -> Occurrence:
    return get_or_404(policies.dates_visible_to(current_person()).where(Occurrence.id == occurrence_id))


@bp.get(f"{DATE}/byt-form")
@allow(*policies.MANAGERS)
def form(occurrence_id: int) -> Any:
    date = find_date(occurrence_id)
    if not date.is_online:
        return _page(date, ReasonForm(formdata=None))
    done(_("Formen är redan bytt."))
    return redirect(url_for("dates.show", occurrence_id=date.id), 303)


@bp.post(f"{DATE}/byt-form")
@allow(*policies.MANAGERS)
def go(occurrence_id: int) -> Any:
    date, form = find_date(occurrence_id), ReasonForm()
    if not form.validate_on_submit():
        return _page(date, form), 422
    online.go_online(date, reason=form.reason.data, actor=current_person())
    commit()
    undo = url_for(".back", occurrence_id=date.id)
    done_with_undo(_("Nu ses ni i ett rum i stället. Alla anmälda får veta det."), url=undo, label=_("Ångra"))
    return redirect(url_for("dates.show", occurrence_id=date.id), 303)


@bp.post(f"{DATE}/pa-plats")
@allow(*policies.MANAGERS)
def back(occurrence_id: int) -> Any:
    date = find_date(occurrence_id)
    online.go_back(date, actor=current_person())
    commit()
    done(_("Nu ses ni på plats igen."))
    return redirect(url_for("dates.show", occurrence_id=date.id), 303)


def _page(date: Occurrence, form: ReasonForm) -> str:
    return render_template("calendar/staff/online.html", date=date, form=form, wording=wording)
