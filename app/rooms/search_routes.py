"""Searching in a room: changes nothing, so it goes by GET."""

from __future__ import annotations

from typing import Any

from flask import render_template, request

from app.core.access import by_person, current_person, signed_in
from app.extensions import limiter
from app.rooms import queries, showing
from app.rooms.finding import Found, find_in
from app.rooms.forms import FindForm
from app.rooms.routes import ROOM, bp, find_room, message_number


@bp.get(f"{ROOM}/sok")
@signed_in
@limiter.limit("60 per minute", key_func=by_person)
def search(room_id: int) -> Any:
    room, before = find_room(room_id), message_number("fore")
    form = FindForm(formdata=request.args)
    valid = form.validate()
    person, hosts = current_person(), queries.host_ids(room.id)
    searched = valid and form.q.data
    found = find_in(room, str(form.q.data), person, before=before) if searched else Found((), None)
    page = render_template(
        "rooms/search.html",
        room=room,
        form=form,
        searched=searched,
        messages=[showing.shown(message, person, hosts) for message in found.messages],
        further=found.further,
    )
    return page, 200 if valid else 422
