"""The commands that an operator types."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.core.db import rollback, session
from tests.house.source import ROOT
from tests.people import settle


def run(app: Flask, *args: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=list(args))
    return result.exit_code, result.output


def test_a_first_administrator_is_added_with_a_link(app: Flask) -> None:
    code, output = run(
        app, "people", "add", "--first-name", "Johan", "--role", "administrator",
        "--login-name", "johan@kommunen.example", "--organisation", "Kommunen", "--json",
    )  # fmt: skip
    answer = json.loads(output)
    assert code == 0
    assert answer["role"] == "administrator"
    assert "/personal/valkommen#" in answer["link"]


def test_a_member_needs_no_login_name_and_staff_do(app: Flask) -> None:
    assert json.loads(run(app, "people", "add", "--first-name", "Anna", "--json")[1])["link"] is None
    assert run(app, "people", "add", "--first-name", "Sofia", "--role", "coordinator")[0] == 1


def test_a_hostile_name_is_refused(app: Flask) -> None:
    code, output = run(app, "people", "add", "--first-name", "Anna\u202e")
    assert code == 1
    assert "character" in output


def test_two_people_cannot_share_a_login_name(app: Flask) -> None:
    arguments = (
        "people",
        "add",
        "--first-name",
        "S",
        "--role",
        "coordinator",
        "--login-name",
        "s@kommunen.example",
    )
    assert run(app, *arguments)[0] == 0
    assert run(app, *arguments)[0] == 1


def test_a_card_is_issued_by_number(app: Flask) -> None:
    anna = settle("Anna")["Anna"]
    code, output = run(app, "cards", "issue", str(anna.id), "--json")
    assert code == 0
    assert json.loads(output)["address"].startswith("http://127.0.0.1:")
    assert run(app, "cards", "issue", "99999")[0] == 1


def test_the_audit_trail_is_whole_until_somebody_changes_it(app: Flask) -> None:
    settle("Anna", "Bengt", "Greta")
    code, output = run(app, "audit", "verify", "--json")
    assert code == 0
    assert json.loads(output)["entries"] == 3
    _tamper(
        "UPDATE audit_entries SET action = 'person.removed' WHERE id = (SELECT min(id) + 1 FROM audit_entries)"
    )
    code, output = run(app, "audit", "verify", "--json")
    assert code == 1
    assert json.loads(output)["first_broken"] is not None


def test_the_database_itself_refuses_to_change_the_trail(app: Flask) -> None:
    settle("Anna")
    for statement in ("UPDATE audit_entries SET action = 'x'", "DELETE FROM audit_entries"):
        with pytest.raises(DBAPIError, match="append-only"):
            session.execute(text(statement))
        rollback()


@pytest.mark.one_database
def test_replacing_an_entry_is_refused_too(app: Flask) -> None:
    """SQLite's INSERT OR REPLACE takes the row away without asking the triggers of DELETE."""
    settle("Anna")
    copy = "INSERT OR REPLACE INTO audit_entries SELECT id, at, 'x', actor, person, details, previous, mac FROM audit_entries"
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text(copy))
    rollback()


def _tamper(statement: str) -> None:
    """As somebody with the keys to the database could."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("ALTER TABLE audit_entries DISABLE TRIGGER audit_no_change"))
        session.execute(text(statement))
        session.execute(text("ALTER TABLE audit_entries ENABLE TRIGGER audit_no_change"))
    else:
        trigger = session.scalar(text("SELECT sql FROM sqlite_master WHERE name = 'audit_no_update'"))
        session.execute(text("DROP TRIGGER audit_no_update"))
        session.execute(text(statement))
        session.execute(text(str(trigger)))
    session.commit()


@pytest.mark.one_database
def test_a_command_for_the_town_of_make_run(app: Flask, environ: dict[str, str]) -> None:
    settle("Anna")
    command = [sys.executable, ROOT / "scripts" / "command.py", "audit verify --json"]
    done = subprocess.run(command, env={**os.environ, **environ}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["entries"] == 1
