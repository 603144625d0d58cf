"""Choosing how a room may call for one's attention."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from app.core import db
from app.core.access import current_person, signed_in
from app.core.flashes import done
from app.rooms.attention import Choice, choice_for, choose
from app.rooms.forms import OWN, AttentionForm
from app.rooms.models import Room
from app.rooms.routes import ROOM, bp, find_room

SOUND = f"{ROOM}/ljud"
IS_ON = {"on": True, "off": False}


@bp.get(SOUND)
@signed_in
def attention(room_id: int) -> str:
    room = find_room(room_id)
    here = choice_for(room, current_person())
    sound = next((name for name, on in IS_ON.items() if on is here.sound), OWN)
    return _page(room, AttentionForm(formdata=None, announce=here.announce or OWN, sound=sound))


@bp.post(SOUND)
@signed_in
def update_attention(room_id: int) -> Any:
    room, form = find_room(room_id), AttentionForm()
    if not form.validate():
        return _page(room, form), 422
    announce = None if form.announce.data == OWN else str(form.announce.data)
    choose(room, current_person(), Choice(announce, IS_ON.get(form.sound.data)))
    db.commit()
    done(_("Sparat. Det gäller i det här rummet från och med nu."))
    return redirect(url_for(".attention", room_id=room_id), 303)


def _page(room: Room, form: AttentionForm) -> str:
    return render_template("rooms/attention.html", room=room, form=form)
