"""What members have reported, for coordinators: hide the message or let it stay, and take the decision back."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts.models import Role
from app.admin.routes import bp
from app.core import db
from app.core.access import allow, by_person, current_person, get_or_404
from app.core.flashes import done, done_with_undo
from app.core.payload import LARGEST_ID
from app.extensions import limiter
from app.rooms import reporting
from app.rooms.models import Message
from app.rooms.order_models import Report
from app.rooms.phrases import words_of

REPORTED = f"/rapporter/<int(max={LARGEST_ID}):message_id>"
decisions = limiter.shared_limit("60 per minute", scope="decisions", key_func=by_person)


def _find(message_id: int) -> Message:
    """Only what somebody has reported."""
    reported = select(Report.message_id)
    return get_or_404(select(Message).where(Message.id == message_id, Message.id.in_(reported)))


@bp.get("/rapporter")
@allow(Role.COORDINATOR)
def reports() -> str:
    return render_template("admin/reports.html", waiting=reporting.waiting(), words_of=words_of)


@bp.post(f"{REPORTED}/dolj")
@allow(Role.COORDINATOR)
@decisions
def hide_reported(message_id: int) -> Any:
    return _decide(message_id, hide=True, told=_("Meddelandet är dolt för alla."))


@bp.post(f"{REPORTED}/lat-sta")
@allow(Role.COORDINATOR)
@decisions
def keep_reported(message_id: int) -> Any:
    return _decide(message_id, hide=False, told=_("Meddelandet står kvar."))


@bp.post(f"{REPORTED}/angra")
@allow(Role.COORDINATOR)
@decisions
def reopen_report(message_id: int) -> Any:
    reopened = reporting.reopen(_find(message_id), actor=current_person())
    db.commit()
    done(_("Rapporten väntar igen.") if reopened else _("Det var redan ändrat."))
    return redirect(url_for(".reports"), 303)


def _decide(message_id: int, *, hide: bool, told: str) -> Any:
    decided = reporting.decide(_find(message_id), hide=hide, actor=current_person())
    db.commit()
    if decided:
        done_with_undo(told, url=url_for(".reopen_report", message_id=message_id), label=_("Ångra"))
    else:
        done(_("Någon annan hann före. Rapporten väntar inte längre."))
    return redirect(url_for(".reports"), 303)
