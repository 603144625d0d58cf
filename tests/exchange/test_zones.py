"""An organisation with another clock: its activities go by it, and the date's page says so."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Organisation, User
from app.calendar.models import Activity, Occurrence
from app.core.db import commit, session
from tests.calendar.filling import filled
from tests.exchange.reading import events, fetch
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in

pytestmark = pytest.mark.one_database


@pytest.fixture
def finns(app: Flask) -> Organisation:
    made = Organisation(name="PRO i Helsingfors")
    session.add(made)
    commit()
    run = app.test_cli_runner().invoke
    assert run(args=["people", "zone", "PRO i Helsingfors", "Europe/Nowhere"]).exit_code == 1
    assert run(args=["people", "zone", "Ingen", "Europe/Helsinki"]).exit_code == 1
    assert run(args=["people", "zone", "PRO i Helsingfors", "Europe/Helsinki"]).exit_code == 0
    session.refresh(made)
    session.rollback()
    return made


def test_from_the_form_to_the_page_and_the_feed(
    client: CheckingClient, cast: dict[str, User], finns: Organisation
) -> None:
    sign_in(client, cast["Sofia"])
    form = filled(None, organisation_id=str(finns.id), starts_at="00.15", starts_on="2026-11-24")
    assert client.post("/personal/aktiviteter", data=form).status_code == 303
    activity = session.scalars(select(Activity)).one()
    first = session.scalars(select(Occurrence).order_by(Occurrence.starts_at)).first()
    assert first is not None
    assert (activity.zone, f"{first.starts_at:%d %H.%M}") == ("Europe/Helsinki", "23 22.15")
    session.rollback()
    page = client.get(f"/kalender/{first.id}").text
    assert "tisdag 24 november" in page
    assert "Klockan 0.15 till 1.45. Tiderna är de i Helsingfors." in page
    [event] = events(fetch(client, f"/kalender/{first.id}.ics"))
    assert str(event["dtstart"].params["tzid"]) == "Europe/Helsinki"
    assert event.start.replace(tzinfo=None).isoformat() == "2026-11-24T00:15:00"


def test_moved_and_edited_it_keeps_its_clock(
    client: CheckingClient, cast: dict[str, User], finns: Organisation
) -> None:
    sign_in(client, cast["Sofia"])
    client.post("/personal/aktiviteter", data=filled(None, organisation_id=str(finns.id)))
    activity = session.scalars(select(Activity)).one()
    first, second = session.scalars(select(Occurrence).order_by(Occurrence.starts_at).limit(2)).all()
    finns.zone = "Europe/Stockholm"
    commit()
    move = {"day": "2026-11-25", "at": "11.30", "reason": "Köket"}
    assert client.post(f"/personal/aktiviteter/datum/{first.id}/flytta", data=move).status_code == 303
    session.refresh(first)
    assert f"{first.starts_at:%d %H.%M}" == "25 09.30"
    session.rollback()
    form = filled(None, organisation_id=str(finns.id), starts_on="2026-12-01", starts_at="12.00")
    assert client.post(f"/personal/aktiviteter/{activity.id}", data=form).status_code == 303
    session.refresh(second)
    assert second.planned_on == date(2026, 11, 24) + timedelta(weeks=1)
    assert f"{second.starts_at:%H.%M}" == "10.00"
