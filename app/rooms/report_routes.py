"""Reporting a message with one tap, and taking that back."""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for
from flask_babel import gettext as _

from app.core import db
from app.core.access import by_person, current_person, require, signed_in
from app.core.flashes import done, done_with_undo
from app.extensions import limiter
from app.rooms import policies, reporting
from app.rooms.message_routes import MESSAGE, find_message
from app.rooms.routes import bp

reports = limiter.shared_limit("20 per minute", scope="reports", key_func=by_person)


@bp.post(f"{MESSAGE}/rapportera")
@signed_in
@reports
def report_message(room_id: int, message_id: int) -> Any:
    _room, found = find_message(room_id, message_id)
    person = current_person()
    require(policies.can_report(person, found))
    reporting.report_message(found, reporter=person, actor=person)
    db.commit()
    back = url_for(".withdraw_report", room_id=room_id, message_id=message_id)
    done_with_undo(
        _("Tack. Du ser inte meddelandet längre. En samordnare tittar på det."), url=back, label=_("Ångra")
    )
    return redirect(url_for(".message", room_id=room_id, message_id=message_id), 303)


@bp.post(f"{MESSAGE}/angra-rapport")
@signed_in
@reports
def withdraw_report(room_id: int, message_id: int) -> Any:
    _room, found = find_message(room_id, message_id)
    person = current_person()
    reporting.withdraw_report(found, reporter=person, actor=person)
    db.commit()
    done(_("Du ser meddelandet igen. Rapporten är borttagen."))
    return redirect(url_for(".message", room_id=room_id, message_id=message_id), 303)
