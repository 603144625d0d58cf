"""The first page of the staff, and that of a host."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from flask import Flask

from app.accounts import cards
from app.accounts.models import User
from app.calendar.models import Activity, Occurrence, SignUp, SignUpState
from app.core import clock
from app.core.db import commit, session
from app.rooms import keeping
from tests.people import settle
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in

TUESDAY = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)


@pytest.fixture
def cast(app: Flask) -> dict[str, User]:
    return settle("Anna", "Bengt", "Marianne", "Sofia")


def soup_lunch(by: User, *, capacity: int | None, starts: datetime, title: str = "Sopplunch") -> Occurrence:
    activity = Activity(
        title=title, place="Utsikten", starts_on=starts.date(), starts_at=time(11, 30), duration_minutes=90,
        capacity=capacity, created_by_id=by.id,
    )  # fmt: skip
    date = Occurrence(
        planned_on=starts.date(), title=title, place="Utsikten", starts_at=starts,
        ends_at=starts + timedelta(minutes=90), capacity=capacity,
    )  # fmt: skip
    activity.occurrences.append(date)
    session.add(activity)
    session.flush()
    return date


def put(person: User, date: Occurrence, state: SignUpState) -> None:
    session.add(
        SignUp(occurrence=date, person=person, actor_id=person.id, state=state, queued_at=clock.now())
    )
    date.taken += state is SignUpState.SEAT


def test_the_week_with_what_needs_a_decision(client: CheckingClient, cast: dict[str, User]) -> None:
    with clock.frozen(TUESDAY):
        full = soup_lunch(cast["Sofia"], capacity=1, starts=TUESDAY + timedelta(days=1))
        put(cast["Anna"], full, SignUpState.SEAT)
        put(cast["Bengt"], full, SignUpState.WAITING)
        soup_lunch(cast["Sofia"], capacity=None, starts=TUESDAY + timedelta(days=2), title="Promenad")
        soup_lunch(cast["Sofia"], capacity=4, starts=TUESDAY + timedelta(days=9), title="Långt fram")
        room = keeping.create_room(name="Kaffebordet", actor=cast["Sofia"])
        keeping.open_room(room, actor=cast["Sofia"])
        commit()
        sign_in(client, cast["Sofia"])
        text = client.get("/personal").text
    for words in (
        "Vecka 48 och 49",
        "Tisdag 24 november till måndag 30 november",
        "2 saker behöver ett beslut",
        "Onsdag klockan 8.00",
        "Sopplunch är fullt. En står på kölistan.",
        "1 av 1",
        "1 på kö",
        "Promenad",
        "0 kommer",
        "3 människor har inget kort",
        "Kaffebordet: 0 sitter där",
    ):
        assert words in text
    assert "Långt fram" not in text


def test_on_a_sunday_the_days_to_come_are_shown(client: CheckingClient, cast: dict[str, User]) -> None:
    sunday = TUESDAY + timedelta(days=5)
    with clock.frozen(TUESDAY):
        been = soup_lunch(
            cast["Sofia"], capacity=1, starts=TUESDAY + timedelta(days=1), title="Onsdagskaffet"
        )
        put(cast["Anna"], been, SignUpState.SEAT)
        put(cast["Bengt"], been, SignUpState.WAITING)
        soup_lunch(cast["Sofia"], capacity=4, starts=sunday + timedelta(days=2), title="Tisdagslunchen")
        soup_lunch(cast["Sofia"], capacity=4, starts=sunday + timedelta(days=8), title="Långt fram")
        commit()
    with clock.frozen(sunday):
        sign_in(client, cast["Sofia"])
        text = client.get("/personal").text
        assert "Söndag 29 november till lördag 5 december" in text
        assert "Tisdagslunchen" in text
        for other in ("Onsdagskaffet", "Långt fram", "på kö", "Visa i dag"):
            assert other not in text
        text = client.get("/personal?fran=2026-11-22").text
        assert "Onsdagskaffet" in text
        assert "Har varit" in text
        assert "Klart" not in text
        assert "på kö" not in text, "nobody can decide about what has been"
        assert "gap-row" not in text
        assert "Visa i dag" in text
        assert "Långt fram" in client.get("/personal?fran=2026-12-06").text


def test_the_weeks_lead_to_each_other(client: CheckingClient, cast: dict[str, User]) -> None:
    with clock.frozen(TUESDAY):
        sign_in(client, cast["Sofia"])
        client.get("/personal")
        assert client.page is not None
        links = {
            " ".join(link.to_text().split()): link.attrs["href"] for link in client.page.find("main nav a")
        }
        assert links["Förra veckan"] == "/personal?fran=2026-11-17"
        assert links["Nästa vecka"] == "/personal?fran=2026-12-01"
        for wrong in ("", "i går", "9999-12-31", "2026-02-30"):
            assert "Tisdag 24 november till måndag 30 november" in client.get(f"/personal?fran={wrong}").text


def test_today_while_it_is_on_and_after(client: CheckingClient, cast: dict[str, User]) -> None:
    with clock.frozen(TUESDAY):
        row = soup_lunch(cast["Sofia"], capacity=1, starts=TUESDAY + timedelta(hours=1))
        put(cast["Anna"], row, SignUpState.SEAT)
        put(cast["Bengt"], row, SignUpState.WAITING)
        commit()
        sign_in(client, cast["Sofia"])
        assert "1 på kö" in client.get("/personal").text
    for moment, word in ((row.starts_at, "Pågår nu"), (row.ends_at, "Har varit")):
        with clock.frozen(moment):
            sign_in(client, cast["Sofia"])
            text = client.get("/personal").text
            assert word in text
            assert "på kö" not in text


def test_nothing_to_decide(client: CheckingClient, cast: dict[str, User]) -> None:
    for name in ("Anna", "Bengt", "Marianne"):
        cards.issue(cast[name], actor=cast["Sofia"])
    commit()
    sign_in(client, cast["Sofia"])
    text = client.get("/personal").text
    assert "Inget behöver ett beslut just nu" in text
    assert "Inget är bestämt de här dagarna" in text


def test_a_host_sees_rooms_and_days_but_no_people(client: CheckingClient, cast: dict[str, User]) -> None:
    with clock.frozen(TUESDAY):
        full = soup_lunch(cast["Sofia"], capacity=1, starts=TUESDAY + timedelta(days=1))
        put(cast["Anna"], full, SignUpState.SEAT)
        room = keeping.create_room(name="Kaffebordet", actor=cast["Sofia"])
        keeping.create_room(name="Bara några", is_restricted=True, actor=cast["Sofia"])
        commit()
        sign_in(client, cast["Marianne"])
        text = client.get("/personal").text
        assert "Öppna Kaffebordet" in text
        assert "Sopplunch" in text
        assert "1 av 1" in text
        for secret in ("Bara några", "Solhäll", "/personal/manniskor", "beslut"):
            assert secret not in text
        assert client.post(f"/rum/{room.id}/oppna").status_code == 303
        assert "Stäng Kaffebordet" in client.get("/personal").text


def test_a_member_has_no_staff_page(client: CheckingClient, cast: dict[str, User]) -> None:
    sign_in(client, cast["Anna"])
    assert client.get("/personal").status_code == 403
