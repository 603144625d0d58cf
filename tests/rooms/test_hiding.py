"""A hidden message stays out for everyone, everywhere, at once."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from app.core import audit
from app.core.db import commit, session
from app.core.errors import Refusal
from app.rooms import queries, services
from app.rooms.models import Message
from app.rooms.wire import message_wire
from tests.people import settle
from tests.rooms.tables import a_room, say
from tests.support.people_doors import sign_in

SECRET = "Kalles portkod är 1234"


@pytest.fixture
def cast(app):
    return settle("Anna", "Greta", "Bengt", "Marianne", "Sofia")


@pytest.fixture
def room(cast):
    return a_room(cast["Sofia"])


@pytest.fixture
def message(cast, room):
    return say(room, cast["Anna"], SECRET)[0]


def actions(room, message):
    return f"/rum/{room.id}/meddelanden/{message.id}"


def test_hidden_by_a_host_it_is_nowhere(client, cast, room, message):
    sign_in(client, cast["Marianne"])
    assert client.post(f"{actions(room, message)}/dolj", data={"reason": "private"}).status_code == 303
    for name in ("Anna", "Greta", "Marianne", "Sofia"):
        sign_in(client, cast[name])
        for address in (f"/rum/{room.id}", actions(room, message), f"/rum/{room.id}?fore=50"):
            assert "1234" not in client.get(address).get_data(as_text=True)
    assert "Marianne har dolt ett meddelande." in client.get(f"/rum/{room.id}").get_data(as_text=True)
    told = [message_wire(one) for one in queries.messages_after(room, 0)]
    assert "1234" not in json.dumps(told)
    assert told[0]["hidden"] is True


def test_whose_it_was_is_told_to_nobody_else(client, cast, room, message):
    services.hide_message(message, actor=cast["Marianne"], reason="private")
    commit()
    for name, sees in (("Greta", False), ("Marianne", True), ("Sofia", True)):
        sign_in(client, cast[name])
        assert ("Anna" in client.get(actions(room, message)).text) is sees


def test_a_hosts_hiding_stands_though_the_author_regrets_at_the_same_moment(cast, message):
    services.hide_message(message, actor=cast["Anna"], reason="own")
    services.hide_message(message, actor=cast["Marianne"], reason="scam")
    commit()
    with pytest.raises(Refusal):
        services.restore_message(message, actor=cast["Anna"])
    assert message.is_hidden


def test_those_who_look_after_the_room_read_why(client, cast, room, message):
    services.hide_message(message, actor=cast["Marianne"], reason="scam")
    commit()
    sign_in(client, cast["Sofia"])
    for address in (actions(room, message), f"/rum/{room.id}/dolda"):
        page = client.get(address).text
        assert "Marianne har dolt ett meddelande." in page
        assert "Det kan vara bedrägeri." in page
    sign_in(client, cast["Anna"])
    own = client.get(actions(room, message)).text
    assert "bedrägeri" not in own
    assert "Meddelandet var ditt." in own


def test_the_reason_stands_in_the_trail(client, cast, room, message):
    sign_in(client, cast["Marianne"])
    client.post(f"{actions(room, message)}/dolj", data={"reason": "scam"})
    entry = session.scalars(select(audit.AuditEntry).where(audit.AuditEntry.action == "message.hidden")).one()
    assert json.loads(entry.details) == {"message": message.id, "reason": "scam", "room": room.id}
    assert (entry.person, entry.actor) == (cast["Anna"].pseudonym, cast["Marianne"].pseudonym)


@pytest.mark.parametrize("reason", ["", "own", "x" * 5000, "scam\0"])
def test_a_reason_must_be_one_of_those_offered(client, cast, room, message, reason):
    sign_in(client, cast["Marianne"])
    assert client.post(f"{actions(room, message)}/dolj", data={"reason": reason}).status_code == 422
    assert not session.get_one(Message, message.id).is_hidden


def test_everyone_takes_back_their_own_and_may_regret_it(client, cast, room, message):
    sign_in(client, cast["Anna"])
    assert client.post(f"{actions(room, message)}/dolj").status_code == 303
    assert "Ångra" in client.get(actions(room, message)).get_data(as_text=True)
    assert "Du har dolt ett meddelande." in client.get(f"/rum/{room.id}").get_data(as_text=True)
    assert client.post(f"{actions(room, message)}/visa").status_code == 303
    assert "1234" in client.get(f"/rum/{room.id}").get_data(as_text=True)


def test_what_a_host_has_hidden_its_author_cannot_show_again(client, cast, room, message):
    services.hide_message(message, actor=cast["Anna"], reason="own")
    services.hide_message(message, actor=cast["Marianne"], reason="unkind")
    services.hide_message(message, actor=cast["Anna"], reason="own")
    commit()
    sign_in(client, cast["Anna"])
    assert client.post(f"{actions(room, message)}/visa").status_code == 403
    sign_in(client, cast["Marianne"])
    assert actions(room, message) in client.get(f"/rum/{room.id}/dolda").get_data(as_text=True)
    assert client.post(f"{actions(room, message)}/visa").status_code == 303
    assert not session.get_one(Message, message.id).is_hidden


def test_a_message_is_found_only_in_its_own_room(client, cast, room, message):
    other = a_room(cast["Sofia"], "Bokhörnan")
    sign_in(client, cast["Marianne"])
    assert client.get(actions(other, message)).status_code == 404
    assert client.post(f"{actions(other, message)}/dolj", data={"reason": "other"}).status_code == 404
