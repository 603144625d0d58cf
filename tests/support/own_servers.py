"""Servers of a test's own, so that it may take them away: Redis and PostgreSQL."""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from scripts import postgres
from tests.support.environ import accepts, kept_port


class OwnRedis:
    """Keeps nothing on disk."""

    def __init__(self, folder: Path) -> None:
        self.program = shutil.which("redis-server") or pytest.skip(
            "there is no redis-server here to take away"
        )
        self.folder, self.port = folder, kept_port()
        self.start()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        where = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)]
        self.process = subprocess.Popen([self.program, *where, "--save", ""], stdout=subprocess.DEVNULL)
        until = time.monotonic() + 10
        while not accepts(self.port):
            assert time.monotonic() < until, "redis-server did not start"
            time.sleep(0.05)

    def hang(self, hangs: bool = True) -> None:
        """It keeps its connections and takes what is written, and answers nothing; or goes on again."""
        self.process.send_signal(signal.SIGSTOP if hangs else signal.SIGCONT)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(10)


class OwnPostgres:
    """As Debian sets it up, but for the waiting for the disk: a server that falls loses nothing the kernel has."""

    def __init__(self, folder: Path) -> None:
        self.programs = postgres.programs() or pytest.skip("there is no PostgreSQL here to take away")
        self.folder, self.port = folder, kept_port()
        self.data = postgres.initialise(self.programs, folder)
        self._control("start", "-o", f"-p {self.port} -c fsync=off {postgres.OPTIONS}")

    @property
    def url(self) -> str:
        return postgres.url(self.port)

    def fall(self) -> None:
        """Every backend ends at once, in the middle of whatever it did; nothing is written down first."""
        self._control("stop", "-m", "immediate")

    def rise(self) -> None:
        """With the options of the first start; back when it has replayed its log."""
        self._control("restart", "-m", "immediate")

    def _control(self, *how: str) -> None:
        command = [
            self.programs / "pg_ctl",
            "-D",
            self.data,
            "-w",
            "-t",
            "30",
            "-l",
            self.folder / "log",
            *how,
        ]
        subprocess.run(
            command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, cwd=self.folder,
            **postgres.owner(),
        )  # fmt: skip
