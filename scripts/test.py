"""`make test`: finds or starts what the tests want (Chromium, PostgreSQL, Redis), then runs pytest.

What is missing is said aloud and its tests are skipped with that reason; with CI=true they fail instead.
Runs under `.venv`; arguments go to pytest.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from socket import create_connection, socket

import postgres
import psycopg
from environment import ROOT, apt_install, say

CI = os.environ.get("CI") == "true"
# Twice as many as processors: most of a test's time goes in waiting for a server or a browser.
WORKERS = min(4, 2 * (os.cpu_count() or 1))
PARALLEL = ["-n", str(WORKERS), "--dist", "worksteal"]
WHOLE_SUITE = [[*PARALLEL, "-m", "not alone"], ["-m", "alone"]]
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAY_INSTALL_SERVERS = CI and os.geteuid() == 0
LOCAL_POSTGRES = "postgresql://postgres@127.0.0.1:5432/postgres"


def main() -> int:
    provide("pdftoppm", "poppler-utils")  # turns a printed page into a picture, to read the code on a card
    provide("nginx", "nginx-light")  # stands before the two processes of the cluster
    if not postgres.programs() and MAY_INSTALL_SERVERS:  # the storm also restarts a server of its own
        apt_install("postgresql")
    with contextlib.ExitStack() as stack:
        found = {
            "SAMVARO_TEST_CHROMIUM": os.environ.get("SAMVARO_TEST_CHROMIUM") or chromium(),
            "SAMVARO_TEST_POSTGRES_URL": os.environ.get("SAMVARO_TEST_POSTGRES_URL")
            or postgres_server(stack),
            "SAMVARO_TEST_REDIS_URL": os.environ.get("SAMVARO_TEST_REDIS_URL") or redis(stack),
        }
        environ = {**os.environ, **{name: value for name, value in found.items() if value}}
        runs = [sys.argv[1:]] if len(sys.argv) > 1 else WHOLE_SUITE
        # Both runs happen whatever the first one says: somebody who mends wants to see everything at once.
        return max([run_pytest(arguments, environ) for arguments in runs])


def run_pytest(arguments: list[str], environ: Mapping[str, str]) -> int:
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environ).returncode


def chromium() -> str | None:
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None and apt_install("chromium", "fonts-noto-core"):
        path = shutil.which("chromium")
    return path


def provide(name: str, package: str) -> None:
    """Install the Debian package that a program comes in, where that is missing and the user may."""
    if not shutil.which(name):
        apt_install(package)


def postgres_server(stack: contextlib.ExitStack) -> str | None:
    """A server that this user may create databases on: the local one, else one of our own."""
    if postgres_answers(LOCAL_POSTGRES):
        return LOCAL_POSTGRES
    programs = postgres.programs()
    return stack.enter_context(private_postgres(programs)) if programs else None


def postgres_answers(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=2):
            return True
    except psycopg.Error:
        return False


@contextlib.contextmanager
def private_postgres(programs: Path) -> Iterator[str | None]:
    """A throw-away server in a temporary folder."""
    port, owner = free_port(), postgres.owner()
    with tempfile.TemporaryDirectory(prefix="samvaro-postgres-") as folder:
        data = postgres.initialise(programs, Path(folder))
        options = f"-p {port} {postgres.OPTIONS} -c fsync=off"
        command = [str(programs / "postgres"), "-D", str(data), *options.split()]
        url = postgres.url(port)
        with running(command, Path(folder) / "log", lambda: postgres_answers(url), **owner) as started:
            yield url if started else None


def redis(stack: contextlib.ExitStack) -> str | None:
    if accepts(6379):
        return "redis://127.0.0.1:6379/0"
    if not shutil.which("redis-server") and MAY_INSTALL_SERVERS:
        apt_install("redis-server")
    if not (program := shutil.which("redis-server")):
        return None
    port = free_port()
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="samvaro-redis-"))
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
    started = stack.enter_context(running(command, Path(folder) / "log", lambda: accepts(port)))
    return f"redis://127.0.0.1:{port}/0" if started else None


@contextlib.contextmanager
def running(command: list[str], log: Path, ready: Callable[[], bool], **owner: str) -> Iterator[bool]:
    """Run a server for as long as the block lasts; yields whether it came up within ten seconds."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, cwd=log.parent, **owner)
    try:
        deadline = time.monotonic() + 10
        while not ready() and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.1)
        started = ready()
        if not started:
            say(f"{Path(command[0]).name} did not start: {log.read_text(errors='replace')[-300:]}")
        yield started
    finally:
        process.terminate()
        process.wait(20)


def accepts(port: int) -> bool:
    with contextlib.suppress(OSError), create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def free_port() -> int:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
