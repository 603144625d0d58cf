"""Hosts and helpers of dates: chosen, taken off, taken back, copied; and what only they may see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts import people
from app.accounts.models import User
from app.calendar import jobs, policies, seats, series, team, team_text
from app.calendar.models import Activity, Occurrence
from app.calendar.team_models import Assignment, Task
from app.core import audit, clock
from app.core.db import commit, session
from app.core.errors import Refusal
from tests.calendar.filling import hidden
from tests.calendar.plans import NOW, WEEKLY, dates_of, details, lunch, lunches
from tests.calendar.test_pages import main_words, words
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in

Cast = dict[str, User]
HERE = "/personal/aktiviteter/datum"


def team_of(date: Occurrence) -> list[tuple[str, str]]:
    rows = session.scalars(
        select(Assignment).where(Assignment.occurrence_id == date.id).order_by(Assignment.id)
    )
    return [(row.person.first_name, row.task.value) for row in rows]


def choose(client: CheckingClient, date: Occurrence, person: User, task: str, scope: str) -> str:
    data = {"person_id": str(person.id), "task": task, "scope": scope}
    response = client.post(f"{HERE}/{date.id}/vilka-haller-i", data=data)
    assert response.status_code == 303
    client.get(response.headers["Location"])
    return main_words(client)


def undo(client: CheckingClient) -> None:
    assert client.page is not None
    [form] = [one for one in client.page.find("form") if "/angra" in str(one.attrs.get("action"))]
    before = client.page.find('input[name="before"]')[0].attrs["value"]
    client.post(str(form.attrs["action"]), data={"before": str(before)})


def test_for_one_date_or_for_all_to_come_and_back(client: CheckingClient, cast: Cast, sofia: User) -> None:
    rows = lunches(sofia, rrule=f"{WEEKLY};COUNT=4")
    sign_in(client, sofia)
    assert "Marianne Ekudde håller i 4 dagar." in choose(client, rows[0], cast["Marianne"], "host", "all")
    assert "Anna Solhäll håller i 1 dag." in choose(client, rows[1], cast["Anna"], "helper", "one")
    assert [team_of(row) for row in rows] == [
        [("Marianne", "host")], [("Marianne", "host"), ("Anna", "helper")], [("Marianne", "host")],
        [("Marianne", "host")],
    ]  # fmt: skip
    choose(client, rows[2], cast["Marianne"], "helper", "one")
    path = f"{HERE}/{rows[0].id}/vilka-haller-i/{cast['Marianne'].id}/ta-bort"
    client.get(client.post(path, data={"scope": "all"}).headers["Location"])
    assert [len(team_of(row)) for row in rows] == [0, 1, 0, 0]
    undo(client)
    assert [team_of(row)[-1][1] for row in rows] == ["host", "host", "helper", "host"]
    entries = select(audit.AuditEntry).where(audit.AuditEntry.action == "team.changed")
    found = session.scalars(entries).all()
    assert len(found) == 5
    assert all(entry.actor == sofia.pseudonym for entry in found)
    assert "Marianne" not in "".join(entry.details for entry in found)


def test_only_a_host_may_be_host(client: CheckingClient, cast: Cast, sofia: User) -> None:
    date = lunch(sofia)
    sign_in(client, sofia)
    data = {"person_id": str(cast["Anna"].id), "task": "host", "scope": "one"}
    response = client.post(f"{HERE}/{date.id}/vilka-haller-i", data=data)
    assert response.status_code == 422
    assert "Bara en värd eller personal kan vara värd" in main_words(client)
    assert team_of(date) == []


def test_undo_touches_no_other_activity(client: CheckingClient, cast: Cast, sofia: User) -> None:
    mine, other = lunch(sofia), lunch(sofia, title="Sång")
    sign_in(client, sofia)
    before = team_text.write({other.id: Task.HOST})
    client.post(f"{HERE}/{mine.id}/vilka-haller-i/{cast['Marianne'].id}/angra", data={"before": before})
    assert team_of(other) == []


@pytest.mark.parametrize(
    "text", ["", "x", "h", "h1-", "h5-2", "h0", "h1-99999", "q3", "h1 h2;3", "h99999999999"]
)
@pytest.mark.one_database
def test_what_is_no_list_of_dates_is_nothing(text: str) -> None:
    assert team_text.read(text) == {}


def test_what_was_before_comes_back_the_same() -> None:
    tasks = {4: Task.HOST, 5: Task.HOST, 6: Task.HOST, 9: Task.HOST, 7: Task.HELPER, 8: None}
    text = team_text.write(tasks)
    assert text == "h4-6.9 m7 n8"
    assert team_text.read(text) == tasks


def test_new_dates_get_the_team_of_the_nearest_earlier_one(cast: Cast, sofia: User) -> None:
    rows = lunches(sofia, rrule=WEEKLY)
    team.assign(cast["Marianne"], rows[0], Task.HOST, whole=True, actor=sofia)
    team.assign(cast["Sven"], rows[-1], Task.HOST, whole=False, actor=sofia)
    team.take_off(cast["Marianne"], rows[-1], whole=False, actor=sofia)
    commit()
    with clock.frozen(NOW + timedelta(weeks=2)):
        assert jobs.keep_all_ahead() == 1
    assert [team_of(row) for row in dates_of(rows[0].activity)[-2:]] == [[("Sven", "host")]] * 2
    people.deactivate(cast["Sven"], actor=sofia)
    commit()
    with clock.frozen(NOW + timedelta(weeks=4)):
        assert jobs.keep_all_ahead() == 2
    assert [team_of(row) for row in dates_of(rows[0].activity)[-3:]] == [[]] * 3


def test_who_is_switched_off_runs_nothing(cast: Cast, sofia: User) -> None:
    date = lunch(sofia)
    team.assign(cast["Sven"], date, Task.HOST, whole=False, actor=sofia)
    people.deactivate(cast["Sven"], actor=sofia)
    commit()
    assert team_of(date) == []
    with pytest.raises(Refusal):
        team.assign(cast["Sven"], date, Task.HOST, whole=False, actor=sofia)


def test_a_series_from_an_earlier_one(client: CheckingClient, cast: Cast, sofia: User) -> None:
    old = lunches(sofia, rrule=f"{WEEKLY};COUNT=2", practical="Ramp.", skips_holidays=True)
    team.assign(cast["Marianne"], old[0], Task.HOST, whole=True, actor=sofia)
    commit()
    sign_in(client, sofia)
    client.get(f"/personal/aktiviteter/{old[0].activity_id}/ny-serie")
    assert client.page is not None
    fields = {
        str(one.attrs["name"]): str(one.attrs.get("value") or "") for one in client.page.find("main input")
    }
    assert (fields["title"], fields["starts_on"], fields["capacity"]) == ("Sopplunch", "", "2")
    data = {
        **hidden(client), "title": "Sopplunch", "place": "Utsikten", "starts_on": "2027-01-12", "starts_at": "11.30",
        "duration_minutes": "90", "repeat": "weekly", "times": "3", "serves": "soup", "organisation_id": "0",
        "answer_minutes": "0",
    }  # fmt: skip
    assert client.post("/personal/aktiviteter/ny", data=data).status_code == 200
    assert client.post("/personal/aktiviteter", data=hidden(client)).status_code == 303
    new = session.scalars(select(Activity).order_by(Activity.id.desc())).first()
    assert new is not None
    assert [team_of(row) for row in dates_of(new)] == [[("Marianne", "host")]] * 3


def test_your_days_are_yours_alone(client: CheckingClient, cast: Cast, sofia: User) -> None:
    mine, other = lunch(sofia), lunch(sofia, title="Sång")
    seats.sign_up(cast["Greta"], mine, actor=cast["Greta"])
    team.assign(cast["Marianne"], mine, Task.HOST, whole=False, actor=sofia)
    team.assign(cast["Anna"], mine, Task.HELPER, whole=False, actor=sofia)
    commit()
    for name, what in (("Marianne", "Du är värd"), ("Anna", "Du hjälper till")):
        sign_in(client, cast[name])
        shown = words(client, "/dina-dagar")
        assert what in shown
        assert "Sång" not in shown
        assert "Greta" in words(client, f"/dina-dagar/{mine.id}")
        assert client.get(f"/dina-dagar/{other.id}").status_code == 404
        assert client.get(f"/dina-dagar/{mine.id}/ringlista").status_code == 404, "it is held at its place"
    assert policies.runs(cast["Anna"], mine)
    sign_in(client, cast["Greta"])
    assert client.get(f"/dina-dagar/{mine.id}").status_code == 404
    assert "Du håller inte i någon dag" in words(client, "/dina-dagar")


def test_a_new_activity_without_an_earlier_one_has_no_team(sofia: User) -> None:
    activity = series.create_activity(details(), actor=sofia)
    commit()
    assert [team_of(row) for row in dates_of(activity)] == [[]]
