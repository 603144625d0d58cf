"""A seat that becomes free is offered to the first in line, with a time to answer; then to the next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.accounts import people
from app.accounts.models import User
from app.calendar import checks, dates, jobs, offers, rules, seats
from app.calendar.answering import answer_until
from app.calendar.models import Occurrence
from app.core import clock
from app.core.db import commit, session
from app.notifications.kinds import words_for
from app.notifications.models import Notification
from tests.calendar.plans import NOW, TUESDAY, lunch, state_of, taken, told
from tests.calendar.test_pages import main_button, words
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in

Cast = dict[str, User]
START = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)  # half past eleven on the wall


def at(hour: int, minute: int = 0, day: int = 24) -> datetime:
    """On the wall, in November."""
    return datetime(2026, 11, day, hour - 1, minute, tzinfo=UTC)


@pytest.fixture
def full(cast: Cast, sofia: User) -> Occurrence:
    """One seat, which Anna has; Bengt, Greta and Amir wait, in that order."""
    date = lunch(sofia, capacity=1, answer_minutes=240)
    for name in ("Anna", "Bengt", "Greta", "Amir"):
        seats.sign_up(cast[name], date, actor=cast[name])
        commit()
    return date


def give_up(person: User, date: Occurrence) -> None:
    seats.leave(person, date, actor=person)
    commit()


def states(cast: Cast, date: Occurrence) -> list[str | None]:
    return [state_of(cast[name], date) for name in ("Anna", "Bengt", "Greta", "Amir")]


@pytest.mark.parametrize(
    ("now", "minutes", "until"),
    [
        (at(10, day=23), 60, at(11, day=23)),
        (at(20, 30, day=23), 60, at(8, 30)),  # the night does not count
        (at(23, day=23), 60, at(9)),
        (at(3), 60, at(9)),
        (at(9), 240, at(10, 15)),  # half of what is left
        (at(11), 240, at(11, 15)),
        (at(11, 1), 240, None),  # too late to ask
        (at(10, day=23), None, None),
        (at(10, day=22), 780, at(10, day=23)),
    ],
)
def test_how_long_there_is_to_answer(now: datetime, minutes: int | None, until: datetime | None) -> None:
    assert answer_until(now, minutes, START) == until


def test_what_begins_before_eight_is_given_in_the_night() -> None:
    assert answer_until(at(22, day=23), 60, at(7)) is None


def test_a_seat_given_up_the_same_morning_is_filled_the_same_morning(cast: Cast, full: Occurrence) -> None:
    with clock.frozen(at(8, 30)):
        give_up(cast["Anna"], full)
        assert states(cast, full) == ["left", "offered", "waiting", "waiting"]
        assert told(cast["Bengt"]) == [
            (
                "Det finns en plats till dig: Sopplunch, tisdag 24 november, klockan 11.30. "
                "Svara senast i dag, tisdag 24 november, klockan 10.00."
            )
        ]
    for moment, expected in (
        (at(9, 59), ["left", "offered", "waiting", "waiting"]),
        (at(10), ["left", "left", "offered", "waiting"]),
        (at(10, 45), ["left", "left", "left", "offered"]),
    ):
        with clock.frozen(moment):
            jobs.bring_offers_up_to_date()
            assert states(cast, full) == expected
            assert taken(full) == 1
    with clock.frozen(at(10, 50)):
        entry = seats.find(cast["Amir"], full)
        assert entry is not None
        offers.accept(entry, actor=cast["Amir"])
        commit()
        assert states(cast, full) == ["left", "left", "left", "seat"]
        assert told(cast["Bengt"]) == [
            (
                "Tiden att svara gick ut, och platsen gick vidare: Sopplunch, tisdag 24 november, klockan 11.30. "
                "Du kan anmäla dig igen."
            )
        ]


def test_near_the_start_the_seat_is_simply_given(cast: Cast, full: Occurrence) -> None:
    with clock.frozen(at(11, 5)):
        give_up(cast["Anna"], full)
        assert states(cast, full) == ["left", "seat", "waiting", "waiting"]


def test_no_and_too_late_lead_to_the_next(cast: Cast, full: Occurrence) -> None:
    give_up(cast["Anna"], full)
    give_up(cast["Bengt"], full)
    assert states(cast, full) == ["left", "left", "offered", "waiting"]
    greta = seats.find(cast["Greta"], full)
    assert greta is not None
    assert greta.offered_until is not None
    with clock.frozen(greta.offered_until):
        offers.accept(greta, actor=cast["Greta"])
        commit()
        assert states(cast, full) == ["left", "left", "left", "offered"]


def test_who_is_switched_off_in_line_or_with_an_offer(cast: Cast, full: Occurrence, sofia: User) -> None:
    people.deactivate(cast["Greta"], actor=sofia)
    commit()
    give_up(cast["Anna"], full)
    people.deactivate(cast["Bengt"], actor=sofia)
    commit()
    assert states(cast, full) == ["left", "left", "left", "offered"]
    assert taken(full) == 1


def test_cancelled_and_on_again_they_are_asked_anew(cast: Cast, full: Occurrence, sofia: User) -> None:
    give_up(cast["Anna"], full)
    dates.cancel_occurrence(full, reason="Snö", actor=sofia)
    commit()
    with clock.frozen(NOW + timedelta(hours=8)):
        jobs.bring_offers_up_to_date()
        assert states(cast, full)[1] == "offered", "nobody loses a seat while the date is off"
        dates.restore(full, actor=sofia)
        commit()
        entry = seats.find(cast["Bengt"], full)
        assert entry is not None
        assert entry.offered_until is not None
        assert entry.offered_until > clock.now()


def test_moved_nearer_the_time_to_answer_shortens(cast: Cast, full: Occurrence, sofia: User) -> None:
    give_up(cast["Anna"], full)
    dates.move_occurrence(full, start=NOW + timedelta(hours=2), reason="", actor=sofia)
    commit()
    entry = seats.find(cast["Bengt"], full)
    assert entry is not None
    assert entry.offered_until == NOW + timedelta(hours=1)
    dates.move_occurrence(full, start=NOW + timedelta(minutes=40), reason="", actor=sofia)
    commit()
    assert states(cast, full)[1] == "offered"
    assert checks.new_start(TUESDAY, rules.local_day(NOW) and full.activity.starts_at)


def test_it_is_queued_once_and_says_only_what_is_still_true(cast: Cast, full: Occurrence) -> None:
    give_up(cast["Anna"], full)
    [queued] = session.scalars(select(Notification)).all()
    assert (queued.kind, queued.person_id) == ("seat_offered", cast["Bengt"].id)
    said = words_for(queued)
    assert said is not None
    assert said.text == told(cast["Bengt"])[0]
    assert said.path == f"/kalender/{full.id}"
    give_up(cast["Bengt"], full)
    assert words_for(queued) is None


def test_the_page_asks_and_the_answer_is_kept(client: CheckingClient, cast: Cast, full: Occurrence) -> None:
    give_up(cast["Anna"], full)
    sign_in(client, cast["Bengt"])
    page = f"/kalender/{full.id}"
    assert main_button(client, page) == "Ja, jag kommer"
    for path in ("/", "/kalender"):
        assert "Det finns en plats till dig" in words(client, path)
        assert "Nej tack" in words(client, path)
    for nothing in ({}, {"answer": "x"}, {"answer": "\x00"}):
        assert client.post(f"{page}/svara", data=nothing).status_code == 303
    assert state_of(cast["Bengt"], full) == "offered"
    assert client.post(f"{page}/svara", data={"answer": "yes"}).headers["Location"] == f"{page}/klart"
    assert "Du är anmäld" in words(client, f"{page}/klart")
    assert state_of(cast["Bengt"], full) == "seat"


def test_too_late_the_page_says_so_and_offers_the_queue(
    client: CheckingClient, cast: Cast, full: Occurrence
) -> None:
    give_up(cast["Anna"], full)
    sign_in(client, cast["Bengt"])
    with clock.frozen(NOW + timedelta(hours=5)):
        client.post(f"/kalender/{full.id}/svara", data={"answer": "yes"})
        shown = words(client, f"/kalender/{full.id}/klart")
        assert "Tiden att svara är ute" in shown
        assert "Ställ mig på kö igen" in shown
        assert states(cast, full) == ["left", "left", "offered", "waiting"]


def test_the_command_tells_how_much_it_did(cast: Cast, full: Occurrence) -> None:
    from flask import current_app

    give_up(cast["Anna"], full)
    with clock.frozen(NOW + timedelta(hours=5)):
        result = current_app.test_cli_runner().invoke(args=["calendar", "offers", "--json"])  # type: ignore[attr-defined]
        assert result.output.strip() == '{"ok": true, "dates": 1, "standing": 0, "numbers": 0}'
