"""What a page asks for by itself: the same as `catch_up` where it has no live line, and who sits at the other tables."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_babel import get_locale

from app.core import db
from app.core.access import by_person, current_person, signed_in, unattended
from app.extensions import limiter
from app.rooms import reading, seats, table_showing
from app.rooms.catching_up import since
from app.rooms.routes import ROOM, bp, find_room, message_number

# Told apart from the other places where a person is seen: a lost line must not free the seat of one who asks here.
ASKING = "http"


@bp.get(f"{ROOM}/nytt")
@signed_in
@unattended
@limiter.limit("120 per minute", key_func=by_person)
def news(room_id: int) -> dict[str, Any]:
    """What was said after `efter`, and who sits here: the answer of `catch_up` on the line (docs/realtime.md)."""
    room, person, after = find_room(room_id), current_person(), message_number("efter") or 0
    table = seats.sit_down(room, person, ASKING)
    if after:
        reading.note_read(room, person, after)
    db.commit()
    return {"ok": True, **since(room, person, after, str(get_locale() or "sv")), "table": table.id}


@bp.get(f"{ROOM}/andra-bord")
@signed_in
@unattended
@limiter.limit("120 per minute", key_func=by_person)
def other_tables(room_id: int) -> str:
    """Who sits at the other tables of the room. The script takes it into the page of the room."""
    room = find_room(room_id)
    return render_template("rooms/others.html", room=room, tables=table_showing.tables_of(room))
