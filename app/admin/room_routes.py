"""Rooms, for staff: made, changed, opened, closed, put away and taken back; and who is invited."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts.models import Role, User
from app.admin import room_keeping
from app.admin.forms import RoomForm, SearchForm
from app.core import db
from app.core.access import allow, current_person, get_or_404
from app.core.errors import Refusal
from app.core.flashes import done, done_with_undo
from app.core.forms import add_error
from app.core.payload import LARGEST_ID
from app.rooms import keeping, policies, queries
from app.rooms.models import Room

bp = Blueprint("admin_rooms", __name__, url_prefix="/personal/rum")
ROOM = f"/<int(max={LARGEST_ID}):room_id>"
PERSON = f"<int(max={LARGEST_ID}):person_id>"


def find_room(room_id: int) -> Room:
    return get_or_404(policies.all_rooms(current_person()).where(Room.id == room_id))


@bp.get("")
@allow(Role.COORDINATOR)
def index() -> str:
    archived = db.session.scalars(
        policies.all_rooms(current_person()).where(Room.archived_at.is_not(None))
    ).all()
    return render_template(
        "admin/rooms.html", tables=queries.rooms_with_people(current_person()), archived=archived
    )


@bp.get("/nytt")
@allow(Role.COORDINATOR)
def new() -> str:
    return render_template("admin/room_new.html", form=RoomForm(formdata=None))


@bp.post("")
@allow(Role.COORDINATOR)
def create() -> Any:
    form = RoomForm()
    if not form.validate():
        return render_template("admin/room_new.html", form=form), 422
    try:
        room = room_keeping.create_once(**form.values, actor=current_person())
    except Refusal as refusal:
        return _refused("admin/room_new.html", form, refusal)
    db.commit()
    if room.is_open:
        done(_("%(room)s finns nu och är öppet.", room=room.name))
    else:
        done(_("%(room)s finns nu. Öppna rummet när ni vill börja.", room=room.name))
    return to_room(room_id=room.id)


@bp.get(ROOM)
@allow(Role.COORDINATOR)
def edit(room_id: int) -> str:
    room = find_room(room_id)
    return room_page(room, RoomForm(formdata=None, obj=room))


@bp.post(ROOM)
@allow(Role.COORDINATOR)
def update(room_id: int) -> Any:
    room = find_room(room_id)
    form = RoomForm()
    if not form.validate():
        return room_page(room, form), 422
    try:
        keeping.change_room(room, **form.values, actor=current_person())
    except Refusal as refusal:
        db.rollback()
        add_error(form.name, refusal.message)
        return room_page(find_room(room_id), form), 422
    db.commit()
    done(_("Sparat."))
    return to_room(room_id=room_id)


@bp.post(f"{ROOM}/oppna")
@allow(Role.COORDINATOR)
def open_room(room_id: int) -> Any:
    keeping.open_room(find_room(room_id), actor=current_person())
    return _done(_("Rummet är öppet."), "admin_rooms.close_room", room_id, _("Stäng igen"))


@bp.post(f"{ROOM}/stang")
@allow(Role.COORDINATOR)
def close_room(room_id: int) -> Any:
    keeping.close_room(find_room(room_id), actor=current_person())
    return _done(_("Rummet är stängt."), "admin_rooms.open_room", room_id, _("Öppna igen"))


@bp.post(f"{ROOM}/lagg-undan")
@allow(Role.COORDINATOR)
def archive(room_id: int) -> Any:
    room = find_room(room_id)
    if room.archived_at is None:
        keeping.archive_room(room, actor=current_person())
    return _done(_("Rummet är undanlagt."), "admin_rooms.restore", room_id, _("Ta tillbaka rummet"))


@bp.post(f"{ROOM}/ta-tillbaka")
@allow(Role.COORDINATOR)
def restore(room_id: int) -> Any:
    room = find_room(room_id)
    keeping.restore_room(room, actor=current_person())
    db.commit()
    is_open = room.is_open  # as a practice room is
    done(_("Rummet är tillbaka.") if is_open else _("Rummet är tillbaka. Det är stängt tills du öppnar det."))
    return to_room(room_id=room_id)


@bp.post(f"{ROOM}/bjud-in/{PERSON}")
@allow(Role.COORDINATOR)
def invite(room_id: int, person_id: int) -> Any:
    person = get_or_404(
        select(User).where(User.id == person_id, User.deactivated_at.is_(None), ~User.is_house)
    )
    keeping.invite(find_room(room_id), person, actor=current_person())
    db.commit()
    done(_("%(name)s är bjuden.", name=person.first_name))
    return to_room(room_id=room_id, anchor="bjudna")


@bp.post(f"{ROOM}/ta-bort/{PERSON}")
@allow(Role.COORDINATOR)
def uninvite(room_id: int, person_id: int) -> Any:
    person = get_or_404(select(User).where(User.id == person_id))
    keeping.uninvite(find_room(room_id), person, actor=current_person())
    return _done(
        _("%(name)s är inte bjuden längre.", name=person.first_name),
        "admin_rooms.invite",
        room_id,
        _("Bjud in igen"),
        person_id=person_id,
    )


def to_room(*, room_id: int, anchor: str | None = None) -> Any:
    return redirect(url_for("admin_rooms.edit", room_id=room_id, _anchor=anchor), 303)


def room_page(room: Room, form: RoomForm) -> str:
    search = SearchForm(formdata=request.args)
    wanted = search.q.data if search.validate() else ""
    invited = queries.members(room)
    return render_template(
        "admin/room.html",
        room=room,
        form=form,
        search=search,
        invited=invited,
        found=room_keeping.people_to_invite(wanted, {one.user_id for one in invited}) if wanted else [],
    )


def _done(text: str, undo: str, room_id: int, label: str, **values: Any) -> Any:
    db.commit()
    done_with_undo(text, url=url_for(undo, room_id=room_id, **values), label=label)
    if undo == "admin_rooms.invite":
        return to_room(room_id=room_id, anchor="bjudna")
    return redirect(url_for("admin_rooms.index"), 303)


def _refused(template: str, form: RoomForm, refusal: Refusal) -> Any:
    db.rollback()
    add_error(form.name, refusal.message)
    return render_template(template, form=form), 422
