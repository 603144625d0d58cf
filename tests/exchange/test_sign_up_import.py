"""People signed up from a file by staff: by name, told apart by number, once, and in line when it is full."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts import people
from app.accounts.models import User
from app.calendar import dates, seats
from app.calendar.models import Occurrence, SignUp
from app.core.audit import AuditEntry
from app.core.db import commit, session
from app.notifications.models import Channel, Contact
from tests.calendar.plans import lunch, state_of
from tests.exchange.tables import STAFF, file_of, rows_of, sealed, send, take_in
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in

HEADINGS = "Förnamn;Efternamn;Telefon"


@pytest.fixture
def desk(client: CheckingClient, cast: dict[str, User]) -> CheckingClient:
    sign_in(client, cast["Sofia"])
    return client


def path_of(one: Occurrence) -> str:
    return f"{STAFF}/datum/{one.id}/import"


def line(person: User, phone: str = "") -> str:
    return f"{person.first_name};{person.last_name};{phone}"


def test_in_order_once_and_audited(desk: CheckingClient, cast: dict[str, User]) -> None:
    one = lunch(cast["Sofia"], capacity=2)
    anna, greta, bengt = cast["Anna"], cast["Greta"], cast["Bengt"]
    seats.sign_up(anna, one, actor=anna)
    commit()
    data = file_of(line(bengt), line(anna).upper(), line(greta), line(bengt), headings=HEADINGS)
    shown = send(desk, data, path=path_of(one))
    assert [row[0] for row in rows_of(desk, "nya")] == ["2", "4"]
    assert [row[0] for row in rows_of(desk, "finns")] == ["3", "5"]
    assert "1 får inte plats" in shown.text
    assert state_of(bengt, one) is None
    session.rollback()
    take_in(desk, data, path=path_of(one))
    assert send(desk, data, path=path_of(one)).status_code == 200
    assert len(rows_of(desk, "finns")) == 4
    assert [state_of(person, one) for person in (anna, bengt, greta)] == ["seat", "seat", "waiting"]
    rows = session.scalars(select(SignUp).where(SignUp.occurrence_id == one.id)).all()
    assert {row.actor_id for row in rows} == {anna.id, cast["Sofia"].id}
    actions = session.scalars(select(AuditEntry.action)).all()
    assert actions.count("calendar.signed_up") == 2


def test_two_of_a_name_are_told_apart_by_number(desk: CheckingClient, cast: dict[str, User]) -> None:
    one = lunch(cast["Sofia"], capacity=9)
    anna = cast["Anna"]
    other = people.add(first_name=anna.first_name, last_name=anna.last_name, actor=None)
    session.add(Contact(person_id=other.id, channel=Channel.SMS, phone="+46701740607"))
    commit()
    assert send(desk, file_of(line(anna), headings=HEADINGS), path=path_of(one)).status_code == 422
    assert "Flera heter så" in rows_of(desk, "fel-rader")[0][2]
    take_in(desk, file_of(line(anna, "070-174 06 07"), headings=HEADINGS), path=path_of(one))
    assert (state_of(other, one), state_of(anna, one)) == ("seat", None)


def test_bad_lines_are_named_and_nobody_is_signed_up(desk: CheckingClient, cast: dict[str, User]) -> None:
    one = lunch(cast["Sofia"], capacity=9)
    people.deactivate(cast["Greta"], actor=cast["Sofia"])
    commit()
    lines = [
        line(cast["Anna"]),
        "Ingen;Alls;",
        line(cast["Greta"]),
        "a\u202eb;;",
        ";;070",
        "x" * 61 + ";;",
        "Anna",
    ]
    shown = send(desk, file_of(*lines, headings=HEADINGS), path=path_of(one))
    assert shown.status_code == 422
    assert [row[0] for row in rows_of(desk, "fel-rader")] == ["3", "4", "5", "6", "7", "8"]
    assert state_of(cast["Anna"], one) is None


@pytest.mark.one_database
def test_a_guest_is_not_taken_in_silently(desk: CheckingClient, cast: dict[str, User]) -> None:
    one = lunch(cast["Sofia"], capacity=9)
    data = file_of("Rut;;070-174 06 09;Ja", headings=f"{HEADINGS};Gäst")
    assert send(desk, data, path=path_of(one)).status_code == 422
    assert "dagens sida" in rows_of(desk, "fel-rader")[0][2]


def test_a_date_that_is_cancelled_in_between_takes_all_back(
    desk: CheckingClient, cast: dict[str, User]
) -> None:
    one = lunch(cast["Sofia"], capacity=9)
    send(desk, file_of(line(cast["Anna"]), line(cast["Bengt"]), headings=HEADINGS), path=path_of(one))
    packed = sealed(desk)
    dates.cancel_occurrence(one, reason="Stormen", actor=cast["Sofia"])
    commit()
    shown = desk.post(f"{path_of(one)}/spara", data={"sealed": packed})
    assert shown.status_code == 422
    assert "inställt" in rows_of(desk, "fel-rader")[0][2]
    assert state_of(cast["Anna"], one) is None
    session.rollback()
    other = lunch(cast["Sofia"])
    assert desk.post(f"{path_of(other)}/spara", data={"sealed": packed}).status_code == 422, (
        "sealed for one date"
    )


def test_what_goes_out_comes_in_as_it_is(desk: CheckingClient, cast: dict[str, User]) -> None:
    one = lunch(cast["Sofia"], capacity=1)
    for name in ("Anna", "Bengt"):
        seats.sign_up(cast[name], one, actor=cast[name])
    commit()
    body = desk.get(f"{STAFF}/datum/{one.id}/anmalda.csv").get_data()
    assert send(desk, body, path=path_of(one)).status_code == 200
    assert len(rows_of(desk, "finns")) == 2
