"""People signed up from a file by staff: by name, told apart by number, once, and in line when it is full."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts import people
from app.accounts.models import User
from app.calendar import dates, seats
from app.calendar.models import CameBy, Occurrence, SignUp
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


GUESTS = (
    "Rut;;070-174 06 09;Ja;",
    "Elsa;Exempelsson;+46 8 465 004 05;ja;Olle",
    "Anna;Solhäll;;Nej;En till",
    "RUT;;+46701740609;Ja;",
    "Rut;;08-465 004 06;Ja;Nej",
)


def list_of(one: Occurrence) -> list[tuple[str, int, str | None, str]]:
    """First name, companions, their name and the state, in the order of the list."""
    rows = select(SignUp).where(SignUp.occurrence_id == one.id).order_by(SignUp.queued_at)
    return [
        (row.first_name, row.companions, row.companion_name, row.state.value)
        for row in session.scalars(rows.execution_options(populate_existing=True))
    ]


def test_guests_and_company_come_in_once(desk: CheckingClient, cast: dict[str, User]) -> None:
    one = lunch(cast["Sofia"], capacity=5)
    data = file_of(*GUESTS, headings=f"{HEADINGS};Gäst;Sällskap")
    shown = send(desk, data, path=path_of(one))
    assert "1 får inte plats" in shown.text, "company counts"
    assert [row[0] for row in rows_of(desk, "nya")] == ["2", "3", "4", "6"]
    assert rows_of(desk, "nya")[1][2] == "Anmäls som gäst, med sällskap. Efternamnet sparas inte."
    assert rows_of(desk, "finns")[0][2] == "Samma person står redan på rad 2."
    assert list_of(one) == []
    session.rollback()
    take_in(desk, data, path=path_of(one))
    expected = [
        ("Rut", 0, None, "seat"), ("Elsa", 1, "Olle", "seat"), ("Anna", 1, None, "seat"), ("Rut", 0, None, "waiting"),
    ]  # fmt: skip
    assert list_of(one) == expected
    assert {row.came_by for row in session.scalars(select(SignUp))} == {CameBy.PAPER}
    session.rollback()
    send(desk, data, path=path_of(one))
    assert (rows_of(desk, "nya"), len(rows_of(desk, "finns"))) == ([], 5)
    session.rollback()
    body = desk.get(f"{STAFF}/datum/{one.id}/anmalda.csv").get_data()
    assert "Elsa;;08-465 004 05;Ja;Olle;Har plats" in body.decode("utf-8-sig")
    send(desk, body, path=path_of(one))
    assert (rows_of(desk, "nya"), len(rows_of(desk, "finns"))) == ([], 4)
    assert list_of(one) == expected


@pytest.mark.one_database
def test_what_a_guest_needs_is_named(desk: CheckingClient, cast: dict[str, User]) -> None:
    one = lunch(cast["Sofia"], capacity=9)
    lines = ("Rut;;;Ja;", "Rut;;inget;Ja;", "Ingen;Alls;;;", "Rut;;070-174 06 09;Ja;" + "x" * 61)
    assert (
        send(desk, file_of(*lines, headings=f"{HEADINGS};Gäst;Sällskap"), path=path_of(one)).status_code
        == 422
    )
    words = [row[2] for row in rows_of(desk, "fel-rader")]
    assert words[0] == words[1] == "Skriv gästens telefonnummer med riktnummer, till exempel 08-465 004 00."
    assert "Skriv Ja under Gäst." in words[2]
    assert words[3].startswith("Sällskap:")


@pytest.mark.one_database
def test_company_of_those_who_are_there_stays_as_it_is(desk: CheckingClient, cast: dict[str, User]) -> None:
    one = lunch(cast["Sofia"], capacity=9)
    seats.sign_up(cast["Anna"], one, actor=cast["Anna"])
    commit()
    send(desk, file_of("Anna;Solhäll;;Nej;Olle", headings=f"{HEADINGS};Gäst;Sällskap"), path=path_of(one))
    assert rows_of(desk, "finns")[0][2] == "Är redan anmäld. Sällskapet ändras inte."


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
