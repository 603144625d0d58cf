"""Every address and every socket event × everybody × inside and outside. A new address must be added here.

A row tells what anonymous, member, host, coordinator and administrator get: `+` comes in (whatever the page then says
of an empty form), `d` is shown to the door, `n` is told no (403), `-` learns nothing (404). The second word is the same
for a room they are not invited to or a row that is not there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest
from flask import Flask, url_for

from app.accounts import people
from app.accounts.models import User
from app.core import realtime
from app.core.db import commit, session
from app.rooms.models import Message, Room
from app.rooms.reporting import report_message
from app.rooms.sanctions import pause
from app.rooms.services import hide_message, invite
from tests.house.matrix_calendar import MISSING, calendar_values
from tests.people import settle
from tests.rooms.tables import a_room, say
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in
from tests.support.sockets import SocketClient

PUBLIC, SIGNED_IN, STAFF, HOSTS = "+++++", "d++++", "dnn++", "dn+++"
ROOM, ROOM_OUT = "d++++", "d--++"
ROOM_HOST, ROW_OUT, STAFF_OUT, HOSTS_OUT = "dn+++", "d----", "dnn--", "dn---"

MATRIX: dict[str, tuple[str, str | None]] = {
    **dict.fromkeys(
        "accessibility.show accounts.sign_in accounts.signed_out cards.enter cards.show cards.confirm cards.sign_in "
        "healthz readyz help.show settings.show settings.update staff.sign_in staff.create_session staff.welcome "
        "staff.open_setup staff.complete_setup asset offline.home offline.week offline.phones offline.worker "
        "offline.manifest".split(),
        (PUBLIC, None),
    ),
    **dict.fromkeys(
        "home.index accounts.profile accounts.update_profile accounts.attention accounts.update_attention accounts.stay accounts.sign_out rooms.index calendar.index "
        "calendar.mine calendar.read_news".split(),
        (SIGNED_IN, None),
    ),
    **dict.fromkeys(
        "rooms.show rooms.news rooms.other_tables rooms.create_message rooms.choose_message rooms.message rooms.search rooms.greetings "
        "rooms.send_greeting rooms.address rooms.attention rooms.update_attention".split(),
        (ROOM, ROOM_OUT),
    ),
    # The member of the matrix wrote the message, so may hide it and show it again.
    **dict.fromkeys("rooms.hide_message rooms.restore_message".split(), (ROOM, ROOM_OUT)),
    **dict.fromkeys(
        "rooms.open_room rooms.close_room rooms.hidden rooms.tables rooms.move_people rooms.order rooms.person "
        "rooms.pause_form rooms.pause rooms.removal_form rooms.remove_person rooms.lift rooms.hours rooms.add_hours "
        "rooms.remove_hours".split(),
        (ROOM_HOST, ROOM_OUT),
    ),
    **dict.fromkeys(
        "calendar.show calendar.sign_up calendar.leave calendar.done seats.company seats.bring seats.come_alone "
        "seats.answer seats.end_standing seats.take_back_standing".split(),
        (SIGNED_IN, ROW_OUT),
    ),
    # Inside the host runs the date; a member never does.
    **dict.fromkeys(
        "runners.index runners.guest_form runners.sign_up_guest runners.member_form runners.sign_up_member "
        "runners.leave runners.rejoin runners.answer".split(),
        (HOSTS, ROW_OUT),
    ),
    # The member of the matrix wrote the message, so has nothing to report.
    "rooms.report_message": (ROOM_HOST, ROOM_OUT),
    "rooms.withdraw_report": (ROOM, ROOM_OUT),
    "admin.index": (HOSTS, None),
    "dates.roll": (HOSTS, HOSTS_OUT),
    **dict.fromkeys(
        "activities.index activities.new activities.preview activities.create people.index people.new people.create "
        "admin_rooms.index admin_rooms.new admin_rooms.create admin.reports".split(),
        (STAFF, None),
    ),
    **dict.fromkeys(
        "activities.undo_edit activities.show activities.update activities.edit_form activities.preview_edit activities.resume "
        "activities.end_form activities.end dates.show dates.sign_up_form dates.sign_up dates.leave dates.move_form "
        "dates.move dates.move_back dates.capacity_form dates.change_capacity dates.cancel_form dates.cancel "
        "dates.restore standing.index standing.grant standing.end people.show people.update people.issue_card people.card_pdf people.stop_card "
        "people.sign_out_everywhere people.reactivate people.deactivate admin_rooms.edit admin_rooms.update "
        "admin_rooms.invite admin_rooms.archive admin_rooms.open_room admin_rooms.close_room admin_rooms.uninvite "
        "admin_rooms.restore admin.hide_reported admin.keep_reported admin.reopen_report".split(),
        (STAFF, STAFF_OUT),
    ),
    "people.make_setup_link": ("dnnn+", "dnnn-"),
}
EVENTS = {
    "enter_room": {},
    "catch_up": {},
    "send_message": {"client_id": "matrix-0001", "body": "Hej"},
    "leave_room": {},
}
ROLES = {
    "anonymous": None,
    "member": "Anna",
    "host": "Marianne",
    "coordinator": "Sofia",
    "administrator": "Johan",
}


class Targets(NamedTuple):
    """Rows that a request is about, made anew for each."""

    room: Room
    message: Message
    person: User
    occurrence_id: int
    activity_id: int


@pytest.mark.parametrize("role", ROLES)
def test_every_address(app: Flask, client: CheckingClient, role: str) -> None:
    cast = settle()
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint in MATRIX]
    wrong = []
    for rule in rules:
        for where, expected in zip(("inside", "outside"), MATRIX[rule.endpoint], strict=True):
            if expected is None:
                continue
            path = _path(app, rule.endpoint, rule.arguments, cast, where)
            if (who := ROLES[role]) is not None:
                sign_in(client, cast[who])
            method = "POST" if "POST" in rule.methods else "GET"
            status = client.open(path, method=method).status_code
            if _letter(status, client, role) != expected[list(ROLES).index(role)]:
                wrong.append(f"{method} {path} ({rule.endpoint}, {where}): {status}")
    assert len(rules) >= len(MATRIX)
    assert not wrong, "\n".join(wrong)


@pytest.mark.one_database
def test_no_address_is_left_out(app: Flask) -> None:
    assert set(app.view_functions) == set(MATRIX)
    assert set(realtime.registered) == set(EVENTS)


@pytest.mark.parametrize("role", [role for role in ROLES if role != "anonymous"])
def test_every_event(app: Flask, socket_client: Callable[..., SocketClient], role: str) -> None:
    cast = settle()
    person = cast[str(ROLES[role])]
    tablet = socket_client(person)
    inside, outside = _rooms(cast)
    for event, payload in EVENTS.items():
        assert tablet.ask(event, {"room": inside.id, **_after(event), **payload})["ok"], event
        answer = tablet.ask(event, {"room": outside.id, **_after(event), **payload, **_other_id(payload)})
        if person.is_staff or event == "leave_room":
            assert answer["ok"] or answer["error"] == "not_found", event
        else:
            assert answer == {"ok": False, "error": "not_found"}, event


def _after(event: str) -> dict[str, int]:
    return {"after": 0} if event in ("enter_room", "catch_up") else {}


def _other_id(payload: dict[str, str]) -> dict[str, str]:
    return {"client_id": "matrix-0002"} if payload else {}


def _letter(status: int, client: CheckingClient, role: str) -> str:
    if role == "anonymous" and status in (303, 401):
        location = client.last_location or ""
        return "d" if status == 401 or location == "/logga-in" else "+"
    return {403: "n", 404: "-"}.get(status, "+" if status < 500 else "!")


def _rooms(cast: dict[str, User]) -> tuple[Room, Room]:
    number = len(session.query(Room.id).all())
    invited = (cast["Anna"], cast["Marianne"])
    inside = a_room(cast["Sofia"], f"Inne {number}", invited=invited)
    outside = a_room(cast["Sofia"], f"Ute {number}", invited=(cast["Greta"],))
    return inside, outside


def _path(app: Flask, endpoint: str, wanted: set[str], cast: dict[str, User], where: str) -> str:
    values: dict[str, object] = {}
    if "room_id" in wanted:
        room = _rooms(cast)[where == "outside"]
        said = say(room, cast["Anna"] if where == "inside" else cast["Greta"], "Hej")[0]
        if endpoint == "rooms.restore_message":
            hide_message(said, actor=said.author, reason="own")
            commit()
        values |= _order_values(endpoint, wanted, cast, room, where)
        gone = where == "outside" and endpoint.startswith("admin_rooms.")
        values |= {"room_id": MISSING if gone else room.id, "message_id": said.id}
    else:
        values |= _reported(wanted, cast, where)
    values |= calendar_values(endpoint, wanted, cast, where)
    if "person_id" in wanted and "person_id" not in values:
        values["person_id"] = (
            MISSING if where == "outside" and endpoint.startswith("people.") else _guest().id
        )
    if wanted & {"number", "line_id"}:
        values |= {"number": 1, "line_id": 1}
    if endpoint == "asset":
        values |= {"digest": "x", "name": "css/samvaro-auto.css"}
    with app.test_request_context():
        return url_for(endpoint, **{name: values[name] for name in wanted})


def _guest(room: Room | None = None) -> User:
    """Somebody new, who has written in the room."""
    guest = people.add(first_name="Gäst", last_name="", actor=None)
    commit()
    if room is not None:
        invite(room, guest, actor=guest)
        say(room, guest, "Jag var här")
    return guest


def _order_values(
    endpoint: str, wanted: set[str], cast: dict[str, User], room: Room, where: str
) -> dict[str, object]:
    """Whom a decision in the room is about, and one that was made there."""
    values: dict[str, object] = {}
    if endpoint.startswith("rooms.") and "person_id" in wanted:
        values["person_id"] = _guest(room).id
    if "sanction_id" in wanted:
        actor = cast["Marianne" if where == "inside" else "Sofia"]
        values["sanction_id"] = pause(room, _guest(room), length="10", reason="other", actor=actor).id
        commit()
    return values


def _reported(wanted: set[str], cast: dict[str, User], where: str) -> dict[str, object]:
    if "message_id" not in wanted:
        return {}
    if where == "outside":
        return {"message_id": MISSING}
    [said] = say(_rooms(cast)[0], cast["Anna"], "Hej")
    report_message(said, reporter=cast["Marianne"], actor=cast["Marianne"])
    commit()
    return {"message_id": said.id}
