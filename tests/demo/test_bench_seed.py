"""Rooms full of people for a load generator, and what it may not do elsewhere."""

from __future__ import annotations

import json

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.calendar.models import Occurrence, SignUp
from app.config import ConfigError, Settings
from app.core.db import session
from app.rooms.models import Room
from tests.support.client import CheckingClient
from tests.support.environ import environment


def test_each_of_the_seeded_is_signed_in_and_may_enter(app: Flask, client: CheckingClient) -> None:
    asked = ["bench", "seed", "--rooms", "2", "--members", "3", "--json"]
    made = json.loads(app.test_cli_runner().invoke(args=asked).output)
    assert len(made["people"]) == 6
    for row in made["people"]:
        client.set_cookie(made["cookie"], row["session"])
        assert client.get(f"/rum/{row['room']}").status_code == 200
        assert session.get_one(Room, row["room"]).capacity is None
    again = app.test_cli_runner().invoke(args=asked)
    assert again.exit_code == 1
    assert "people in the database already" in again.output


def test_the_calendar_of_a_municipality(app: Flask, client: CheckingClient) -> None:
    asked = ["bench", "seed-calendar", "--series", "2", "--sign-ups", "500", "--people", "10"]
    made = json.loads(app.test_cli_runner().invoke(args=asked).output)
    assert session.scalar(select(func.count(SignUp.id))) == 500
    assert session.scalar(select(func.sum(Occurrence.taken))) == 500
    for who, path in (("member", f"/kalender/{made['date']}"), ("staff", "/personal/kalender")):
        client.set_cookie(made["cookie"], made[who])
        assert client.get(path).status_code == 200
        assert "Aktivitet 1" in client.get(path).text


@pytest.mark.one_database
def test_limits_are_lifted_on_this_machine_only() -> None:
    environ = environment(database_url="sqlite:////tmp/x.sqlite") | {"SAMVARO_BENCH": "1"}
    assert Settings.from_environ(environ).bench
    with pytest.raises(ConfigError, match="SAMVARO_BENCH"):
        Settings.from_environ(environ | {"SAMVARO_PUBLIC_ORIGIN": "https://samvaro.example.se"})
