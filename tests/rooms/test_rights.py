"""Who gets in, who does not, and what each is told."""

from __future__ import annotations

import pytest

from app.core import audit
from app.core.db import commit, session
from app.rooms import policies, queries, services
from app.rooms.models import Message, Room
from tests.people import settle
from tests.rooms.tables import a_room, get_up, say
from tests.support.people_doors import sign_in


@pytest.fixture
def cast(app):
    return settle("Anna", "Greta", "Bengt", "Marianne", "Sofia")


@pytest.fixture
def closed_circle(cast):
    """A restricted room that Anna is invited to and Greta is not."""
    return a_room(cast["Sofia"], "Syjuntan", invited=(cast["Anna"],))


def every_address(room, message):
    here, mid = f"/rum/{room.id}", message.id
    yield "GET", here
    yield "GET", f"{here}/meddelanden/{mid}"
    yield "GET", f"{here}/dolda"
    for path in ("/meddelanden", f"/meddelanden/{mid}/dolj", f"/meddelanden/{mid}/visa", "/oppna", "/stang"):
        yield "POST", here + path


def test_an_outsider_cannot_tell_the_room_from_one_that_is_not_there(client, cast, closed_circle):
    [message] = say(closed_circle, cast["Anna"], "Hemligt garn")
    for name in ("Greta", "Marianne"):
        sign_in(client, cast[name])
        assert "Syjuntan" not in client.get("/rum").get_data(as_text=True)
        for method, address in every_address(closed_circle, message):
            answer = client.open(address, method=method)
            assert answer.status_code == 404, address
            assert "garn" not in answer.get_data(as_text=True)
    assert session.get_one(Message, message.id).hidden_at is None


def test_the_invited_and_staff_come_in(client, cast, closed_circle):
    for name in ("Anna", "Sofia"):
        sign_in(client, cast[name])
        assert client.get(f"/rum/{closed_circle.id}").status_code == 200


def test_nobody_comes_in_without_a_card(client, cast, closed_circle):
    [message] = say(closed_circle, cast["Anna"], "Hej")
    for method, address in every_address(closed_circle, message):
        assert client.open(address, method=method).status_code in (303, 401)


def test_an_insider_without_the_right_is_told_so(client, cast):
    room = a_room(cast["Sofia"])
    [message] = say(room, cast["Greta"], "Hej")
    sign_in(client, cast["Anna"])
    here = f"/rum/{room.id}"
    for address in (f"{here}/oppna", f"{here}/stang", f"{here}/meddelanden/{message.id}/dolj"):
        assert client.post(address, data={"reason": "other"}).status_code == 403
    assert client.get(f"{here}/dolda").status_code == 403
    assert session.get_one(Room, room.id).is_open


def test_a_host_opens_and_closes_with_one_tap_each(client, cast):
    room = a_room(cast["Sofia"], is_open=False)
    sign_in(client, cast["Marianne"])
    assert client.post(f"/rum/{room.id}/oppna").status_code == 303
    page = client.get(f"/rum/{room.id}").get_data(as_text=True)
    assert "Öppet nu. Marianne är värd." in page
    assert "Stäng igen" in page
    client.get("/rum")
    get_up(room, cast["Marianne"])
    sign_in(client, cast["Anna"])
    page = client.get(f"/rum/{room.id}").get_data(as_text=True)
    assert "Öppet nu." in page
    assert "Marianne är värd" not in page, "she has left"
    sign_in(client, cast["Marianne"])
    assert client.post(f"/rum/{room.id}/stang").status_code == 303
    assert not session.get_one(Room, room.id).is_open


def test_a_member_may_be_invited_to_host_one_room(client, cast):
    room, other = a_room(cast["Sofia"]), a_room(cast["Sofia"], "Bokhörnan")
    services.invite(room, cast["Anna"], is_host=True, actor=cast["Sofia"])
    commit()
    sign_in(client, cast["Anna"])
    assert client.post(f"/rum/{room.id}/stang").status_code == 303
    assert client.post(f"/rum/{other.id}/stang").status_code == 403


def test_an_archived_room_is_gone_for_everyone(client, cast):
    room = a_room(cast["Sofia"])
    services.archive_room(room, actor=cast["Sofia"])
    commit()
    for name in ("Anna", "Marianne", "Sofia"):
        sign_in(client, cast[name])
        assert client.get(f"/rum/{room.id}").status_code == 404
    assert room in session.scalars(policies.all_rooms(cast["Sofia"])).all()
    assert session.scalars(policies.all_rooms(cast["Marianne"])).all() == []
    assert a_room(cast["Sofia"]).name == room.name  # the name is free again


def test_who_is_switched_off_sees_and_sits_nowhere(cast, client):
    from app.accounts import people

    room = a_room(cast["Sofia"])
    sign_in(client, cast["Anna"])
    client.get(f"/rum/{room.id}")
    people.deactivate(cast["Anna"], actor=cast["Sofia"])
    commit()
    assert queries.who_is_here(room) == []
    assert session.scalars(policies.rooms_visible_to(cast["Anna"])).all() == []
    assert client.get(f"/rum/{room.id}").status_code == 303


def test_the_trail_names_rooms_by_number_only(cast):
    room = a_room(cast["Sofia"], "Syjuntan", invited=(cast["Anna"],))
    say(room, cast["Anna"], "Hemligt garn")
    services.uninvite(room, cast["Anna"], actor=cast["Sofia"])
    services.archive_room(room, actor=cast["Sofia"])
    commit()
    entries = session.query(audit.AuditEntry).all()
    said = " ".join(entry.details for entry in entries)
    assert "garn" not in said
    assert "Syjuntan" not in said
    actions = {entry.action for entry in entries}
    assert {
        "room.created",
        "room.opened",
        "room.invited",
        "room.uninvited",
        "room.closed",
        "room.archived",
    } <= actions
    assert audit.first_broken() is None


def test_the_wire_carries_first_name_figure_and_host_only(cast):
    from app.rooms.wire import message_wire

    room = a_room(cast["Sofia"])
    [message] = say(room, cast["Marianne"], "God morgon")
    wire = message_wire(message)
    assert set(wire) == {"room", "id", "seq", "at", "author", "body"}
    assert wire["author"] == {
        "id": cast["Marianne"].id, "name": "Marianne", "figure": cast["Marianne"].figure, "host": True
    }  # fmt: skip
