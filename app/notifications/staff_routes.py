"""For staff: what has been sent, what would have been, and what could not."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts.models import Role
from app.core.access import allow, current_person, get_or_404
from app.core.db import commit
from app.core.flashes import done, done_with_undo
from app.core.payload import LARGEST_ID
from app.notifications import keeping
from app.notifications.models import Notification
from app.notifications.numbers import phone_words
from app.notifications.ways import is_trial

bp = Blueprint("outbox", __name__, url_prefix="/personal/utskick")
ONE = f"/<int(max={LARGEST_ID}):notification_id>"


@bp.get("")
@allow(Role.COORDINATOR)
def show() -> str:
    outgoing, dead = keeping.outbox(), keeping.dead_letters()
    if outgoing or dead:
        keeping.note_listing(len(outgoing) + len(dead), actor=current_person())
        commit()
    return render_template(
        "notifications/outbox.html",
        is_trial=is_trial(current_app.config["SETTINGS"]),
        outgoing=outgoing,
        dead=dead,
        counts=keeping.counts(),
        phone_words=phone_words,
        words=keeping,
    )


@bp.post(f"{ONE}/forsok-igen")
@allow(Role.COORDINATOR)
def try_again(notification_id: int) -> Any:
    keeping.try_again(_found(notification_id), actor=current_person())
    commit()
    done(_("Beskedet skickas igen."))
    return _back()


@bp.post(f"{ONE}/lagg-undan")
@allow(Role.COORDINATOR)
def put_away(notification_id: int) -> Any:
    keeping.put_away(_found(notification_id), actor=current_person())
    commit()
    url = url_for("outbox.take_back", notification_id=notification_id)
    done_with_undo(_("Beskedet är undanlagt."), url=url, label=_("Ångra"))
    return _back()


@bp.post(f"{ONE}/ta-fram")
@allow(Role.COORDINATOR)
def take_back(notification_id: int) -> Any:
    keeping.take_back(_found(notification_id), actor=current_person())
    commit()
    done(_("Beskedet ligger i listan igen."))
    return _back()


def _found(notification_id: int) -> int:
    return get_or_404(select(Notification.id).where(Notification.id == notification_id))


def _back() -> Any:
    return redirect(url_for("outbox.show"), 303)
