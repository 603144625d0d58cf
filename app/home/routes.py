"""Home: today, what is on now with one tap to join, and the same five choices every day."""

from __future__ import annotations

from flask import Blueprint, render_template

from app.calendar import queries as calendar, wording
from app.calendar.news import news_for
from app.core import clock, formatting
from app.core.access import current_person, signed_in
from app.home.now import SEATS, next_to_open, open_for_company, panel_for
from app.notifications.screen import notices_for
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
        news=news_for(me),
        notifications=notices_for(me),
        open_rooms=len(open_for_company(rooms)),
        next_open=next_to_open(rooms),
        unread=sum(table.unread for table in rooms),
        next_on=next_on,
        my_next=mine,
        on_tile=wording.on_tile,
    )
