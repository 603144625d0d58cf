"""Migrations lead to the models, and lead back, with rows in the tables, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import func, inspect, select, table

from app import create_app
from app.accounts import cards, staff
from app.accounts.models import Role, SessionKind, User
from app.accounts.sessions import open_session
from app.calendar import online, standing
from app.calendar.models import Occurrence
from app.calendar.standing_models import StandingSeat
from app.calendar.team_models import Assignment
from app.calls.models import Call
from app.config import Settings
from app.core import clock, db
from app.core.migrate import alembic_config
from app.exchange import feeds
from app.notifications import services as notifications
from app.notifications.models import Channel, Contact, Notification, Outgoing, PushSubscription
from app.rooms import keeping, seats
from app.rooms.models import Message, OpeningHours, Reading, Room
from app.rooms.order_models import Report, Sanction, SanctionKind
from app.runsheet.models import Ticking
from tests.support.databases import Databases
from tests.support.environ import environment


@pytest.fixture
def bare(databases: Databases, database_kind: str, tmp_path: Path) -> Iterator[Flask]:
    """An application on a database in which nothing was created yet, as a demo so that it can be filled."""
    environ = environment(database_url=databases.unmigrated(database_kind, tmp_path)) | {"SAMVARO_DEMO": "1"}
    made = create_app(Settings.from_environ(environ))
    with made.app_context():
        yield made
    made.extensions["samvaro-engine"].dispose()


def revisions() -> list[str]:
    """From the newest to the oldest."""
    return [script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()]


def tables() -> set[str]:
    return set(inspect(db.engine()).get_table_names()) - {"alembic_version"}


def filled() -> dict[str, int]:
    db.session.rollback()
    counts = {name: db.session.scalar(select(func.count()).select_from(table(name))) for name in tables()}
    db.session.rollback()
    return {name: count for name, count in counts.items() if count}


def settle_town(app: Flask) -> None:
    """The demo town, and a row of each kind that only arises when people use it."""
    result = app.test_cli_runner().invoke(args=["demo", "load"])
    assert result.exit_code == 0, result.output
    sofia = db.session.scalars(select(User).where(User.role == Role.COORDINATOR)).first()
    room = db.session.scalars(select(Room)).first()
    assert sofia is not None
    assert room is not None
    anna = db.session.scalars(select(User).where(User.role == Role.MEMBER)).first()
    assert anna is not None
    cards.issue(anna, actor=sofia)
    open_session(sofia, SessionKind.STAFF, actor=sofia)
    open_session(anna, SessionKind.OWN_TABLET, actor=anna)
    staff.make_setup_link(sofia, actor=sofia)
    keeping.invite(room, anna, actor=sofia)
    seats.sit_down(room, anna)
    add_order(room, anna, sofia)
    add_news(anna, sofia)
    db.commit()
    db.session.rollback()  # telling reads, and a reader stands in the way of a migration


def add_news(anna: User, sofia: User) -> None:
    date = db.session.scalars(select(Occurrence).where(Occurrence.taken > 0)).first()
    assert date is not None
    db.session.add_all([
        Assignment(occurrence_id=date.id, person_id=sofia.id), Contact(person_id=anna.id, channel=Channel.CALL)
    ])  # fmt: skip
    feeds.make(anna, actor=sofia, replaces=None)
    online.go_online(dates_to_come()[0], reason="Halt", actor=sofia)
    db.session.add(Ticking(occurrence_id=date.id, actor_id=sofia.id, key="one", changes="{}"))
    if db.session.scalar(select(func.count()).select_from(StandingSeat)) == 0:
        standing.grant(anna, date.activity, actor=sofia)
    notifications.queue("reminder", key="one", person=anna, subject_id=date.id)
    db.session.add(
        Call(person_id=anna.id, phone="070-174 06 05", caller_id=sofia.id, claimed_until=clock.now())
    )

    told = db.session.scalars(select(Notification)).first()
    assert told is not None
    assert anna.auth_session is not None
    db.session.add_all([
        Outgoing(notification_id=told.id, channel=Channel.SMS, recipient="+46701740605", subject="a", text="b"),
        PushSubscription(person_id=anna.id, session_id=anna.auth_session.id, endpoint="https://x", p256dh="p", auth="a"),
    ])  # fmt: skip


def dates_to_come() -> list[Occurrence]:
    coming = select(Occurrence).where(Occurrence.starts_at > clock.now(), Occurrence.cancelled_at.is_(None))
    return list(db.session.scalars(coming.order_by(Occurrence.id).limit(1)))


def add_order(room: Room, anna: User, sofia: User) -> None:
    said = db.session.scalars(select(Message).where(Message.room_id == room.id)).first()
    assert said is not None
    db.session.add_all([
        OpeningHours(room_id=room.id, weekday=1, opens_at=time(10), closes_at=time(11)),
        Reading(room_id=room.id, user_id=anna.id, last_seq=1),
        Sanction(room_id=room.id, user_id=anna.id, kind=SanctionKind.REMOVAL, reason="unkind", created_by=sofia),
        Report(message=said, reporter=anna),
    ])  # fmt: skip


def test_up_down_and_up_again_with_rows(bare: Flask) -> None:
    command.upgrade(alembic_config(), "head")
    settle_town(bare)
    before = filled()
    assert tables() == before.keys(), f"settle_town leaves tables empty: {tables() - before.keys()}"
    for _ in revisions():
        command.downgrade(alembic_config(), "-1")
    assert tables() == set()
    command.upgrade(alembic_config(), "head")
    assert filled() == {}
    settle_town(bare)
    assert filled().keys() == before.keys()


def test_each_step_back_can_be_taken_again_with_rows(bare: Flask) -> None:
    command.upgrade(alembic_config(), "head")
    settle_town(bare)
    for revision in revisions()[:-1]:
        command.downgrade(alembic_config(), "-1")
        command.upgrade(alembic_config(), "+1")
        assert filled(), f"{revision} loses every row"
        command.downgrade(alembic_config(), "-1")
    assert tables()


def test_the_tables_are_what_the_models_say(bare: Flask) -> None:
    command.upgrade(alembic_config(), "head")
    assert tables() == set(db.Base.metadata.tables)
    with db.engine().connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.Base.metadata) == []


def test_there_is_one_line_of_migrations(bare: Flask) -> None:
    script = ScriptDirectory.from_config(alembic_config())
    assert len(script.get_heads()) == 1
    assert len(script.get_bases()) == 1
    for step in script.walk_revisions():
        source = Path(step.path).read_text("utf-8")
        assert "def downgrade() -> None:\n    pass" not in source, f"{step.revision} cannot be taken back"
