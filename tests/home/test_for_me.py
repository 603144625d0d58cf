"""What is new stands on the first page in one list: what asks for an answer first, and no more than a few lines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask

from app.accounts.models import User
from app.calendar import dates, seats
from app.core import clock
from app.core.db import commit
from tests.calendar.plans import NOW, lunch
from tests.notifications.telling import told
from tests.people import settle
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in

Cast = dict[str, User]


@pytest.fixture(autouse=True)
def standing_clock() -> Iterator[datetime]:
    with clock.frozen(NOW) as now:
        yield now


@pytest.fixture
def cast(app: Flask) -> Cast:
    return settle("Anna", "Bengt", "Sofia")


@pytest.fixture
def anna(client: CheckingClient, cast: Cast) -> CheckingClient:
    sign_in(client, cast["Anna"])
    return client


def called_off(cast: Cast, title: str) -> None:
    row = lunch(cast["Sofia"], title=title)
    seats.sign_up(cast["Anna"], row, actor=cast["Anna"])
    dates.cancel_occurrence(row, reason="Halt", actor=cast["Sofia"])
    commit()


def offered(cast: Cast) -> None:
    row = lunch(cast["Sofia"], title="Bokcirkeln", capacity=1, answer_minutes=60)
    for name in ("Bengt", "Anna"):
        seats.sign_up(cast[name], row, actor=cast[name])
    seats.leave(cast["Bengt"], row, actor=cast["Bengt"])
    commit()


def lines(client: CheckingClient) -> list[str]:
    client.get("/")
    assert client.page is not None
    return [" ".join(one.to_text().split()) for one in client.page.find("main ul.notices > li")]


def put_away(client: CheckingClient) -> None:
    assert client.page is not None
    fields = client.page.find("form[action='/har-last'] input")
    client.post("/har-last", data={str(one.attrs["name"]): str(one.attrs["value"]) for one in fields})


def test_all_that_is_new_stands_in_one_list_with_one_button(anna: CheckingClient, cast: Cast) -> None:
    called_off(cast, "Sång")
    told(cast["Anna"])
    offered(cast)
    found = lines(anna)
    assert [line.split(":")[0] for line in found] == [
        "Det finns en plats till dig", "Du är utloggad 2.", "Inställt",
    ]  # fmt: skip
    assert anna.page is not None
    page = anna.page.find("main")[0].to_text()
    assert page.count("Jag har läst det") == 1
    assert page.count("Nytt för dig") == 1
    put_away(anna)
    assert [line.split(":")[0] for line in lines(anna)] == ["Det finns en plats till dig"]
    assert "Jag har läst det" not in anna.page.find("main")[0].to_text()


def test_a_few_lines_at_a_time_and_none_is_lost(anna: CheckingClient, cast: Cast) -> None:
    for n in range(3):
        with clock.frozen(NOW + timedelta(minutes=n)):
            called_off(cast, f"Sång {n}")
            told(cast["Anna"])
    with clock.frozen(NOW + timedelta(hours=1)):
        first = lines(anna)
        assert len(first) == 3
        assert (
            "Det finns 3 besked till. De kommer när du har läst de här."
            in anna.page.find("main")[0].to_text()
        )
        put_away(anna)
        second = lines(anna)
        assert len(second) == 3
        changes = {line for line in first + second if line.startswith("Inställt")}
        assert len(changes) == 3, "what had not been shown was not put away"
        put_away(anna)
        assert lines(anna) == []


def test_an_offer_with_nothing_else_has_no_button_to_put_it_away(anna: CheckingClient, cast: Cast) -> None:
    offered(cast)
    assert len(lines(anna)) == 1
    assert "Jag har läst det" not in anna.get("/").text
