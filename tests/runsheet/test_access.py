"""Whose the sheets are: those who run that very date, and a week after it nobody's."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.calendar.models import Occurrence, SignUp
from app.calendar.team_models import Assignment, Task
from app.core import clock
from app.core.db import commit, session
from app.runsheet.models import Way
from app.runsheet.needs import Food, Travel
from tests.calendar.plans import lunch
from tests.calendar.test_pages import main_words
from tests.runsheet.guests import comes
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in

Cast = dict[str, User]
PLACE = "Lingonstigen 4"


@pytest.fixture
def entry(cast: Cast, date: Occurrence) -> SignUp:
    return comes(cast["Anna"], date, Food(("vegan",), words="Hemligt"), Travel(Way.NEEDS_LIFT, address=PLACE))


def pages(date: Occurrence, entry: SignUp) -> list[str]:
    begin = f"/personal/aktiviteter/datum/{date.id}"
    sheets = ["", "/kok", "/resor", "/bord", "/lista", ".pdf"]
    guests = ["", f"/{entry.id}/maten", f"/{entry.id}/resan"]
    return (
        [f"{begin}/korschema{one}" for one in sheets]
        + [f"{begin}/mat-och-resa{one}" for one in guests]
        + [f"{begin}/narvaro"]
    )


def test_only_those_who_run_the_date_find_them(
    client: CheckingClient, cast: Cast, date: Occurrence, entry: SignUp
) -> None:
    helper = cast["Greta"]  # a member may help at a date
    session.add(Assignment(occurrence_id=date.id, person_id=helper.id, task=Task.HELPER))
    commit()
    for name, status in (
        ("Sven", 404),
        ("Anna", 404),
        ("Bengt", 404),
        ("Marianne", 200),
        ("Greta", 200),
        ("Sofia", 200),
    ):
        sign_in(client, cast[name])
        for page in pages(date, entry):
            assert client.get(page).status_code == status, f"{name}: {page}"


def test_a_host_reads_nothing_of_another_hosts_date(
    client: CheckingClient, cast: Cast, date: Occurrence, entry: SignUp
) -> None:
    """Sven runs a date of his own, to which Anna comes too."""
    his = lunch(cast["Sofia"])
    session.add(Assignment(occurrence_id=his.id, person_id=cast["Sven"].id))
    comes(cast["Bengt"], his)
    sign_in(client, cast["Sven"])
    for page in pages(date, entry):
        assert client.get(page).status_code == 404
    for page in ("", "/kok", "/resor", "/bord", "/lista"):
        answer = client.get(f"/personal/aktiviteter/datum/{his.id}/korschema{page}")
        assert answer.status_code == 200
        assert PLACE not in answer.text
        assert "Hemligt" not in answer.text
    for page in (f"/kalender/{date.id}", f"/personal/aktiviteter/datum/{date.id}/lista", "/personal"):
        answer = client.get(page)
        assert PLACE not in answer.text
        assert "eganskt" not in answer.text


def test_after_the_set_time_nobody_does(
    client: CheckingClient, cast: Cast, date: Occurrence, entry: SignUp
) -> None:
    """Before the clock has deleted anything, too."""
    *others, ticks = pages(date, entry)
    posts = [f"{ticks}", f"{ticks}/1/angra", others[-1], others[-2]]
    last_moment = date.ends_at + timedelta(days=7) - timedelta(minutes=1)
    for name, after in (("Marianne", 404), ("Sofia", 404), ("Johan", 404)):
        with clock.frozen(last_moment):
            sign_in(client, cast[name])
            assert {client.get(page).status_code for page in others} == {200}
        with clock.frozen(date.ends_at + timedelta(days=7)):
            sign_in(client, cast[name])
            for page in others:
                assert client.get(page).status_code == after, f"{name}: {page}"
            for page in posts:
                assert client.post(page, data={"way": "walks"}).status_code == 404
            assert client.get(ticks).status_code == (404 if name == "Marianne" else 200)
            assert "Anna" not in client.get(ticks).text
    with clock.frozen(date.ends_at + timedelta(days=7)):
        sign_in(client, cast["Anna"])
        assert client.get(f"/kalender/{date.id}/mat-och-resa").status_code == 404


def test_the_days_i_run(client: CheckingClient, cast: Cast, date: Occurrence) -> None:
    sign_in(client, cast["Marianne"])
    with clock.frozen(date.starts_at - timedelta(hours=2)):
        client.get("/personal/aktiviteter/datum/mina-dagar")
        assert client.page is not None
        [main] = client.page.find("[data-main-action]")
        assert main.attrs["href"] == f"/personal/aktiviteter/datum/{date.id}/korschema.pdf"
    with clock.frozen(date.ends_at + timedelta(days=2)):
        client.get("/personal/aktiviteter/datum/mina-dagar")
        assert client.page is not None
        assert client.page.find(f'main a[href="/personal/aktiviteter/datum/{date.id}/narvaro"]')
    sign_in(client, cast["Sven"])
    client.get("/personal/aktiviteter/datum/mina-dagar")
    assert "Du håller inte i något i dag." in main_words(client)
    assert "Sopplunch" not in main_words(client)


def test_the_command_for_a_printer(app: Flask, date: Occurrence, entry: SignUp, tmp_path: Path) -> None:
    out = tmp_path / "day.pdf"
    runner = app.test_cli_runner()
    assert runner.invoke(args=["runsheet", "pdf", str(date.id), "--out", str(out)]).exit_code == 0
    assert out.read_bytes().startswith(b"%PDF")
    with clock.frozen(date.ends_at + timedelta(days=7)):
        late = runner.invoke(args=["runsheet", "pdf", str(date.id), "--out", str(out)])
    assert late.exit_code == 1


def test_nobody_else_learns_who_came(
    client: CheckingClient, cast: Cast, date: Occurrence, entry: SignUp
) -> None:
    row = session.scalars(select(SignUp)).one()
    row.attended = False
    commit()
    with clock.frozen(date.ends_at + timedelta(hours=1)):
        for name in ("Anna", "Bengt", "Sven"):
            sign_in(client, cast[name])
            for page in (f"/kalender/{date.id}", "/mina-anmalningar", "/kalender", "/"):
                shown = client.get(page).text
                assert "kom inte" not in shown.lower()


def test_a_sheet_is_not_set_again_and_again(client: CheckingClient, cast: Cast, date: Occurrence) -> None:
    """With 500 guests it takes a processor seconds."""
    sign_in(client, cast["Marianne"])
    begin = f"/personal/aktiviteter/datum/{date.id}"
    statuses = [client.get(f"{begin}/korschema.pdf").status_code for _time in range(21)]
    assert statuses == [200] * 20 + [429]
    assert client.get(f"{begin}/korschema/kok").status_code == 200
