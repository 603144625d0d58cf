"""SQLite under gevent: readers never wait, writers queue outside the database.

A writer that waits *inside* SQLite blocks the whole process, and with it every greenlet. So the busy timeout is
zero, the writers of a process queue on one cooperative lock taken before BEGIN IMMEDIATE, and the BEGIN itself is
retried with a cooperative sleep while another process writes. Reads run in autocommit: each statement sees the
newest commit, as READ COMMITTED does on PostgreSQL, and a read can never make a later write fail.
"""

from __future__ import annotations

import re
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

from app.core.loop import off_the_loop

WRITES = re.compile(r"\s*(insert|update|delete|replace|create|drop|alter|savepoint)\b", re.IGNORECASE)
PATIENCE = 5.0  # seconds to wait for another process before giving up with "database is locked"
QUEUE_PATIENCE = 15.0  # seconds to wait for the other writers of this process
NAP = 0.004  # seconds between two attempts


class QueuedConnection(sqlite3.Connection):
    """A connection whose write transactions stand in line with those of the whole process."""

    queue: threading.Lock  # set when the engine connects; patched by gevent it waits cooperatively
    _holds_queue = False

    def begin_write(self) -> None:
        if self._holds_queue:
            return
        if not self.queue.acquire(timeout=QUEUE_PATIENCE):
            raise sqlite3.OperationalError("database is locked")
        self._holds_queue = True
        try:
            patiently(lambda: self.execute("BEGIN IMMEDIATE"))
        except BaseException:
            self._let_go()
            raise

    def commit(self) -> None:
        if self.in_transaction:
            # In a thread: a commit waits for the disk, and everybody else would wait with it.
            off_the_loop(super().commit)  # when this fails (disk full) a rollback follows, and lets go
        self._let_go()

    def rollback(self) -> None:
        try:
            super().rollback()
        finally:
            self._let_go()

    def close(self) -> None:
        try:
            super().close()
        finally:
            self._let_go()

    def _let_go(self) -> None:
        if self._holds_queue:
            self._holds_queue = False
            self.queue.release()


def patiently(attempt: Callable[[], object]) -> None:
    """Try until the file is free, resting cooperatively in between; after PATIENCE seconds raise as it is."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            attempt()
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
        time.sleep(NAP)


def make_engine(url: str) -> Engine:
    """An engine on one file: WAL, every commit on disk, foreign keys on, one writers' queue."""
    arguments: dict[str, Any] = {"isolation_level": None, "timeout": 0, "check_same_thread": False}
    engine = create_engine(
        url,
        hide_parameters=True,  # they are what people wrote: no traceback may show them
        connect_args=arguments | {"factory": QueuedConnection},
        pool_size=20,
        max_overflow=40,
    )
    if path := engine.url.database:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    queue = threading.Lock()

    @event.listens_for(engine, "connect")
    def prepare(connection: QueuedConnection, _record: object) -> None:
        connection.queue = queue
        # Changing the journal mode wants the file alone for a moment; several processes may start at once.
        patiently(lambda: connection.execute("PRAGMA journal_mode=WAL"))
        for pragma in ("synchronous=FULL", "foreign_keys=ON", "busy_timeout=0"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "before_cursor_execute")
    def begin_before_first_write(
        connection: Connection, _cursor: object, statement: str, *_rest: object
    ) -> None:
        if WRITES.match(statement):
            begin_write(connection)

    @event.listens_for(engine, "savepoint")
    def begin_before_savepoint(connection: Connection, _name: str) -> None:
        begin_write(connection)

    return engine


def begin_write(connection: Connection) -> None:
    """Begin the write transaction of this connection, waiting cooperatively. Other databases: nothing to do."""
    driver = connection.connection.driver_connection
    if isinstance(driver, QueuedConnection):
        driver.begin_write()
