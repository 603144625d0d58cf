"""Tables out: nothing in them acts in a spreadsheet, what goes out comes back as it was, and who takes them is written."""

from __future__ import annotations

import csv
import io
from datetime import date, time

import pytest
from flask import Flask
from hypothesis import given, strategies as st
from sqlalchemy import select

from app.accounts.models import User
from app.calendar import rules, seats, series
from app.calendar.models import Activity, Serves, SignUp, SignUpState
from app.calendar.rules import Repeat
from app.calendar.team_models import Assignment
from app.core import clock
from app.core.audit import AuditEntry
from app.core.db import commit, session
from app.core.text import BadText, clean_text
from app.exchange import activity_import, activity_lines, csv_text
from app.exchange.activity_lines import COLUMNS, Known
from app.exchange.planning import Fate
from app.notifications.models import Channel, Contact
from tests.calendar.plans import WEEKLY, lunch, lunches
from tests.exchange.tables import STAFF
from tests.people import settle
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in

ACTS = [
    "=1+1",
    "+46",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "=cmd|'/c calc'!A0",
    "'=1",
    "''+2",
    "＝1",
    "'ord",
    "; a",
    '"x"',
]
CELLS = st.text(max_size=40) | st.sampled_from(ACTS)


def cells_of(body: bytes) -> list[list[str]]:
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), delimiter=";"))


@given(cell=CELLS)
def test_every_cell_comes_back_and_none_acts(cell: str) -> None:
    out = csv_text.shield(cell)
    assert out[:1] not in ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
    assert csv_text.unshield(out) == cell


@pytest.mark.one_database
@given(
    words=st.lists(CELLS, min_size=4, max_size=4),
    start=st.dates(date(2026, 1, 1), date(2029, 6, 1)),
    at=st.times().map(lambda moment: moment.replace(second=0, microsecond=0)),
    repeat=st.sampled_from(Repeat),
    end=st.none() | st.integers(1, 200) | st.dates(date(2026, 1, 1), date(2035, 1, 1)),
    seats_=st.none() | st.integers(1, 500),
    serves=st.sampled_from(Serves),
    ticks=st.tuples(st.booleans(), st.booleans()),
)
def test_whatever_an_activity_is_its_line_says_it(
    app: Flask, words: list[str], start: date, at: time, repeat: Repeat, end: object, seats_: int | None,
    serves: Serves, ticks: tuple[bool, bool],
) -> None:  # fmt: skip
    try:
        title, place = (clean_text(word, longest=80) for word in words[:2])
        summary, practical = (clean_text(word, longest=300, shortest=0, lines=True) for word in words[2:])
    except BadText:
        return
    until, times = end if isinstance(end, date) else None, end if isinstance(end, int) else None
    if until and until < start:
        return
    given_ = rules.Details(
        title=title, place=place, summary=summary, practical=practical, starts_on=start, starts_at=at,
        duration_minutes=90, rrule=rules.write_rule(repeat, start, until, times), capacity=seats_, serves=serves,
        skips_holidays=ticks[0], in_programme=ticks[1],
    )  # fmt: skip
    body = csv_text.write(
        (column.heading for column in COLUMNS.values()),
        [activity_lines.line_of(Activity(**series.values_of(given_)))],
    )
    text, is_old = csv_text.decode(body)
    [line] = csv_text.read(text, COLUMNS)
    assert not is_old
    assert activity_lines.details_of(line.cells, Known({})) == (given_, [])


def test_out_and_in_again_changes_nothing(client: CheckingClient, cast: dict[str, User], sofia: User) -> None:
    lunches(sofia, rrule=WEEKLY, title="=1+1", place="@hemma", practical="-a\n+b", skips_holidays=True)
    lunches(sofia, rrule=WEEKLY, title="=1+1", place="@hemma", capacity=None)  # a twin, but for its seats
    lunches(sofia, rrule=rules.write_rule(Repeat.MONTHLY_LAST, date(2026, 11, 24), None, 9), title="'Sista")
    lunches(sofia, title='En "gång"; och, en till')
    ended = lunches(sofia, rrule=WEEKLY, title="Slut")[0].activity
    series.end_series(ended, reason=None, actor=sofia)
    commit()
    sign_in(client, sofia)
    answer = client.get(f"{STAFF}/export.csv")
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"
    rows = cells_of(answer.get_data())
    assert len(rows) == 6
    assert not [cell for row in rows for cell in row if cell[:1] in "=+-@\t\r" and cell]
    plan = activity_import.plan(csv_text.decode(answer.get_data())[0])
    assert [step.fate for step in plan.steps] == [Fate.SAME] * 5
    assert "activities.exported" in session.scalars(select(AuditEntry.action)).all()


def a_full_date(cast: dict[str, User]) -> int:
    one = lunch(cast["Sofia"], capacity=2)
    for name in ("Anna", "Greta"):
        seats.sign_up(cast[name], one, actor=cast[name])
    session.add_all([
        SignUp(occurrence_id=one.id, guest_name="=Gäst", guest_phone="070-174 06 06", actor_id=cast["Sofia"].id,
               state=SignUpState.WAITING, queued_at=clock.now()),
        Contact(person_id=cast["Anna"].id, channel=Channel.CALL, phone="+46701740605"),
    ])  # fmt: skip
    commit()
    return one.id


def test_those_who_come_by_role(client: CheckingClient, cast: dict[str, User]) -> None:
    one = a_full_date(cast)
    path = f"{STAFF}/datum/{one}/anmalda.csv"
    marianne = cast["Marianne"]
    sign_in(client, marianne)
    assert client.get(path).status_code == 403
    session.add(Assignment(occurrence_id=one, person_id=marianne.id))
    commit()
    hosts = cells_of(client.get(path).get_data())
    assert {row[1] for row in hosts[1:]} == {""}, "surnames are for staff"
    assert [row[0] for row in hosts[1:]] == ["Anna", "Greta", "'=Gäst"]
    assert [row[2] for row in hosts[1:]] == ["", "", "070-174 06 06"]
    assert [row[5] for row in hosts[1:]] == ["Har plats", "Har plats", "Kölista 1"]
    sign_in(client, cast["Sofia"])
    staff = cells_of(client.get(path).get_data())
    assert [row[1] for row in staff[1:]] == [cast["Anna"].last_name, cast["Greta"].last_name, ""]
    assert staff[1][2] == "070-174 06 05"
    entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "sign_ups.exported")).all()
    assert [entry.actor for entry in entries] == [marianne.pseudonym, cast["Sofia"].pseudonym]
    assert "Anna" not in "".join(entry.details for entry in entries)


@pytest.mark.one_database
def test_numbers_stay_behind_when_the_date_has_been(client: CheckingClient, cast: dict[str, User]) -> None:
    one = a_full_date(cast)
    session.add(Assignment(occurrence_id=one, person_id=cast["Marianne"].id))
    commit()
    with clock.frozen(clock.now().replace(day=25)):
        sign_in(client, cast["Marianne"])
        rows = cells_of(client.get(f"{STAFF}/datum/{one}/anmalda.csv").get_data())
    assert {row[2] for row in rows[1:]} == {""}


@pytest.mark.one_database
def test_the_command_line_does_the_same(app: Flask, tmp_path) -> None:
    settle("Sofia")
    run = app.test_cli_runner().invoke
    path = tmp_path / "a.csv"
    path.write_bytes(activity_import.template())
    dry = run(args=["exchange", "import-activities", str(path), "--dry-run"])
    assert (dry.exit_code, "would be done: 1 new" in dry.output) == (0, True), dry.output
    assert "done: 1 new" in run(args=["exchange", "import-activities", str(path)]).output
    assert '"same": 1' in run(args=["exchange", "import-activities", str(path), "--json"]).output
    out = tmp_path / "b.csv"
    assert run(args=["exchange", "export-activities", str(out)]).exit_code == 0
    assert "1 same" in run(args=["exchange", "import-activities", str(out)]).output
    path.write_bytes(path.read_bytes() + b"x;y\r\n")
    bad = run(args=["exchange", "import-activities", str(path)])
    assert bad.exit_code == 1
    assert "NOTHING DONE" in bad.output
