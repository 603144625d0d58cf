"""What staff and hosts stumbled on: what cannot be done is not offered, and lists are no longer than is of use."""

from __future__ import annotations

from datetime import timedelta

from app.accounts.models import User
from app.calendar import dates, seats, team
from app.calendar.team_models import Task
from app.core import clock
from app.core.db import commit
from tests.calendar.plans import WEEKLY, lunch, lunch_in_a_room, lunches
from tests.calendar.test_pages import join, words
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in

Cast = dict[str, User]
DATE = "/personal/aktiviteter/datum"


def test_a_date_that_is_off_offers_only_what_can_be_done(
    client: CheckingClient, cast: Cast, sofia: User
) -> None:
    row = lunch(sofia)
    join(row, cast["Anna"])
    dates.cancel_occurrence(row, reason="Köket är trasigt", actor=sofia)
    commit()
    sign_in(client, sofia)
    text = words(client, f"{DATE}/{row.id}")
    assert "De som är anmälda" in text
    for gone in ("Avanmäl", "Påminnelser", "Gör dagens körschema", "De som kommer"):
        assert gone not in text, gone
    assert "Låt det bli av" in text
    dates.restore(row, actor=sofia)
    commit()
    assert "De som kommer" in words(client, f"{DATE}/{row.id}")
    with clock.frozen(row.ends_at):
        sign_in(client, sofia)
        assert "De som var anmälda" in words(client, f"{DATE}/{row.id}")


def test_a_date_in_a_room_is_not_asked_about_again(client: CheckingClient, cast: Cast, sofia: User) -> None:
    row = lunch_in_a_room(sofia, cast["Marianne"])
    sign_in(client, sofia)
    assert client.get(f"{DATE}/{row.id}/byt-form").status_code == 303
    assert "Formen är redan bytt." in words(client, f"{DATE}/{row.id}")


def test_who_it_is_comes_first(client: CheckingClient, cast: Cast, sofia: User) -> None:
    row = lunch(sofia)
    sign_in(client, sofia)
    text = words(client, f"{DATE}/{row.id}/anmal")
    assert text.index("Vem?") < text.index("Hur kom anmälan in?") < text.index("Har sällskap med sig")


def test_the_days_of_a_host_are_those_of_four_weeks(client: CheckingClient, cast: Cast, sofia: User) -> None:
    rows = lunches(sofia, rrule=f"{WEEKLY};COUNT=20", capacity=9)
    team.assign(cast["Marianne"], rows[0], Task.HOST, whole=True, actor=sofia)
    seats.sign_up(cast["Anna"], rows[0], actor=cast["Anna"], companions=1, companion_name="Olle")
    commit()
    sign_in(client, cast["Marianne"])
    assert "Visa 16 dagar längre fram" in words(client, "/dina-dagar")
    assert client.page is not None
    assert len(client.page.find(".rows > *")) == 4
    client.get("/dina-dagar?alla=1")
    assert len(client.page.find(".rows > *")) == 20
    assert "Olle" in words(client, f"/dina-dagar/{rows[0].id}"), "company is somebody too"


def test_ticks_before_the_day_are_warned_of(client: CheckingClient, cast: Cast, sofia: User) -> None:
    row = lunch(sofia)
    join(row, cast["Anna"])
    sign_in(client, sofia)
    assert "Skriv in vilka som kom" not in words(client, f"{DATE}/{row.id}/korschema")
    assert "Den här dagen har inte varit än." in words(client, f"{DATE}/{row.id}/narvaro")
    with clock.frozen(row.starts_at - timedelta(hours=1)):
        sign_in(client, sofia)
        assert "Skriv in vilka som kom" in words(client, f"{DATE}/{row.id}/korschema")
        assert "har inte varit" not in words(client, f"{DATE}/{row.id}/narvaro")


def test_the_next_weeks_programme_is_one_tap_from_paper(client: CheckingClient, sofia: User) -> None:
    sign_in(client, sofia)
    client.get("/personal/papper")
    assert client.page is not None
    assert client.page.find('main a[href="/program/vecka/2026-W49"]')
