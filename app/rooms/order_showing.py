"""What a person who is removed from a room reads at its address."""

from __future__ import annotations

from flask import abort, make_response, render_template

from app.accounts.models import User
from app.core.db import session
from app.rooms.models import Room
from app.rooms.order_words import reason_words
from app.rooms.policies import removals_of
from app.rooms.queries import open_rooms

OTHER_ROOMS = 3


def turn_away(person: User, room_id: int) -> None:
    """Answer with a page in kind words, when a removal alone keeps the person out."""
    removal = session.scalar(removals_of(person).where(Room.id == room_id))
    if removal is None:
        return
    room = session.get_one(Room, removal.room_id)
    others, words = open_rooms(person)[:OTHER_ROOMS], reason_words(removal.reason)
    abort(make_response(render_template("rooms/removed.html", room=room, words=words, others=others), 403))
