"""Database: declarative base, the session of the app context, one commit per door and what is told after it."""

from __future__ import annotations

import enum
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar, cast

from flask import Flask, current_app, g
from sqlalchemy import (
    DateTime,
    Dialect,
    Engine,
    Enum,
    Executable,
    MetaData,
    PoolProxiedConnection,
    Row as SqlRow,
    create_engine,
    event,
    select,
)
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column
from sqlalchemy.types import TypeDecorator
from werkzeug.local import LocalProxy

from app.core import sqlite

RESTED = 1.0  # seconds: no server falls and rises in less, so a connection used since then stands or says so
pk = Annotated[int, mapped_column(primary_key=True)]


class Base(DeclarativeBase):
    """Constraints are named by convention, so that Alembic can drop them on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UTCDateTime(TypeDecorator[datetime]):
    """Aware UTC in Python; naive values are refused, because they hide which clock they were read from."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, _dialect: Dialect) -> datetime | None:
        return (
            None
            if value is None
            else cast("datetime", value).replace(tzinfo=value.tzinfo or UTC).astimezone(UTC)
        )


def stored_by_value(kind: type[enum.Enum], name: str | None = None) -> Enum:
    """Stored by value as text with a CHECK, so that both databases refuse the same. `name` for the second column of a
    table that holds the same kind."""
    values = [member.value for member in kind]
    return Enum(
        kind, values_callable=lambda _k: values, native_enum=False, length=20, name=name or kind.__name__.lower(),
        create_constraint=True,
    )  # fmt: skip


Row = TypeVar("Row", bound=Base)


def make_engine(url: str) -> Engine:
    if url.startswith("sqlite"):
        return sqlite.make_engine(url)
    made = create_engine(url, hide_parameters=True, pool_size=10, max_overflow=20, pool_recycle=1800)
    event.listen(made, "checkin", _note_use)
    event.listen(made, "checkout", _look_at)
    return made


def _note_use(_connection: Any, record: PoolProxiedConnection) -> None:
    record.info["used_at"] = time.monotonic()


def _look_at(connection: Any, record: PoolProxiedConnection, _proxy: object) -> None:
    """Ask a connection that has rested whether it still stands. The pool's own `pool_pre_ping` asks every time, which
    is a journey to the database for each batch of messages."""
    if time.monotonic() - record.info.get("used_at", time.monotonic()) < RESTED:
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("")
        connection.rollback()
    except connection.Error as error:
        raise DisconnectionError from error


def init_app(app: Flask, url: str) -> None:
    app.extensions["samvaro-engine"] = make_engine(url)

    @app.teardown_appcontext
    def close_session(_error: BaseException | None = None) -> None:
        if (opened := g.pop("db_session", None)) is not None:
            opened.close()
        g.pop("after_commit", None)


def engine() -> Engine:
    return cast("Engine", current_app.extensions["samvaro-engine"])


def _current_session() -> Session:
    if "db_session" not in g:
        g.db_session = Session(engine(), expire_on_commit=False)
    return cast("Session", g.db_session)


session: Session = cast("Session", LocalProxy(_current_session))


def read_once(statement: Executable, values: dict[str, Any]) -> Sequence[SqlRow[Any]]:
    """What one statement finds, on a connection of its own without a transaction: to begin and end one would be two more
    journeys to PostgreSQL."""
    here = engine()
    if here.dialect.name == "postgresql":
        here = here.execution_options(isolation_level="AUTOCOMMIT")
    with here.connect() as connection:
        return connection.execute(statement, values).all()


def begin_write() -> None:
    """Take the write transaction now, before what will decide the write is read. PostgreSQL needs nothing."""
    sqlite.begin_write(session.connection())


def locked(model: type[Row], row_id: int) -> Row | None:
    """The row, freshly read and locked until commit; None when it is not there."""
    begin_write()
    statement = select(model).where(model.id == row_id)  # type: ignore[attr-defined]
    return session.scalar(statement.with_for_update(of=model).execution_options(populate_existing=True))


def after_commit(func: Callable[..., object], *args: Any, **kwargs: Any) -> None:
    """Queue something to be told once the transaction stands; dropped when it is rolled back."""
    g.setdefault("after_commit", []).append((func, args, kwargs))


def commit() -> None:
    """Commit, then tell. A telling that fails is logged: the row already stands and can be fetched."""
    session.commit()
    for func, args, kwargs in g.pop("after_commit", []):
        try:
            func(*args, **kwargs)
        except Exception:
            current_app.logger.exception("telling after commit failed: %s", getattr(func, "__name__", func))


def rollback() -> None:
    g.pop("after_commit", None)
    session.rollback()
