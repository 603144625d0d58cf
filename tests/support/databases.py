"""Databases for tests: migrated once per process by Alembic, then emptied in milliseconds before each test."""

from __future__ import annotations

import os
import shutil
from functools import cached_property
from pathlib import Path

import psycopg
import pytest
from alembic import command
from psycopg import sql
from sqlalchemy import create_engine, inspect, make_url, text

from app import create_app
from app.config import Settings
from app.core.migrate import alembic_config
from tests.support.environ import environment

LOCAL_POSTGRES = "postgresql://postgres@127.0.0.1:5432/postgres"
HOW_TO_GET_POSTGRES = (
    "there is no PostgreSQL that tests may create databases on: set SAMVARO_TEST_POSTGRES_URL, or let "
    "`make test` start one (Debian package postgresql)"
)


class Databases:
    """One SQLite template and one PostgreSQL database of this test process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made: list[str] = []

    def empty(self, kind: str, folder: Path) -> str:
        """The address of a migrated database without rows."""
        if kind == "sqlite":
            target = folder / "samvaro.sqlite"
            shutil.copyfile(self._sqlite_template, target)
            return f"sqlite:///{target}"
        self._delete_rows()
        return self._postgres

    def unmigrated(self, kind: str, folder: Path) -> str:
        """The address of a database in which nothing was created yet."""
        return f"sqlite:///{folder / 'bare.sqlite'}" if kind == "sqlite" else self._create_postgres("bare")

    def drop(self) -> None:
        for name in self.made:
            self._on_server(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        self.made.clear()

    @cached_property
    def _sqlite_template(self) -> Path:
        path = self.folder / "template.sqlite"
        upgrade(f"sqlite:///{path}")
        return path

    @cached_property
    def _postgres(self) -> str:
        url = self._create_postgres("main")
        upgrade(url)
        engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
        with engine.connect() as connection:
            for table in self._tables(url):
                rows = connection.scalar(text(f'SELECT count(*) FROM "{table}"'))
                assert not rows, f"a migration fills {table}; emptying would lose that"
        engine.dispose()
        return url

    def _tables(self, url: str) -> list[str]:
        engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
        names = [name for name in inspect(engine).get_table_names() if name != "alembic_version"]
        engine.dispose()
        assert names, "the migrations make no table"
        return names

    @cached_property
    def _deletion(self) -> sql.Composed:
        deletes = [
            sql.SQL("DELETE FROM {};").format(sql.Identifier(name)) for name in self._tables(self._postgres)
        ]
        # As a replica the server runs no triggers: neither foreign keys nor those that keep the audit trail.
        return sql.SQL("SET session_replication_role = replica; SET lock_timeout = '5s';") + sql.Composed(
            deletes
        )

    def _delete_rows(self) -> None:
        with psycopg.connect(self._postgres) as connection:
            connection.execute(self._deletion)

    def _create_postgres(self, purpose: str) -> str:
        name = f"samvaro_test_{os.getpid()}_{purpose}_{len(self.made)}"
        self._on_server(
            sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0").format(sql.Identifier(name))
        )
        self.made.append(name)
        return make_url(self._server).set(database=name).render_as_string(hide_password=False)

    def _on_server(self, statement: sql.Composed) -> None:
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(statement)

    @cached_property
    def _server(self) -> str:
        url = os.environ.get("SAMVARO_TEST_POSTGRES_URL", LOCAL_POSTGRES)
        try:
            with psycopg.connect(url, connect_timeout=3):
                return url
        except psycopg.OperationalError:
            pytest.skip(HOW_TO_GET_POSTGRES)


def upgrade(url: str, revision: str = "head") -> None:
    """Bring a database to a revision, as `flask db upgrade` does."""
    app = create_app(Settings.from_environ(environment(database_url=url)))
    with app.app_context():
        command.upgrade(alembic_config(), revision)
    app.extensions["samvaro-engine"].dispose()
