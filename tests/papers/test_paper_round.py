"""The round of paper: who wants it, one file for all, and what counts as sent only when staff say that it is printed."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts import people
from app.accounts.models import User
from app.core import clock
from app.core.audit import AuditEntry
from app.core.db import commit, rollback, session
from app.notifications.models import Channel, DeliveryState, Notification
from app.papers import waiting
from tests.calendar.plans import NOW
from tests.papers.paper import notify, on_paper
from tests.people import settle
from tests.support.client import CheckingClient
from tests.support.names import text
from tests.support.people_doors import sign_in
from tests.support.sheets import check_sheet, pages, words
from tests.support.together import all_at_once

HERE = "/personal/papper"


@pytest.fixture
def cast(app: Flask) -> dict[str, User]:
    return settle("Anna", "Greta", "Bengt", "Marianne", "Sofia")


def state_of(row: Notification) -> tuple[DeliveryState, Channel | None]:
    fresh = select(Notification).where(Notification.id == row.id).execution_options(populate_existing=True)
    found = session.scalars(fresh).one()
    return found.state, found.channel


def listed(client: CheckingClient) -> str:
    """What the page would confirm."""
    found = re.search(r'name="besked" value="([^"]*)"', client.get(HERE).text)
    return found[1] if found else ""


def actions() -> list[str]:
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


WAITING, SENT = (DeliveryState.WAITING, None), (DeliveryState.SENT, Channel.PAPER)


def test_nothing_is_marked_until_staff_say_that_it_is_printed(
    client: CheckingClient, cast: dict[str, User]
) -> None:
    on_paper(cast["Anna"], cast["Greta"])
    on_paper(cast["Bengt"], channel=Channel.SMS)
    hers, theirs = notify(cast["Anna"], "Lunchen är flyttad."), notify(cast["Bengt"], "Med SMS.")
    sign_in(client, cast["Sofia"])
    ids = listed(client)
    assert ids == str(hers.id)
    assert client.page is not None
    read = text(client.page.find("main")[0])
    assert "1 besked står på bladen." in read
    assert "Bengt" not in read
    pdf = client.post(f"{HERE}/blad")
    assert pdf.headers["Content-Disposition"] == 'attachment; filename="papper-2026-11-23.pdf"'
    assert pdf.headers["Cache-Control"] == "no-store"
    assert "Lunchen är flyttad." in words(pdf.data)
    assert "Med SMS." not in words(pdf.data)
    assert state_of(hers) == WAITING

    client.post(f"{HERE}/utskrivet", data={"besked": ids})
    assert state_of(hers) == SENT
    assert state_of(theirs) == WAITING
    assert "Beskeden är noterade som utskrivna." in client.get(HERE).text
    assert listed(client) == ""
    assert "Lunchen är flyttad." not in words(client.post(f"{HERE}/blad").data)
    assert "papers.printed" in actions()


def test_each_sheet_begins_on_a_new_page_and_counts_its_own(
    client: CheckingClient, cast: dict[str, User]
) -> None:
    on_paper(cast["Anna"], cast["Greta"], cast["Bengt"])
    for number in range(16):
        notify(
            cast["Bengt"], f"Besked nummer {number} handlar om något som tar mer än en rad att berätta om."
        )
    cast["Greta"].locale = "en"
    commit()
    sign_in(client, cast["Sofia"])
    pdf = client.post(f"{HERE}/blad").data
    check_sheet(pdf, title="Veckan på papper")
    texts = pages(pdf)
    assert [read.count("vecka ") > 0 or "week" in read for read in texts]
    assert "Annas vecka" in texts[0]
    assert "Sida" not in texts[0]
    assert "Bengts vecka" in texts[1]
    assert "Sida 1 av 2" in texts[1]
    assert "Sida 2 av 2" in texts[2]
    assert "Greta’s week" in texts[3]
    assert "Samvaro never asks" in texts[3]
    assert len(texts) == 4


def test_it_can_be_taken_back(client: CheckingClient, cast: dict[str, User]) -> None:
    on_paper(cast["Anna"])
    row = notify(cast["Anna"], "Lunchen är flyttad.")
    sign_in(client, cast["Sofia"])
    client.post(f"{HERE}/utskrivet", data={"besked": listed(client)})
    page = client.get(HERE).text
    moment = re.search(r'name="moment" value="(\d+)"', page)
    assert moment
    client.post(f"{HERE}/angra", data={"moment": moment[1]})
    assert state_of(row) == WAITING
    assert "1 besked väntar igen." in client.get(HERE).text
    assert actions()[-1] in {"papers.not_printed", "people.listed"}
    client.post(f"{HERE}/angra", data={"moment": moment[1]})
    assert "0 besked väntar igen." in client.get(HERE).text
    with clock.frozen(NOW + timedelta(minutes=5)):
        client.post(f"{HERE}/utskrivet", data={"besked": listed(client)})
    assert state_of(row) == SENT
    with clock.frozen(NOW + timedelta(days=3)):
        assert waiting.take_back(waiting.micros_of(NOW + timedelta(minutes=5)), actor=cast["Sofia"]) == 0


@pytest.mark.parametrize("others", ["another channel", "sent before", "given up", "nobody's"])
def test_only_what_waits_for_paper_is_confirmed(
    client: CheckingClient, cast: dict[str, User], others: str
) -> None:
    on_paper(cast["Anna"])
    row = notify(cast["Anna"], "Hej.")
    if others == "another channel":
        on_paper(cast["Anna"], channel=Channel.SCREEN)
    elif others == "sent before":
        row.state, row.channel = DeliveryState.SENT, Channel.SMS
    elif others == "given up":
        row.state = DeliveryState.DEAD
    else:
        row.person_id = None
    commit()
    before = state_of(row)
    sign_in(client, cast["Sofia"])
    client.post(f"{HERE}/utskrivet", data={"besked": str(row.id)})
    assert state_of(row) == before
    assert "Inget besked väntade på att skrivas ut." in client.get(HERE).text


def test_pressed_by_two_at_once_it_is_noted_once(app: Flask, cast: dict[str, User]) -> None:
    on_paper(cast["Anna"])
    row = notify(cast["Anna"], "Hej.")
    number, sofia = row.id, cast["Sofia"].id

    noted: list[bool] = []

    def confirm() -> None:
        actor = session.get(User, sofia)
        assert actor is not None
        noted.append(waiting.note_printed([number], actor=actor) is not None)

    assert not all_at_once(app, [confirm, confirm])
    assert sorted(noted) == [False, True]
    rollback()
    assert actions().count("papers.printed") == 1


@pytest.mark.one_database
def test_what_is_due_in_the_week_stands_on_it_and_what_is_not_true_does_not(cast: dict[str, User]) -> None:
    on_paper(cast["Anna"])
    soon = NOW + timedelta(days=6)
    notify(cast["Anna"], "Påminnelse på söndag.", due_at=soon)
    notify(cast["Anna"], "Långt bort.", due_at=NOW + timedelta(days=9))
    notify(cast["Anna"], "För sent.", not_after=NOW - timedelta(hours=1))
    notify(cast["Anna"], "")
    notify(cast["Anna"], "Vi ses {i dag}.")
    read = [one.text for one in waiting.notices_for(cast["Anna"])]
    assert read == ["Vi ses måndag 23 november.", "Påminnelse på söndag."]


@pytest.mark.one_database
def test_who_is_on_the_list(client: CheckingClient, cast: dict[str, User]) -> None:
    sign_in(client, cast["Sofia"])
    assert "Ingen har valt papper än." in client.get(HERE).text
    assert client.post(f"{HERE}/blad").status_code == 409
    on_paper(cast["Anna"], cast["Greta"])
    people.deactivate(cast["Greta"], actor=cast["Sofia"])
    commit()
    page = client.get(HERE).text
    assert cast["Anna"].full_name in page
    assert cast["Greta"].first_name not in page
    assert actions().count("people.listed") == 2
    client.post(f"{HERE}/blad")
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert (entry.action, json.loads(entry.details)) == ("person.week_viewed", {"on": "all"})
    for nonsense in ("", "x", "9" * 40, "-1", "1 2 3 " * 900):
        client.post(f"{HERE}/utskrivet", data={"besked": nonsense})
        client.post(f"{HERE}/angra", data={"moment": nonsense})
    assert client.get(HERE).status_code == 200
