"""Further tables through the doors: they open when one is full, and nobody sits alone where there is company."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.core import audit
from app.core.db import commit, session
from app.rooms import keeping, queries
from app.rooms.models import Room
from tests.people import extra, settle
from tests.rooms.tables import a_room, get_up, say, seating, sit, table, two_tables
from tests.support.people_doors import sign_in


@pytest.fixture
def cast(app):
    return settle("Anna", "Greta", "Bengt", "Marianne", "Sofia")


@pytest.fixture
def room(cast):
    return a_room(cast["Sofia"])


def test_the_seventh_opens_a_table_and_lands_there(client, cast, room):
    sit(room, *extra(6))
    sign_in(client, cast["Anna"])
    answer = client.get(f"/rum/{room.id}")
    second = table(room, 2)
    assert (answer.status_code, answer.location) == (303, f"/rum/{second.id}?bytt=1")
    assert "Bord 1 är fullt. Du sitter vid bord 2." in client.get(answer.location).text
    sit(room, cast["Bengt"])
    page = client.get(f"/rum/{room.id}", follow_redirects=True).text
    assert "Bord 1 är fullt. Du sitter nu vid bord 2 med Bengt." in page
    page_again = client.get(f"/rum/{second.id}").text
    assert "Du sitter vid bord 2 med Bengt." in page_again
    assert "är fullt" not in page_again
    assert "Vid bord 1 sitter Gäst 1" in page


def test_who_is_alone_gets_company_when_a_seat_is_free(client, cast, room):
    guests, _none = two_tables(room, 6, 0)
    sit(room, cast["Anna"])
    second = table(room, 2)
    get_up(room, guests[0])
    assert seating(room) == {1: 6}
    sign_in(client, cast["Anna"])
    page = client.get(f"/rum/{second.id}", follow_redirects=True).text
    assert "Du sitter nu vid bord 1 med Gäst 2" in page
    sit(room, guests[0])
    assert seating(room) == {1: 6, 2: 1}
    assert len(session.scalars(select(Room)).all()) == 2  # the closed table is set again


def test_a_room_without_a_number_of_seats_has_one_table(cast):
    room = keeping.create_room(name="Samlingssalen", capacity=None, actor=cast["Sofia"])
    keeping.open_room(room, actor=cast["Sofia"])
    sit(room, *extra(15))
    assert seating(room) == {1: 15}


def test_the_seats_hold_when_people_waited_and_when_they_are_changed(client, cast):
    room = a_room(cast["Sofia"], is_open=False)
    sit(room, *extra(8))
    sign_in(client, cast["Sofia"])
    client.post(f"/rum/{room.id}/oppna")
    assert seating(room) == {1: 6, 2: 2}
    desk = f"/personal/rum/{room.id}"
    assert 'value="6"' in client.get(desk).text
    assert client.post(desk, data={"name": "Fika", "sign": "kaffe", "capacity": "2"}).status_code == 422
    assert client.post(desk, data={"name": "Fika", "sign": "kaffe", "capacity": "4"}).status_code == 303
    assert seating(room) == {1: 4, 2: 4}
    assert (table(room, 2).name, table(room, 2).capacity) == ("Fika", 4)
    client.post(desk, data={"name": "Fika", "sign": "kaffe", "capacity": ""})
    assert session.get_one(Room, room.id, populate_existing=True).capacity is None


def test_further_tables_are_no_rooms_of_their_own(client, cast, room):
    two_tables(room, 6, 2)
    sign_in(client, cast["Marianne"])
    words = client.get("/rum").text
    assert words.count("Kaffebordet") == 1
    assert "Öppet nu. 2 bord." in words
    assert "Vid bord 2 sitter Gäst 7" in words
    assert [one.room.id for one in queries.rooms_with_people(cast["Marianne"])] == [room.id]
    assert queries.open_rooms(cast["Marianne"], but=table(room, 2)) == []
    sign_in(client, cast["Sofia"])
    assert client.get(f"/personal/rum/{table(room, 2).id}").status_code == 404


def test_invitations_count_at_every_table(client, cast):
    guests = extra(7)
    room = a_room(cast["Sofia"], "Syjuntan", invited=(*guests, cast["Anna"]))
    keeping.invite(room, cast["Anna"], is_host=True, actor=cast["Sofia"])
    sit(room, *guests)
    second = table(room, 2)
    sign_in(client, cast["Anna"])
    assert client.get(f"/rum/{second.id}/bord").status_code == 200
    assert client.get(f"/rum/{second.id}/dolda").status_code == 200
    for name in ("Greta", "Marianne"):
        sign_in(client, cast[name])
        assert client.get(f"/rum/{second.id}").status_code == 404
    keeping.uninvite(room, guests[6], actor=cast["Sofia"])
    commit()
    assert seating(room) == {1: 6}


def test_closing_and_putting_away_take_all_tables(client, cast, room):
    _guests, second = two_tables(room, 6, 2)
    other = table(room, 2)
    say(other, second[0], "Vi vid tvåan")
    sign_in(client, cast["Marianne"])
    assert client.post(f"/rum/{other.id}/stang").status_code == 303
    for number in (room.id, other.id):
        assert not session.get_one(Room, number, populate_existing=True).is_open
    sign_in(client, cast["Anna"])
    assert "Vi vid tvåan" in client.get(f"/rum/{other.id}").text
    assert "Läs vad som sagts vid bord 2" in client.get(f"/rum/{room.id}").text
    assert "Vi vid tvåan" in client.get(f"/rum/{other.id}?fore=2").text
    keeping.archive_room(room, actor=cast["Sofia"])
    commit()
    assert client.get(f"/rum/{other.id}").status_code == 404
    keeping.restore_room(room, actor=cast["Sofia"])
    commit()
    assert client.get(f"/rum/{other.id}").status_code == 200


def test_words_for_a_table_that_has_closed_are_kept(client, cast, room):
    _guests, second = two_tables(room, 4, 2)
    closed = table(room, 2)
    get_up(closed, *second)
    sign_in(client, cast["Anna"])
    answer = client.post(f"/rum/{closed.id}/meddelanden", data={"body": "Hinner jag?", "client_id": "a" * 16})
    assert answer.status_code == 409
    assert "Hinner jag?" in answer.text
    assert "Du sitter vid ett annat bord nu." in answer.text
    assert f'action="/rum/{room.id}/meddelanden"' in answer.text


def host_moves(client, room, people: list[User], number):
    ids = ",".join(str(person.id) for person in people)
    return client.post(
        f"/rum/{room.id}/bord/{number}/flytta-hit", data={"people": ids}, follow_redirects=True
    )


def test_a_host_moves_somebody_and_back(client, cast, room):
    _first, second = two_tables(room, 4, 3)
    sign_in(client, cast["Marianne"])
    assert "Bord i rummet" in client.get(f"/rum/{room.id}").text
    get_up(room, cast["Marianne"])
    assert "Flytta Gäst 7 till bord 1" in client.get(f"/rum/{room.id}/bord").text
    page = host_moves(client, room, second[:1], 1).text
    assert "Gäst 7 sitter nu vid bord 1." in page
    assert "Ångra" in page
    assert seating(room) == {1: 5, 2: 2}
    host_moves(client, room, second[:1], 2)
    assert seating(room) == {1: 4, 2: 3}
    entry = session.scalars(select(audit.AuditEntry).where(audit.AuditEntry.action == "room.moved")).first()
    assert f'"room": {room.id}' in entry.details
    assert entry.person == second[0].pseudonym


def test_a_host_puts_two_tables_together_and_takes_it_back(client, cast, room):
    _first, second = two_tables(room, 3, 2)
    sign_in(client, cast["Marianne"])
    assert "Slå ihop bord 2 med bord 1" in client.get(f"/rum/{room.id}/bord").text
    page = host_moves(client, room, second, 1).text
    assert "Gäst 7 och Gäst 8 sitter nu vid bord 1." in page
    assert seating(room) == {1: 5}
    assert f'action="/rum/{room.id}/bord/2/flytta-hit"' in page
    host_moves(client, room, second, 2)
    assert seating(room) == {1: 3, 2: 2}


def test_nobody_is_moved_where_there_is_no_seat(client, cast, room):
    first, second = two_tables(room, 6, 2)
    sign_in(client, cast["Marianne"])
    page = client.get(f"/rum/{room.id}/bord").text
    assert "till bord 1" not in page
    assert "Slå ihop" not in page
    assert "Det finns inte plats vid bord 1." in host_moves(client, room, second, 1).text
    assert "Det finns inte plats vid bord 9." in host_moves(client, room, first, 9).text
    assert "Ingen flyttade." in host_moves(client, room, [cast["Anna"]], 2).text
    assert host_moves(client, room, [], 2).status_code == 422
    assert seating(room) == {1: 6, 2: 2}


def test_over_the_line_the_seat_and_its_table_are_told(socket_client, cast, room):
    guests = extra(6)
    sit(room, *guests)
    anna = socket_client(cast["Anna"])
    answer = anna.ask("enter_room", {"room": room.id, "after": 0})
    second = table(room, 2)
    assert answer["table"] == second.id
    assert anna.ask("catch_up", {"room": second.id, "after": 0})["table"] == second.id
    first = socket_client(guests[0])
    assert first.ask("enter_room", {"room": room.id, "after": 0})["table"] == room.id
    assert first.ask("leave_room", {"room": room.id})["ok"]
    told = anna.wait_for("seat_changed")
    assert told == {
        "room": room.id,
        "left": second.id,
        "number": 1,
        "with": [f"Gäst {n}" for n in range(2, 7)],
    }
    assert anna.ask("catch_up", {"room": second.id, "after": 0})["table"] == room.id


def test_the_other_tables_are_told_and_a_lonely_one_is_not(socket_client, client, cast, room):
    guests = extra(5)
    sit(room, *guests)
    anna, bengt, greta = (socket_client(cast[name]) for name in ("Anna", "Bengt", "Greta"))
    assert anna.ask("enter_room", {"room": room.id, "after": 0})["table"] == room.id
    second = bengt.ask("enter_room", {"room": room.id, "after": 0})["table"]
    assert second != room.id
    assert anna.wait_for("tables_changed") == {"room": room.id}
    assert bengt.ask("leave_room", {"room": second})["ok"]
    assert anna.wait_for("tables_changed") == {"room": room.id}
    sign_in(client, cast["Greta"])
    assert client.get(f"/rum/{room.id}/andra-bord").status_code == 200
    other = a_room(cast["Sofia"], "Syjuntan")
    greta.ask("enter_room", {"room": other.id, "after": 0})
    bengt.ask("enter_room", {"room": other.id, "after": 0})
    greta.wait_until_told("people_changed", lambda told: len(told["here"]) == 2)
    assert "tables_changed" not in [event for event, _told in greta.heard]
