"""Saying something to one person at the table: chosen by their picture, read by all."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts import people
from app.core import clock
from app.core.db import commit, session
from app.core.errors import Refusal
from app.rooms import services
from app.rooms.models import Message
from app.rooms.queries import SEEN_WITHIN
from tests.people import settle
from tests.rooms.tables import a_room, get_up, say, sit, table, two_tables
from tests.support.people_doors import sign_in

KEY = "0123456789abcdef"


@pytest.fixture
def cast(app):
    return settle("Anna", "Greta", "Bengt", "Marianne", "Sofia")


@pytest.fixture
def room(cast):
    """Greta and Marianne sit there; Sofia, who made it, has never been there."""
    made = a_room(cast["Sofia"], invited=(cast["Anna"], cast["Greta"], cast["Marianne"]))
    sit(made, cast["Greta"], cast["Marianne"])
    return made


@pytest.fixture
def anna(client, cast):
    sign_in(client, cast["Anna"])
    return client


def tell(room, author, to, body="Hej på dig", client_id=None):
    said = services.post_message(
        room, author=author, body=body, client_id=client_id or uuid.uuid4().hex, to_id=to.id, actor=author
    )
    commit()
    return said


def post(client, room, to, body="Hej på dig", **more):
    form = {"body": body, "client_id": KEY, "till": to} | more
    return client.post(f"/rum/{room.id}/meddelanden", data=form)


def words(client, selector):
    return [" ".join(node.to_text().split()) for node in client.page.find(selector)]


def chosen(client):
    """What the composer says of whom the words are to, "" when they are to all."""
    [line] = client.page.find(".addressee")
    return "" if "hidden" in line.attrs else " ".join(line.query("#till-vem")[0].to_text().split())


def test_a_picture_in_the_talk_and_one_at_the_table_lead_to_the_box(anna, cast, room):
    say(room, cast["Greta"], "Hej")
    anna.get(f"/rum/{room.id}")
    assert chosen(anna) == ""
    [picture] = anna.page.find("#samtal button[name=vem]")
    assert (picture.attrs["value"], picture.attrs["form"]) == (str(cast["Greta"].id), "skrivet")
    answer = anna.post(picture.attrs["formaction"].partition("#")[0], data={"vem": picture.attrs["value"]})
    assert answer.location.endswith(f"/rum/{room.id}?till={cast['Greta'].id}#skriv")
    anna.get(answer.location)
    assert chosen(anna) == "Till Greta"
    assert anna.page.find("input[name=till]")[0].attrs["value"] == str(cast["Greta"].id)
    sign_in(anna, cast["Greta"])
    anna.get(f"/rum/{room.id}")
    there = {one.attrs["value"] for one in anna.page.find("[data-here] button[name=vem]")}
    assert there == {str(cast["Anna"].id), str(cast["Marianne"].id)}, "nobody writes to themselves"


def test_what_is_written_stays_in_the_box_while_choosing(anna, cast, room):
    written = {"body": "Jag tänkte just\r\nfråga", "vem": cast["Greta"].id}
    answer = anna.post(f"/rum/{room.id}/till", data=written)
    assert answer.status_code == 200
    assert chosen(anna) == "Till Greta"
    assert words(anna, "#body") == ["Jag tänkte just fråga"]
    anna.post(f"/rum/{room.id}/till", data=written | {"vem": "", "till": cast["Greta"].id})
    assert chosen(anna) == ""
    assert words(anna, "#body") == ["Jag tänkte just fråga"]


@pytest.mark.parametrize("who", ["Bengt", "Anna", "Sofia", "nobody", "-1", "x", "9" * 30])
def test_who_may_not_read_there_or_never_was_there_cannot_be_chosen(anna, cast, room, who):
    number = cast[who].id if who in cast else who.replace("nobody", "4711")
    anna.get(f"/rum/{room.id}?till={number}")
    assert chosen(anna) == ""
    anna.post(f"/rum/{room.id}/till", data={"body": "Hej", "vem": number})
    assert chosen(anna) == ""
    assert post(anna, room, number).status_code in (409, 422)
    assert words(anna, "#body") == ["Hej på dig"]
    assert session.scalar(select(Message.id)) is None


def test_all_read_to_whom_it_is_and_the_one_reads_that_it_is_to_them(anna, cast, room):
    assert post(anna, room, cast["Greta"].id).status_code == 303
    [message] = session.scalars(select(Message)).all()
    assert message.to_id == cast["Greta"].id
    for name, told in (("Anna", "Till Greta"), ("Marianne", "Till Greta"), ("Greta", "Till dig")):
        sign_in(anna, cast[name])
        anna.get(f"/rum/{room.id}")
        assert words(anna, "#samtal .message-to") == [told]
        assert len(anna.page.find("#samtal .message-to-me")) == (name == "Greta")
        for address in (f"meddelanden/{message.id}", "valj-meddelande", "sok?q=hej", "?fore=2"):
            assert told in anna.get(f"/rum/{room.id}{'' if address[0] == '?' else '/'}{address}").text


def test_once_to_one_person(anna, cast, room):
    """The same form again is the same message; to another person it is another."""
    for who in ("Greta", "Greta", "Marianne"):
        assert post(anna, room, cast[who].id).status_code == 303
    assert post(anna, room, "").status_code == 303
    found = session.scalars(select(Message.to_id).order_by(Message.seq)).all()
    assert found == [cast["Greta"].id, cast["Marianne"].id, None]
    with pytest.raises(Refusal, match="client_id_taken"):
        services.post_message(room, author=cast["Anna"], body="Hej på dig", client_id=KEY, actor=cast["Anna"])


def test_sent_again_after_the_other_has_left_it_is_still_once(anna, cast, room):
    first = post(anna, room, cast["Greta"].id)
    services.uninvite(room, cast["Greta"], actor=cast["Sofia"])
    commit()
    assert post(anna, room, cast["Greta"].id).location == first.location
    answer = post(anna, room, cast["Greta"].id, body="Något annat")
    assert (answer.status_code, words(anna, "#body")) == (409, ["Något annat"])


def test_who_was_switched_off_is_written_to_no_more(anna, cast, room):
    people.deactivate(cast["Greta"], actor=cast["Sofia"])
    commit()
    answer = post(anna, room, cast["Greta"].id)
    assert answer.status_code == 409
    assert "Den du skriver till är inte här. Din text finns kvar." in answer.text
    assert chosen(anna) == ""


def test_who_has_left_is_named_only_after_writing_at_some_table_of_the_room(anna, cast, room):
    other = a_room(cast["Sofia"], "Bokhyllan")
    say(other, cast["Greta"], "Hej")
    get_up(room, cast["Greta"], cast["Marianne"])
    anna.get(f"/rum/{room.id}?till={cast['Greta'].id}")
    assert chosen(anna) == ""
    assert post(anna, room, cast["Greta"].id).status_code == 409
    say(room, cast["Greta"], "Hej då")
    anna.get(f"/rum/{room.id}?till={cast['Greta'].id}")
    assert chosen(anna) == "Till Greta"
    assert post(anna, room, cast["Greta"].id).status_code == 303


def test_who_sits_at_another_table_of_the_room_may_be_spoken_to(anna, cast):
    room = a_room(cast["Sofia"])
    two_tables(room, 3, 2)
    sit(room, cast["Greta"])
    further = table(room, 2)
    for one in (room, further):
        anna.get(f"/rum/{one.id}/halsningar?till={cast['Greta'].id}")
        assert words(anna, ".message-to") == ["Till Greta"]


def test_with_the_clock_an_old_seat_is_nobodys(anna, cast, room):
    with clock.frozen(clock.now() + SEEN_WITHIN + timedelta(seconds=1)):
        anna.get(f"/rum/{room.id}?till={cast['Greta'].id}")
        assert chosen(anna) == ""
        assert post(anna, room, cast["Greta"].id).status_code == 409


def test_a_greeting_too(anna, cast, room):
    page = f"/rum/{room.id}/halsningar"
    anna.get(f"{page}?till={cast['Greta'].id}")
    assert words(anna, ".message-to") == ["Till Greta"]
    key = anna.page.find("input[name=client_id]")[0].attrs["value"]
    answer = anna.post(page, data={"phrase": "tack", "client_id": key, "till": cast["Greta"].id})
    assert answer.status_code == 303
    anna.get(answer.location)
    assert words(anna, "#samtal .message-to") == ["Till Greta"]
    assert chosen(anna) == ""


def test_while_you_were_away_says_how_many_are_to_you(anna, cast, room):
    anna.get(f"/rum/{room.id}")
    say(room, cast["Greta"], "Till alla")
    tell(room, cast["Greta"], cast["Anna"])
    tell(room, cast["Greta"], cast["Marianne"])
    anna.get(f"/rum/{room.id}")
    assert words(anna, "section[aria-labelledby=borta] p")[0] == "3 nya meddelanden. 1 till dig."


def test_over_the_line(socket_client, cast, room):
    anna, greta = socket_client(cast["Anna"]), socket_client(cast["Greta"])
    for tablet in (anna, greta):
        tablet.ask("enter_room", {"room": room.id, "after": 0})
    asked = {"room": room.id, "client_id": KEY, "body": "Hej på dig", "to": cast["Greta"].id}
    first = anna.ask("send_message", asked)
    assert first["ok"]
    hearer = {"id": cast["Greta"].id, "name": "Greta"}
    assert greta.wait_for("message_posted")["to"] == hearer
    assert anna.ask("send_message", asked) == first
    for other in ({"to": cast["Marianne"].id}, {"to": None}):
        again = {key: value for key, value in (asked | other).items() if value}
        assert anna.ask("send_message", again)["error"] == "client_id_taken"
    for stranger in (cast["Bengt"].id, cast["Anna"].id, cast["Sofia"].id, 4711):
        refused = anna.ask("send_message", asked | {"client_id": f"{KEY}{stranger}", "to": stranger})
        assert refused == {
            "ok": False,
            "error": "to_not_found",
            "message": "Den du skriver till är inte här. Din text finns kvar.",
        }
    assert anna.ask("send_message", asked | {"client_id": "fedcba9876543210"})["seq"] == 2
    caught = socket_client(cast["Marianne"]).ask("enter_room", {"room": room.id, "after": 0})["messages"]
    assert [one["to"] for one in caught] == [hearer, hearer]
    assert "to" not in _hidden(socket_client, cast, room)


def _hidden(socket_client, cast, room):
    message = session.scalars(select(Message).where(Message.seq == 1)).one()
    services.hide_message(message, actor=cast["Anna"], reason="own")
    commit()
    return socket_client(cast["Greta"]).ask("enter_room", {"room": room.id, "after": 0})["messages"][0]
