"""The tables of a room, for its hosts: who sits where, and moving people between them."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for
from flask_babel import gettext as _, ngettext

from app.accounts.models import User
from app.core import db
from app.core.access import by_person, current_person, require, signed_in
from app.core.errors import Refusal
from app.core.flashes import done, done_with_undo
from app.core.formatting import names_in_words
from app.core.payload import LARGEST_ID
from app.extensions import limiter
from app.rooms import moving, policies, table_showing
from app.rooms.forms import MoveForm
from app.rooms.models import Room
from app.rooms.routes import ROOM, bp, find_room

TABLE = f"{ROOM}/bord/<int(max={LARGEST_ID}):number>"


@bp.get(f"{ROOM}/bord")
@signed_in
def tables(room_id: int) -> str:
    return _page(find_room(room_id))


@bp.post(f"{TABLE}/flytta-hit")
@signed_in
@limiter.limit("60 per minute", key_func=by_person)
def move_people(room_id: int, number: int) -> Any:
    """One person, all of another table, or those who were moved away: always these to that table."""
    room, person = find_room(room_id), current_person()
    require(policies.can_open_and_close(person, room))
    form = MoveForm()
    if not form.validate_on_submit():
        return _page(room), 422
    try:
        moved = moving.move_people(room, form.ids, number, actor=person)
    except Refusal as refusal:
        db.rollback()
        done(refusal.message)
        return redirect(url_for(".tables", room_id=room_id), 303)
    db.commit()
    _say(room_id, moved, number)
    return redirect(url_for(".tables", room_id=room_id), 303)


def _say(room_id: int, moved: list[tuple[User, int]], number: int) -> None:
    """Offer the way back where it leads somewhere: to a table that is still there, or for more than one."""
    names = names_in_words([person.first_name for person, _left in moved])
    text = ngettext(
        "%(names)s sitter nu vid bord %(number)s.", "%(names)s sitter nu vid bord %(number)s.", len(moved),
        names=names, number=number,
    )  # fmt: skip
    lefts = {left for _person, left in moved}
    seated = {desk.table.room.number for desk in table_showing.desks(find_room(room_id)) if desk.table.people}
    if len(lefts) == 1 and (len(moved) > 1 or lefts & seated):
        back = url_for(".move_people", room_id=room_id, number=lefts.pop())
        ids = ",".join(str(person.id) for person, _left in moved)
        done_with_undo(text, url=back, label=_("Ångra"), fields={"people": ids})
    else:
        done(text)


def _page(room: Room) -> str:
    require(policies.can_open_and_close(current_person(), room))
    return render_template("rooms/tables.html", room=room, desks=table_showing.desks(room))
