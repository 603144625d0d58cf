"""Home: today, what is on now with one tap to join, and the same five choices every day."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.calendar import queries as calendar, wording
from app.core import clock, formatting
from app.core.access import current_person, signed_in
from app.core.db import commit
from app.core.flashes import done as say_done
from app.home import for_me
from app.home.now import SEATS, next_to_open, open_for_company, panel_for
from app.rooms.queries import rooms_with_people

bp = Blueprint("home", __name__)


@bp.get("/")
@signed_in
def index() -> str:
    me = current_person()
    rooms = rooms_with_people(me)
    mine, next_on = calendar.next_for(me), calendar.next_on(me)
    return render_template(
        "home/index.html",
        greeting=formatting.greeting(),
        today=clock.today(),
        now=panel_for(me, rooms, mine=mine, next_on=next_on),
        seats=SEATS,
        told=for_me.for_me(me),
        open_rooms=len(open_for_company(rooms)),
        next_open=next_to_open(rooms),
        unread=sum(table.unread for table in rooms),
        next_on=next_on,
        my_next=mine,
        on_tile=wording.on_tile,
    )


@bp.post("/har-last")
@signed_in
def read() -> Any:
    """Puts away the lines that stood on the page, and no others."""
    form = request.form
    for_me.put_away(current_person(), stamps=form.get("seen", ""), numbers=form.get("besked", ""))
    commit()
    say_done(_("Beskeden är undanlagda."))
    return redirect(url_for(".index"), 303)
