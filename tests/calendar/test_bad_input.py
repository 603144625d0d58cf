"""Bad input: a sentence at the field, everything still in the boxes, nothing stored, on both databases alike."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, strategies as st
from sqlalchemy import select

from app import create_app
from app.accounts.models import User
from app.calendar.models import Activity, Occurrence
from app.config import Settings
from app.core.db import session
from tests.calendar import hostile
from tests.calendar.filling import LUNCH, filled
from tests.calendar.plans import WEEKLY, lunch
from tests.people import settle
from tests.support.client import CheckingClient
from tests.support.databases import Databases
from tests.support.environ import environment
from tests.support.people_doors import sign_in

HERE = "/personal/aktiviteter"
COLUMNS = (
    "title",
    "place",
    "starts_on",
    "starts_at",
    "duration_minutes",
    "rrule",
    "capacity",
    "summary",
    "practical",
)


@pytest.fixture
def staff(client: CheckingClient, sofia: User) -> CheckingClient:
    sign_in(client, sofia)
    return client


def error_at(client: CheckingClient, name: str) -> str:
    """The sentence that the field is described by; for a hidden field the one in the summary."""
    assert client.page is not None
    found = client.page.by_id.get(f"{name}-fel") or client.page.find("#fel li.error-text")[0]
    return " ".join(found.to_text().split())


def stored() -> list[tuple[Any, ...]]:
    rows = session.execute(select(*(getattr(Activity, name) for name in COLUMNS)).order_by(Activity.id))
    return [tuple(row) for row in rows]


def kept(client: CheckingClient) -> str:
    assert client.page is not None
    return str(client.page.find('input[name="title"]')[0].attrs.get("value"))


@given(bad=hostile.one_of(hostile.BAD_ACTIVITY), last_step=st.booleans())
def test_a_new_activity(staff: CheckingClient, bad: tuple[str, str | None], last_step: bool) -> None:
    form = hostile.with_change(filled(None), *bad)
    response = staff.post(HERE if last_step else f"{HERE}/ny", data=form)
    assert response.status_code == 422, bad
    assert error_at(staff, bad[0]).endswith(".")
    assert bad[0] == "title" or kept(staff) == LUNCH["title"]
    assert stored() == []


@given(bad=hostile.one_of(hostile.BAD_SERIES), last_step=st.booleans())
def test_a_changed_series(
    staff: CheckingClient, series_id: int, bad: tuple[str, str | None], last_step: bool
) -> None:
    before = stored()
    form = hostile.with_change(filled(None, title="Ny rubrik"), *bad)
    response = staff.post(f"{HERE}/{series_id}" if last_step else f"{HERE}/{series_id}/andra", data=form)
    assert response.status_code == 422, bad
    assert error_at(staff, bad[0]).endswith(".")
    assert stored() == before


@pytest.fixture
def series_id(sofia: User) -> int:
    return lunch(sofia, rrule=f"{WEEKLY};COUNT=3").activity_id


@pytest.mark.parametrize("what", hostile.BAD_DATE_FORMS)
@given(data=st.data())
def test_one_date(staff: CheckingClient, series_id: int, what: str, data: st.DataObject) -> None:
    name, value = data.draw(hostile.one_of(hostile.BAD_DATE_FORMS[what]))
    row = session.scalar(select(Occurrence).where(Occurrence.activity_id == series_id))
    assert row is not None
    good = {"day": "2026-11-26", "at": "13.00", "reason": "Disken", "capacity": "9"}
    before = (row.starts_at, row.cancelled_at, row.capacity, row.taken, row.reason)
    response = staff.post(f"{HERE}/datum/{row.id}/{what}", data=hostile.with_change(good, name, value))
    assert response.status_code == 422, (name, value)
    assert error_at(staff, "at" if name == "day" and staff_refused(staff) else name).endswith(".")
    session.refresh(row)
    assert (row.starts_at, row.cancelled_at, row.capacity, row.taken, row.reason) == before


def staff_refused(client: CheckingClient) -> bool:
    """The day exists, but lies where nothing can be moved to: the service says so at the time."""
    assert client.page is not None
    return "at-fel" in client.page.by_id


@pytest.mark.parametrize(
    "body", [b"title=%ED%A0%80", b"title=%FF%FE", b"%00=%00", b"&&&==", b"title", b"title[]=a&title=b"]
)
def test_bytes_that_are_no_text(staff: CheckingClient, body: bytes) -> None:
    staff.get(f"{HERE}/ny")
    assert staff.page is not None
    body += b"&csrf_token=" + str(staff.page.csrf_token).encode()
    for path in (f"{HERE}/ny", HERE):
        response = staff.post(path, data=body, content_type="application/x-www-form-urlencoded")
        assert response.status_code == 422
    assert stored() == []


# ---- the same verdict ------------------------------------------------------------------------------------------

Town = tuple[Flask, CheckingClient]


@pytest.fixture
def towns(databases: Databases, tmp_path: Path) -> Iterator[list[Town]]:
    """The same town on SQLite and on PostgreSQL, each with a coordinator's browser."""
    made: list[Town] = []
    for kind in ("sqlite", "postgres"):
        url = databases.empty(kind, tmp_path)
        settings = Settings.from_environ(environment(database_url=url, port=5000))
        app = create_app(settings)
        app.test_client_class = CheckingClient
        client = app.test_client()
        assert isinstance(client, CheckingClient)
        client.environ_base["HTTP_HOST"] = settings.public_origin.partition("://")[2]
        with app.app_context():
            sign_in(client, settle("Sofia")["Sofia"])
        made.append((app, client))
    yield made
    for app, _client in made:
        app.extensions["samvaro-engine"].dispose()


FIELDS = [name for name in LUNCH if name != "reason"]
FORMS = st.fixed_dictionaries({}, optional={name: hostile.anything() for name in [*FIELDS, "unknown", "id"]})


@given(changes=FORMS)
def test_both_databases_judge_alike(towns: list[Town], changes: dict[str, str]) -> None:
    verdicts = []
    form = {**filled(None), **changes}
    for app, client in towns:
        status = client.post(HERE, data=form).status_code
        assert status in (303, 422)
        with app.app_context():
            newest = stored()
            verdicts.append((status, newest[-1] if newest else None, len(newest)))
    assert verdicts[0] == verdicts[1]
