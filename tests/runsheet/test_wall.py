"""Nobody learns anything of somebody by writing them down for a date, by having run one, or by coming back later."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.accounts.models import Role, User
from app.calendar import jobs, online, seats
from app.calendar.models import CameBy, Occurrence, SignUp
from app.calendar.team_models import Assignment, Task
from app.core import clock
from app.core.db import commit, session
from app.notifications.models import Channel, Contact, Notification
from app.runsheet import needs
from app.runsheet.models import DropIn, Way
from app.runsheet.needs import Food, Travel
from tests.calendar.plans import lunch
from tests.runsheet.guests import comes, guest
from tests.runsheet.test_ticks import form_of, send
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in

Cast = dict[str, User]
PLACE, NUMBER, WORDS = "Lingonstigen 4", "070-174 06 05", "Tål inte selleri"


@pytest.fixture
def his(cast: Cast, date: Occurrence) -> Occurrence:
    """Sven's. Anna comes to Marianne's, and has told what she needs there."""
    made = lunch(cast["Sofia"])
    session.add(Assignment(occurrence_id=made.id, person_id=cast["Sven"].id))
    session.add(Contact(person_id=cast["Anna"].id, channel=Channel.CALL, phone=NUMBER))
    travel = Travel(Way.NEEDS_LIFT, address=PLACE)
    with clock.frozen(clock.now() - timedelta(days=1)):
        comes(cast["Anna"], date, Food(("nuts",), words=WORDS), travel)
    commit()
    return made


def pages(date: Occurrence) -> list[str]:
    begin = f"/personal/aktiviteter/datum/{date.id}"
    sheets = [f"{begin}/korschema/{one}" for one in ("resor", "bord", "lista")]
    entry = session.scalars(select(SignUp.id).where(SignUp.occurrence_id == date.id)).one()
    forms = [f"{begin}/mat-och-resa{one}" for one in ("", f"/{entry}/maten", f"/{entry}/resan")]
    return [*sheets, *forms, f"/dina-dagar/{date.id}", f"/kalender/{date.id}/anmalda", f"{begin}/anmalda.csv"]


def read(client: CheckingClient, date: Occurrence) -> str:
    return "".join(client.get(page).text for page in pages(date))


def write_down(client: CheckingClient, date: Occurrence, person: User) -> None:
    sent = {"namn": person.first_name, "person_id": person.id, "came_by": "phone"}
    assert client.post(f"/kalender/{date.id}/anmalda/deltagare", data=sent).status_code == 303


def told_to_ring() -> None:
    jobs.queue_reminders()
    session.execute(update(Notification).values(channel=Channel.CALL, due_at=clock.now()))
    commit()


def test_a_host_who_writes_somebody_down_reads_nothing_that_was_told_elsewhere(
    client: CheckingClient, cast: Cast, his: Occurrence
) -> None:
    sign_in(client, cast["Sven"])
    write_down(client, his, cast["Anna"])
    seen = read(client, his)
    assert "Anna" in seen
    assert not [secret for secret in (PLACE, NUMBER, WORDS) if secret in seen]
    kitchen = client.get(f"/personal/aktiviteter/datum/{his.id}/korschema/kok").text
    assert WORDS in kitchen, "what would make her ill stands there, and nobody's name"
    sign_in(client, cast["Sofia"])
    assert WORDS in read(client, his), "staff may fill in more"


def test_what_is_told_for_that_very_date_is_read_there(
    client: CheckingClient, cast: Cast, his: Occurrence
) -> None:
    """She rings, is written down, and says how she gets there. Her number is still not his."""
    sign_in(client, cast["Sven"])
    write_down(client, his, cast["Anna"])
    entry = session.scalars(select(SignUp).where(SignUp.occurrence_id == his.id)).one()
    page = f"/personal/aktiviteter/datum/{his.id}/mat-och-resa/{entry.id}"
    assert client.post(f"{page}/maten", data={"texture": "ordinary"}).status_code == 403, "nothing is lost"
    sent = {"way": "needs_lift", "address": "Blåbärsvägen 2"}
    assert client.post(f"{page}/resan", data=sent).status_code == 303
    seen = read(client, his)
    assert "Blåbärsvägen 2" in seen
    assert NUMBER not in seen


def test_nor_does_the_telephone_give_a_number_to_who_wrote_its_owner_down(
    client: CheckingClient, cast: Cast, his: Occurrence
) -> None:
    sign_in(client, cast["Sven"])
    write_down(client, his, cast["Anna"])
    with clock.frozen(his.starts_at - timedelta(hours=2)):
        told_to_ring()
        sign_in(client, cast["Sven"])
        for page in ("/personal/ringtimme", "/personal/ringtimme/ringlista"):
            assert "Anna" not in client.get(page).text
        assert client.post("/personal/ringtimme/nasta").headers["Location"] == "/personal/ringtimme"
        online.go_online(his, reason="Halka", actor=cast["Sofia"])
        commit()
        shown = client.get(f"/dina-dagar/{his.id}/ringlista").text
        assert "Anna" in shown
        assert NUMBER not in shown
        sign_in(client, cast["Sofia"])
        assert NUMBER in client.get(f"/dina-dagar/{his.id}/ringlista").text
        assert "Anna" in client.get("/personal/ringtimme").text


@pytest.mark.parametrize("actor", ["Anna", "Sofia"])
def test_who_asked_themselves_or_rang_staff_need_not_tell_again(
    client: CheckingClient, cast: Cast, his: Occurrence, actor: str
) -> None:
    seats.sign_up(cast["Anna"], his, actor=cast[actor], came_by=CameBy.PHONE)
    commit()
    sign_in(client, cast["Sven"])
    seen = read(client, his)
    assert {PLACE, NUMBER, WORDS} <= {one for one in (PLACE, NUMBER, WORDS) if one in seen}


def test_what_is_told_after_a_date_is_not_for_those_who_ran_it(
    client: CheckingClient, cast: Cast, his: Occurrence, date: Occurrence
) -> None:
    seats.sign_up(cast["Anna"], his, actor=cast["Anna"])
    commit()
    entry = session.scalars(select(SignUp).where(SignUp.occurrence_id == date.id)).one()
    with clock.frozen(his.ends_at + timedelta(days=1)):
        needs.tell_travel(entry, Travel(Way.NEEDS_LIFT, address="Hemliga gatan 1"), actor=cast["Anna"])
        needs.tell_food(entry, Food(words="Hemlig diet"), actor=cast["Anna"])
        commit()
        sign_in(client, cast["Sven"])
        assert "Hemlig" not in read(client, his)


def test_a_week_after_names_and_numbers_are_gone_before_the_clock_has_come_round(
    client: CheckingClient, cast: Cast, his: Occurrence
) -> None:
    guest(his, "Majken", cast["Sofia"], phone="0846500431")
    commit()
    begin = f"/personal/aktiviteter/datum/{his.id}"
    mine = [f"/dina-dagar/{his.id}", f"/kalender/{his.id}/anmalda", f"{begin}/anmalda.csv"]
    for later, seen in ((timedelta(days=6, hours=23), True), (timedelta(days=7), False)):
        with clock.frozen(his.ends_at + later):
            sign_in(client, cast["Sven"])
            assert [client.get(page).status_code < 400 for page in mine] == [seen] * 3
            sign_in(client, cast["Sofia"])
            for page in mine[1:]:
                assert ("08-465 004 31" in client.get(page).text) is seen, page


def test_a_host_who_is_made_something_else_runs_nothing(
    client: CheckingClient, cast: Cast, his: Occurrence
) -> None:
    seats.sign_up(cast["Anna"], his, actor=cast["Anna"])
    cast["Sven"].role = Role.MEMBER
    commit()
    sign_in(client, cast["Sven"])
    assert {client.get(page).status_code for page in pages(his)} <= {403, 404}
    row = session.scalars(select(Assignment).where(Assignment.occurrence_id == his.id)).one()
    row.task = Task.HELPER
    commit()
    assert client.get(pages(his)[0]).status_code == 200


def test_taking_ticks_back_touches_no_other_date(
    client: CheckingClient, cast: Cast, his: Occurrence, date: Occurrence
) -> None:
    """SQLite gives the number of a row that is gone to the next one."""
    sign_in(client, cast["Sofia"])
    assert send(client, date, form_of(client, date) | {"names": "Elvy"}) == 303
    client.get(f"/personal/aktiviteter/datum/{date.id}/narvaro")
    assert client.page is not None
    [undo] = client.page.find('form[action$="/angra"]')
    session.delete(session.scalars(select(DropIn)).one())
    commit()
    assert send(client, his, form_of(client, his) | {"names": "Ragnar"}) == 303
    assert client.post(str(undo.attrs["action"]), data={}).status_code == 303
    assert list(session.scalars(select(DropIn.first_name))) == ["Ragnar"]
