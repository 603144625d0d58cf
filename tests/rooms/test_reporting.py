"""A reported message is gone for its reporter, everywhere and at once; a coordinator decides, and may regret it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import audit, clock
from app.core.db import commit, rollback, session
from app.rooms import reporting, services
from app.rooms.models import Message
from app.rooms.order_models import Report
from app.rooms.queries import rooms_with_people
from app.rooms.reading import note_read
from tests.people import settle
from tests.rooms.tables import a_room, say
from tests.support.people_doors import sign_in
from tests.support.together import all_at_once

SCAM = "Skicka koden till mig"


@pytest.fixture
def cast(app):
    return settle("Anna", "Greta", "Bengt", "Marianne", "Sofia", "Johan")


@pytest.fixture
def room(cast):
    return a_room(cast["Sofia"])


@pytest.fixture
def message(cast, room):
    return say(room, cast["Bengt"], SCAM)[0]


def report(message, *reporters):
    for person in reporters:
        reporting.report_message(message, reporter=person, actor=person)
        commit()


def page_of(message):
    return f"/rum/{message.room_id}/meddelanden/{message.id}"


def pages(room):
    return [
        f"/rum/{room.id}",
        f"/rum/{room.id}?fore=50",
        f"/rum/{room.id}/sok?q=koden",
        f"/rum/{room.id}/valj-meddelande",
    ]


def test_one_tap_and_it_is_gone_for_the_reporter_alone(client, cast, room, message):
    note_read(room, cast["Anna"], 0)
    commit()
    assert [one.unread for one in rooms_with_people(cast["Anna"])] == [1]
    sign_in(client, cast["Anna"])
    assert "Rapportera" in client.get(page_of(message)).text
    assert client.post(f"{page_of(message)}/rapportera").status_code == 303
    for address in [*pages(room), page_of(message)]:
        assert SCAM not in client.get(address).text, address
    assert "Medan du var borta" not in client.get(f"/rum/{room.id}").text
    assert "Du har rapporterat ett meddelande." in client.get(f"/rum/{room.id}").text
    rollback()
    assert [one.unread for one in rooms_with_people(cast["Anna"])] == [0]
    for name in ("Bengt", "Greta", "Marianne"):
        sign_in(client, cast[name])
        for address in [*pages(room), page_of(message)]:
            shown = client.get(address).text
            assert SCAM in shown
            assert "rapporterat ett" not in shown.partition('id="rum-data"')[0]


def test_while_away_the_newest_is_the_newest_that_one_sees(client, cast, room, message):
    note_read(room, cast["Anna"], 1)
    [kind, bad] = say(room, cast["Bengt"], "Trevlig kväll", SCAM)
    report(bad, cast["Anna"])
    sign_in(client, cast["Anna"])
    shown = client.get(f"/rum/{room.id}").text
    assert "1 nytt meddelande." in shown
    assert "Trevlig kväll" in shown.partition('id="samtal"')[0]
    assert kind.seq == 2


def test_the_reporter_takes_it_back(client, cast, room, message):
    sign_in(client, cast["Anna"])
    client.post(f"{page_of(message)}/rapportera")
    assert "Ångra" in client.get(page_of(message)).text
    assert client.post(f"{page_of(message)}/angra-rapport").status_code == 303
    assert SCAM in client.get(f"/rum/{room.id}").text
    assert reporting.count_waiting() == 0
    client.post(f"{page_of(message)}/rapportera")
    rollback()
    assert reporting.count_waiting() == 1
    assert len(session.scalars(select(Report)).all()) == 1


def test_ones_own_is_not_reported_and_twice_is_once(app, client, cast, room, message):
    sign_in(client, cast["Bengt"])
    assert client.post(f"{page_of(message)}/rapportera").status_code == 403
    anna, number = cast["Anna"].id, message.id

    def tap():
        from app.accounts.models import User

        person = session.get_one(User, anna)
        reporting.report_message(session.get_one(Message, number), reporter=person, actor=person)

    assert all_at_once(app, [tap] * 4) == []
    rollback()
    assert [row.reporter_id for row in session.scalars(select(Report))] == [anna]


def test_the_list_of_the_coordinators(client, cast, room, message):
    later = say(room, cast["Bengt"], "Köp mina strumpor")[0]
    with clock.frozen(clock.now() - timedelta(hours=2)):
        report(message, cast["Anna"])
    report(later, cast["Greta"], cast["Marianne"])
    sign_in(client, cast["Sofia"])
    assert "2 rapporterade meddelanden väntar på dig." in client.get("/personal").text
    shown = client.get("/personal/rapporter").text
    assert shown.index(SCAM) < shown.index("strumpor")
    assert "för 2 timmar sedan av Anna" in shown
    assert f"Rapporterat av 2: {cast['Greta'].full_name} och {cast['Marianne'].full_name}." in shown
    assert f"{cast['Bengt'].full_name} i Kaffebordet" in shown
    sign_in(client, cast["Marianne"])
    assert client.get("/personal/rapporter").status_code == 403
    assert "rapporterade" not in client.get("/personal").text


def test_hidden_by_decision_it_is_gone_for_all_and_comes_back_by_undo(client, cast, room, message):
    report(message, cast["Anna"], cast["Greta"])
    sign_in(client, cast["Sofia"])
    assert client.post(f"/personal/rapporter/{message.id}/dolj").status_code == 303
    assert "Inget väntar." in client.get("/personal/rapporter").text
    assert "väntar på dig" not in client.get("/personal").text
    sign_in(client, cast["Marianne"])
    for address in pages(room):
        assert SCAM not in client.get(address).text
    assert "Någon har rapporterat det" in client.get(f"/rum/{room.id}/dolda").text
    sign_in(client, cast["Sofia"])
    assert client.post(f"/personal/rapporter/{message.id}/angra").status_code == 303
    assert SCAM in client.get("/personal/rapporter").text
    sign_in(client, cast["Marianne"])
    assert SCAM in client.get(f"/rum/{room.id}").text
    sign_in(client, cast["Anna"])
    assert SCAM not in client.get(f"/rum/{room.id}").text


def test_let_stay_it_stays_for_all_but_the_reporter(client, cast, room, message):
    report(message, cast["Anna"])
    sign_in(client, cast["Sofia"])
    client.post(f"/personal/rapporter/{message.id}/lat-sta")
    assert "Inget väntar." in client.get("/personal/rapporter").text
    client.post(f"/personal/rapporter/{message.id}/lat-sta")
    assert "Någon annan hann före." in client.get("/personal/rapporter").text
    assert SCAM in client.get(f"/rum/{room.id}").text
    sign_in(client, cast["Anna"])
    assert SCAM not in client.get(f"/rum/{room.id}").text


def test_what_its_author_took_back_still_waits_and_undo_gives_it_back_as_it_was(client, cast, room, message):
    report(message, cast["Anna"])
    services.hide_message(message, actor=cast["Bengt"], reason="own")
    commit()
    sign_in(client, cast["Sofia"])
    assert "har själv tagit bort det" in client.get("/personal/rapporter").text
    client.post(f"/personal/rapporter/{message.id}/dolj")
    sign_in(client, cast["Bengt"])
    assert client.post(f"{page_of(message)}/visa").status_code == 403
    sign_in(client, cast["Sofia"])
    client.post(f"/personal/rapporter/{message.id}/angra")
    rollback()
    stands = session.get_one(Message, message.id)
    assert (stands.hidden_by_id, stands.hidden_reason) == (cast["Bengt"].id, "own")


def test_what_a_host_has_hidden_waits_for_nobody(cast, message):
    report(message, cast["Anna"])
    services.hide_message(message, actor=cast["Marianne"], reason="scam")
    commit()
    assert reporting.count_waiting() == 0
    services.restore_message(message, actor=cast["Marianne"])
    commit()
    assert reporting.count_waiting() == 1


def test_only_what_was_reported_is_decided_here(client, cast, room, message):
    sign_in(client, cast["Sofia"])
    for what in ("dolj", "lat-sta", "angra"):
        assert client.post(f"/personal/rapporter/{message.id}/{what}").status_code == 404


def test_two_coordinators_at_once_decide_once(app, cast, message):
    report(message, cast["Anna"])
    number, deciders = message.id, [cast["Sofia"].id, cast["Johan"].id]
    results = []

    def by(actor_id):
        from app.accounts.models import User

        actor = session.get_one(User, actor_id)
        results.append(reporting.decide(session.get_one(Message, number), hide=True, actor=actor))

    assert all_at_once(app, [lambda one=one: by(one) for one in deciders]) == []
    assert sorted(results) == [False, True]


def test_the_trail_keeps_each_step_without_the_words(cast, room, message):
    report(message, cast["Anna"])
    reporting.decide(message, hide=True, actor=cast["Sofia"])
    reporting.reopen(message, actor=cast["Sofia"])
    reporting.withdraw_report(message, reporter=cast["Anna"], actor=cast["Anna"])
    commit()
    entries = session.scalars(select(audit.AuditEntry).order_by(audit.AuditEntry.id)).all()
    steps = [entry.action for entry in entries if entry.action.startswith(("message.", "report."))]
    assert steps == [
        "message.reported", "report.decided", "message.hidden", "report.reopened", "message.restored",
        "message.report_withdrawn",
    ]  # fmt: skip
    decided = next(entry for entry in entries if entry.action == "report.decided")
    assert json.loads(decided.details)["outcome"] == "hidden"
    assert "koden" not in " ".join(entry.details for entry in entries)
    assert audit.first_broken() is None
