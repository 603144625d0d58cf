"""The demo town as it is right after it was loaded."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.core import clock
from app.core.clock import STOCKHOLM
from app.core.db import session
from app.rooms.models import Room
from tests.rooms.tables import sit
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in
from tests.support.seen import words

pytestmark = pytest.mark.one_database


def person(name: str) -> User:
    return session.scalars(select(User).where(User.first_name == name)).one()


@pytest.mark.parametrize(
    ("table", "host", "moment"),
    [
        ("Trädgården", "Sven", datetime(2026, 11, 26, 14, 30, tzinfo=STOCKHOLM)),
        ("Musik vi minns", "Ulla", datetime(2026, 11, 25, 18, 30, tzinfo=STOCKHOLM)),
    ],
)
def test_loaded_within_the_hours_a_room_opens_when_its_host_sits_down(
    app: Flask, client: CheckingClient, table: str, host: str, moment: datetime
) -> None:
    with clock.frozen(moment):
        assert app.test_cli_runner().invoke(args=["demo", "load"]).exit_code == 0
        room = session.scalars(select(Room).where(Room.name == table)).one()
        sign_in(client, person("Anna"))
        assert "Öppnar så snart en värd är här." in words(client, f"/rum/{room.id}")
        sit(room, person(host))
        session.rollback()
        assert session.get_one(Room, room.id, populate_existing=True).is_open
