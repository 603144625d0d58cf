"""A share of the seats is for newcomers until two days before; standing seats never reach into it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts import people
from app.accounts.models import User
from app.calendar import jobs, seats, series, standing
from app.calendar.models import Occurrence, SignUp
from app.calendar.standing_models import EndedBy
from app.core import clock
from app.core.db import commit, rollback, session
from app.core.errors import Refusal
from tests.calendar.plans import WEEKLY, dates_of, lunches, state_of, taken, told
from tests.calendar.test_pages import main_button, words
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in

Cast = dict[str, User]
REGULARS = ("Anna", "Bengt", "Greta", "Amir")


@pytest.fixture
def tuesdays(cast: Cast, sofia: User) -> list[Occurrence]:
    """Four seats, one of them for newcomers; the regulars have been at the first."""
    rows = lunches(sofia, rrule=f"{WEEKLY};COUNT=4", capacity=4, newcomer_percent=25)
    for name in REGULARS:
        join(rows[0], cast[name])
    return rows


def join(date: Occurrence, person: User) -> str | None:
    seats.sign_up(person, date, actor=person)
    commit()
    return state_of(person, date)


def grant(person: User, date: Occurrence, sofia: User) -> int:
    _seat, given = standing.grant(person, date.activity, actor=sofia)
    commit()
    return given


def test_the_share_is_open_to_newcomers_then_to_all(cast: Cast, tuesdays: list[Occurrence]) -> None:
    date = tuesdays[1]
    assert [join(date, cast[name]) for name in REGULARS] == ["seat", "seat", "seat", "waiting"]
    with clock.frozen(date.starts_at - timedelta(hours=48, seconds=1)):
        assert jobs.bring_offers_up_to_date() == 0
        assert state_of(cast["Amir"], date) == "waiting"
    with clock.frozen(date.starts_at - timedelta(hours=48)):
        assert jobs.bring_offers_up_to_date() == 1
        assert state_of(cast["Amir"], date) == "seat"


def test_a_newcomer_takes_a_seat_of_the_share_past_the_others_and_no_more(
    cast: Cast, tuesdays: list[Occurrence]
) -> None:
    date = tuesdays[1]
    for name in REGULARS:
        join(date, cast[name])
    assert join(date, cast["Karin"]) == "seat"
    assert join(date, cast["Johan"]) == "waiting"
    seats.leave(cast["Anna"], date, actor=cast["Anna"])
    commit()
    assert (state_of(cast["Amir"], date), state_of(cast["Johan"], date)) == ("seat", "waiting")


def test_the_rule_stands_on_the_page(client: CheckingClient, cast: Cast, tuesdays: list[Occurrence]) -> None:
    date = tuesdays[1]
    for name in REGULARS[:3]:
        join(date, cast[name])
    page = f"/kalender/{date.id}"
    sign_in(client, cast["Amir"])
    shown = words(client, page)
    assert "1 plats är till för den som inte har varit med förut, till söndag 29 november" in shown
    assert "Platserna som är kvar är för nya." in shown
    assert main_button(client, page) == "Ställ mig på kö"
    sign_in(client, cast["Anna"])
    assert "inte har varit med förut" not in words(client, page), (
        "who has a seat need not count those of others"
    )
    sign_in(client, cast["Karin"])
    assert main_button(client, page) == "Jag kommer"


def test_standing_seats_leave_the_share_alone(cast: Cast, sofia: User, tuesdays: list[Occurrence]) -> None:
    assert [grant(cast[name], tuesdays[0], sofia) for name in REGULARS[:3]] == [4, 4, 4]
    with pytest.raises(Refusal, match="no_standing"):
        standing.grant(cast["Amir"], tuesdays[0].activity, actor=sofia)
    rollback()
    assert [taken(date) for date in tuesdays] == [4, 3, 3, 3]


def test_nobody_is_passed_by_for_a_standing_seat(cast: Cast, sofia: User, tuesdays: list[Occurrence]) -> None:
    date = tuesdays[1]
    for name in ("Anna", "Bengt"):
        join(date, cast[name])
    seats.sign_up(cast["Greta"], date, actor=sofia, companions=1)
    commit()
    assert grant(cast["Karin"], date, sofia) == 2, "not where Greta waits, nor where it is full"
    assert state_of(cast["Karin"], date) is None


def test_new_dates_have_the_standing_seats(cast: Cast, sofia: User) -> None:
    first = lunches(sofia, rrule=WEEKLY, capacity=4, newcomer_percent=25)[0]
    for name in ("Anna", "Bengt"):
        grant(cast[name], first, sofia)
    people.deactivate(cast["Bengt"], actor=sofia)
    commit()
    with clock.frozen(clock.now() + timedelta(weeks=3)):
        assert series.keep_ahead(first.activity) == 2
        commit()
        newest = dates_of(first.activity)[-1]
        assert (state_of(cast["Anna"], newest), state_of(cast["Bengt"], newest)) == ("seat", None)
        assert taken(newest) == 1


def test_away_twice_in_a_row_gives_it_back(cast: Cast, sofia: User, tuesdays: list[Occurrence]) -> None:
    anna = cast["Anna"]
    grant(anna, tuesdays[0], sofia)
    for date in tuesdays[1:3]:
        seats.leave(anna, date, actor=anna)
        commit()
    assert join(tuesdays[1], anna) == "seat", "thinks better of it"
    seats.leave(anna, tuesdays[1], actor=anna)
    commit()
    with clock.frozen(tuesdays[1].starts_at):
        assert jobs.end_skipped() == 0
    seat = session.scalar(
        select(SignUp).where(SignUp.occurrence_id == tuesdays[0].id, SignUp.person_id == anna.id)
    )
    assert seat is not None
    seat.attended = False
    commit()
    with clock.frozen(tuesdays[2].starts_at):
        assert jobs.end_skipped() == 1
        assert jobs.end_skipped() == 0
        assert state_of(anna, tuesdays[3]) == "left"
        assert taken(tuesdays[3]) == 0
        assert told(anna) == [
            (
                "Din fasta plats på Sopplunch är tillbakalämnad, för du var borta två gånger i rad. "
                "Du kan anmäla dig till en dag i taget."
            )
        ]


def test_a_member_gives_it_back_and_thinks_better(
    client: CheckingClient, cast: Cast, sofia: User, tuesdays: list[Occurrence]
) -> None:
    here = f"/kalender/fasta-platser/{tuesdays[0].activity_id}"
    grant(cast["Anna"], tuesdays[0], sofia)
    sign_in(client, cast["Anna"])
    assert "Din fasta plats" in words(client, f"/kalender/{tuesdays[1].id}")
    assert client.post(f"{here}/lamna").status_code == 303
    assert [taken(date) for date in tuesdays] == [3, 0, 0, 0]
    assert "Ångra" in words(client, "/mina-anmalningar")
    assert client.post(f"{here}/ta-tillbaka").status_code == 303
    assert [taken(date) for date in tuesdays] == [4, 1, 1, 1]
    standing_seat = standing.find(cast["Anna"], tuesdays[0].activity)
    assert standing_seat is not None
    standing.end(standing_seat, by=EndedBy.STAFF, actor=sofia)
    commit()
    assert client.post(f"{here}/ta-tillbaka").status_code == 409
    sign_in(client, cast["Bengt"])
    assert client.post(f"{here}/lamna").status_code == 303
    assert client.post("/kalender/fasta-platser/99999/lamna").status_code == 404


def test_staff_grant_and_end(
    client: CheckingClient, cast: Cast, sofia: User, tuesdays: list[Occurrence]
) -> None:
    here = f"/personal/aktiviteter/{tuesdays[0].activity_id}/fasta-platser"
    sign_in(client, sofia)
    assert "Högst 3 platser av 4 får vara fasta. 1 plats är alltid till för den som är ny." in words(
        client, here
    )
    anna = {"person_id": str(cast["Anna"].id)}
    assert client.post(here, data=anna).status_code == 303
    assert "Anna Solhäll har en fast plats. Plats finns på 4 dagar." in words(client, here)
    assert client.post(f"{here}/{cast['Anna'].id}/avsluta").status_code == 303
    assert "Ingen har en fast plats än." in words(client, here)
    assert client.post(f"{here}/{cast['Bengt'].id}/avsluta").status_code == 404
    assert client.post(here, data={"person_id": "0"}).status_code == 422
