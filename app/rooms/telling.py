"""News of who sits where. Call these after the commit."""

from __future__ import annotations

from typing import Any

from app.core.db import session
from app.core.realtime import emit, room_name
from app.rooms.models import Room
from app.rooms.queries import host_ids, who_is_here
from app.rooms.wire import person_wire


def here_wire(room: Room) -> list[dict[str, Any]]:
    hosts = host_ids(room.id)
    return [person_wire(person, hosts) for person in who_is_here(room)]


def tell_people(room_id: int) -> None:
    """Tell the table who sits there now."""
    if room := session.get(Room, room_id):
        emit("people_changed", {"room": room_id, "here": here_wire(room)}, to=room_name("room", room_id))


def tell_moved(user_id: int, left_id: int, room_id: int) -> None:
    """Tell a person that their seat is at another table now, and with whom."""
    room = session.get_one(Room, room_id)
    names = [person.first_name for person in who_is_here(room) if person.id != user_id]
    news = {"room": room_id, "left": left_id, "number": room.number, "with": names}
    emit("seat_changed", news, to=room_name("user", user_id))
