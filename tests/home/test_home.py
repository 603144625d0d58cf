"""The first page: what is on now, and the five choices with the day of what comes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest
from flask import Flask

from app.accounts.models import User
from app.calendar import seats
from app.calendar.models import Occurrence
from app.core import clock
from app.core.db import commit
from app.rooms import keeping
from tests.calendar.plans import NOW, lunch
from tests.people import settle
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in

Cast = dict[str, User]


@pytest.fixture(autouse=True)
def standing_clock() -> Iterator[datetime]:
    """Monday 23 November 2026, ten in the morning."""
    with clock.frozen(NOW) as now:
        yield now


@pytest.fixture
def cast(app: Flask) -> Cast:
    return settle("Anna", "Bengt", "Sofia")


@pytest.fixture
def anna(client: CheckingClient, cast: Cast) -> CheckingClient:
    sign_in(client, cast["Anna"])
    return client


@pytest.fixture
def tomorrow(cast: Cast) -> Occurrence:
    """Anna comes to the lunch, half past eleven to one."""
    row = lunch(cast["Sofia"])
    seats.sign_up(cast["Anna"], row, actor=cast["Anna"])
    commit()
    return row


def panel(client: CheckingClient) -> str:
    client.get("/")
    assert client.page is not None
    return " ".join(client.page.find("section.panel")[0].to_text().split())


def tiles(client: CheckingClient) -> list[str]:
    client.get("/")
    assert client.page is not None
    return [" ".join(card.to_text().split()) for card in client.page.find("a.card")]


def test_what_i_am_at_now_comes_before_an_open_table(
    anna: CheckingClient, cast: Cast, tomorrow: Occurrence
) -> None:
    keeping.open_room(keeping.create_room(name="Kaffebordet", actor=cast["Sofia"]), actor=cast["Sofia"])
    commit()
    assert "Kaffebordet är öppet" in panel(anna), "tomorrow's lunch is not now"
    with clock.frozen(tomorrow.starts_at + timedelta(minutes=10)):
        shown = panel(anna)
        assert "Pågår nu Sopplunch" in shown
        assert "Klockan 11.30 till 13.00. Restaurang Utsikten. Du är anmäld." in shown
        assert tiles(anna)[2] == "Det jag ska på Sopplunch, pågår nu"
    with clock.frozen(tomorrow.ends_at):
        assert "Kaffebordet är öppet" in panel(anna)


@pytest.mark.parametrize(("before", "is_soon"), [(59, True), (60, True), (61, False)])
def test_what_i_am_going_to_within_the_hour(
    anna: CheckingClient, cast: Cast, tomorrow: Occurrence, before: int, is_soon: bool
) -> None:
    keeping.open_room(keeping.create_room(name="Kaffebordet", actor=cast["Sofia"]), actor=cast["Sofia"])
    commit()
    with clock.frozen(tomorrow.starts_at - timedelta(minutes=before)):
        assert ("Börjar snart Sopplunch" in panel(anna)) is is_soon


def test_what_somebody_else_is_at_is_not_mine(anna: CheckingClient, cast: Cast, tomorrow: Occurrence) -> None:
    row = lunch(cast["Sofia"], title="Sång", starts_on=date(2026, 11, 23), starts_at=time(11, 0))
    seats.sign_up(cast["Bengt"], row, actor=cast["Bengt"])
    commit()
    with clock.frozen(row.starts_at):
        assert "Nästa Sopplunch I morgon" in panel(anna)


def test_two_tiles_with_the_same_activity_tell_the_day(anna: CheckingClient, cast: Cast) -> None:
    first = lunch(cast["Sofia"])
    assert tiles(anna)[1:3] == ["Kalender Sopplunch i morgon", "Det jag ska på Inget inbokat än"]
    second = lunch(cast["Sofia"], starts_on=date(2026, 12, 1))
    seats.sign_up(cast["Anna"], second, actor=cast["Anna"])
    commit()
    assert tiles(anna)[1:3] == [
        "Kalender Sopplunch i morgon", "Det jag ska på Sopplunch tisdag 1 december",
    ]  # fmt: skip
    with clock.frozen(first.starts_at - timedelta(hours=3)):
        assert tiles(anna)[1] == "Kalender Sopplunch i dag"


def test_five_choices_in_the_same_order(anna: CheckingClient, tomorrow: Occurrence) -> None:
    names = ["Prata", "Kalender", "Det jag ska på", "Om mig", "Hjälp"]
    shown = tiles(anna)
    assert len(shown) == len(names)
    assert all(tile.startswith(name) for tile, name in zip(shown, names, strict=True))
