"""When a room is open each week: for its hosts and for staff."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from app.core import db
from app.core.access import current_person, require, signed_in
from app.core.errors import Refusal
from app.core.flashes import done_with_undo
from app.core.forms import add_error
from app.core.payload import LARGEST_ID
from app.rooms import hour_editing, policies
from app.rooms.hour_forms import HoursForm
from app.rooms.hour_words import line_words
from app.rooms.models import Room
from app.rooms.routes import ROOM, bp, find_room

HOURS = f"{ROOM}/oppettider"


@bp.get(HOURS)
@signed_in
def hours(room_id: int) -> str:
    return _page(_room(room_id), HoursForm(formdata=None).offer())


@bp.post(HOURS)
@signed_in
def add_hours(room_id: int) -> Any:
    room, form = _room(room_id), HoursForm().offer()
    if not form.validate_on_submit():
        return _page(room, form), 422
    try:
        line = hour_editing.add_hours(
            room,
            **form.values,
            actor=current_person(),
        )
    except Refusal as refusal:
        db.rollback()
        add_error(form.closes_at if refusal.code == "backwards" else form.opens_at, refusal.message)
        return _page(_room(room_id), form), refusal.status
    db.commit()
    undo = url_for(".remove_hours", room_id=room_id, line_id=line.id)
    done_with_undo(_("Sparat: %(hours)s.", hours=line_words(line)), url=undo, label=_("Ta bort igen"))
    return redirect(url_for(".hours", room_id=room_id), 303)


@bp.post(f"{HOURS}/<int(max={LARGEST_ID}):line_id>/ta-bort")
@signed_in
def remove_hours(room_id: int, line_id: int) -> Any:
    line = hour_editing.remove_hours(_room(room_id), line_id, actor=current_person())
    db.commit()
    if line is not None:
        again = {
            "weekday": str(line.weekday),
            "opens_at": f"{line.opens_at:%H:%M}",
            "closes_at": f"{line.closes_at:%H:%M}",
        }
        text, undo = (
            _("Borttaget: %(hours)s.", hours=line_words(line)),
            url_for(".add_hours", room_id=room_id),
        )
        done_with_undo(text, url=undo, label=_("Ångra"), fields=again)
    return redirect(url_for(".hours", room_id=room_id), 303)


def _room(room_id: int) -> Room:
    room = find_room(room_id)
    require(policies.can_open_and_close(current_person(), room))
    return room


def _page(room: Room, form: HoursForm) -> str:
    return render_template("rooms/hours.html", room=room, form=form, week=hour_editing.week_of(room))
