"""SQLite under gevent: nobody freezes while somebody writes. Run in a patched process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.alone

PRELUDE = """
from gevent import monkey; monkey.patch_all()
import sys, time, gevent, sqlite3
from sqlalchemy import text
from app.core.db import make_engine
engine = make_engine("sqlite:///" + sys.argv[1])
with engine.begin() as c: c.execute(text("CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, n TEXT)"))
longest = 0.0
running = True
def heartbeat():
    global longest
    last = time.monotonic()
    while running:
        gevent.sleep(0.001)
        moment = time.monotonic()
        longest, last = max(longest, moment - last), moment
def reader():
    while running:
        with engine.connect() as c: c.execute(text("SELECT count(*) FROM t")).scalar()
        gevent.sleep(0.002)
beat = gevent.spawn(heartbeat); reading = gevent.spawn(reader)
"""

RESTING_WRITERS = """
def writer(n):
    with engine.begin() as c:
        c.execute(text("INSERT INTO t (n) VALUES (:n)"), {"n": str(n)})
        gevent.sleep(0.02)
gevent.joinall([gevent.spawn(writer, n) for n in range(60)], raise_error=True)
"""

OTHER_PROCESS = """
def writer(n):
    with engine.begin() as c: c.execute(text("INSERT INTO t (n) VALUES (:n)"), {"n": str(n)})
    gevent.sleep(0.05)
other = __import__("subprocess").Popen([sys.executable, "-c", '''
import sqlite3, sys, time
c = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
for _ in range(5):
    c.execute("BEGIN IMMEDIATE"); c.execute("INSERT INTO t (n) VALUES ('other')"); time.sleep(0.4); c.execute("COMMIT")
    time.sleep(0.02)
''', sys.argv[1]])
gevent.sleep(0.2)
for turn in range(8): gevent.joinall([gevent.spawn(writer, n) for n in range(5)], raise_error=True)
other.wait()
"""

EPILOGUE = """
running = False
beat.join(); reading.join()
with engine.connect() as c: print(c.execute(text("SELECT count(*) FROM t")).scalar(), longest)
"""

LONGEST_FREEZE = 0.1  # seconds; the issue's own bound, ten times what was measured


def _run(work: str, folder: Path) -> tuple[int, float]:
    program = PRELUDE + work + EPILOGUE
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder / "w.sqlite")],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    rows, longest = done.stdout.split()
    return int(rows), float(longest)


def test_a_greenlet_resting_in_a_transaction_freezes_nobody(tmp_path: Path) -> None:
    rows, longest = _run(RESTING_WRITERS, tmp_path)
    assert rows == 60
    assert longest < LONGEST_FREEZE


def test_another_process_writing_freezes_nobody(tmp_path: Path) -> None:
    rows, longest = _run(OTHER_PROCESS, tmp_path)
    assert rows == 45
    assert longest < LONGEST_FREEZE
