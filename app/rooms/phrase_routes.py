"""Sending a ready greeting or picture, with one tap and without writing."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for

from app.accounts.models import User
from app.core import db
from app.core.access import current_person, signed_in
from app.core.errors import Refusal
from app.rooms import phrases
from app.rooms.forms import MessageForm, PhraseForm
from app.rooms.models import Room
from app.rooms.routes import ROOM, bp, find_room, hearer_of, post_once, room_page, sayings, seat

GREETINGS = f"{ROOM}/halsningar"


@bp.get(GREETINGS)
@signed_in
def greetings(room_id: int) -> str:
    return _page(find_room(room_id), PhraseForm(formdata=None, till=request.args.get("till")))


@bp.post(GREETINGS)
@signed_in
@sayings
def send_greeting(room_id: int) -> Any:
    """What waits in the composer comes along and stands in its box again. It stays said to whom it was meant."""
    room, person = find_room(room_id), current_person()
    form = PhraseForm()
    if "fler" in request.form:
        form.tidy()
        return _page(room, form)
    if not form.validate_on_submit():
        return _page(room, form), 422
    try:
        seq = _send(room, person, form)
    except Refusal as refusal:
        db.rollback()
        form.phrase.errors = [refusal.message]
        return _page(find_room(room_id), form), refusal.status
    if (form.body.data or "").strip():
        waits = MessageForm(formdata=None, body=form.body.data, till=form.till.data)
        return room_page(seat(find_room(room_id), person), person, waits.renew(), sent_seq=seq)
    return redirect(url_for(".show", room_id=room_id, skickat=seq, _anchor=f"m{seq}"), 303)


def _send(room: Room, person: User, form: PhraseForm) -> int:
    code, key = str(form.phrase.data), str(form.client_id.data)
    return post_once(room, person, phrases.stored_words(code), key, phrase=code, to_id=form.to_id).seq


def _page(room: Room, form: PhraseForm) -> str:
    kinds = {"texts": phrases.with_picture(False), "pictures": phrases.with_picture(True)}
    hearer = hearer_of(room, current_person(), form)
    return render_template("rooms/greetings.html", room=room, form=form.renew(), hearer=hearer, **kinds)
