"""`make run`: everything from an empty folder to a served demo town. Whatever the environment already says wins.

Only the standard library: this runs under the system's Python and prepares `.venv` itself.
"""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from environment import PYTHON, ROOT, ready, say, stop

VAR = ROOT / "var"
TOWN = VAR / "samvaro.sqlite"
LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")


def main() -> None:
    port = os.environ.get("PORT", "5000")
    if not port.isdecimal() or not 0 < int(port) < 65536:
        stop(f"PORT must be a number from 1 to 65535, not {port!r}.")
    refuse_taken_port(int(port))
    ready("run")
    environ = settings(os.environ, port)
    if subprocess.run([PYTHON, ROOT / "scripts" / "prepare.py"], cwd=ROOT, env=environ).returncode:
        stop("is not started; the lines above say why.")
    say(f"{environ['SAMVARO_PUBLIC_ORIGIN']}  (Ctrl-C stops it)")
    os.chdir(ROOT)
    os.execve(PYTHON, [str(PYTHON), *server(port)], environ)  # noqa: S606 -- nothing here comes from outside


def server(port: str) -> list[str]:
    return [
        "-m",
        "gunicorn",
        "-c",
        str(ROOT / "scripts" / "gunicorn.conf.py"),
        "-b",
        f"127.0.0.1:{port}",
        "wsgi:app",
    ]


def settings(given: Mapping[str, str], port: str) -> dict[str, str]:
    """The environment of the server: what is given, and beneath it what a first try-out needs."""
    origin = given.get("SAMVARO_PUBLIC_ORIGIN", f"http://127.0.0.1:{port}")
    defaults = {
        "SAMVARO_PUBLIC_ORIGIN": origin,
        "SAMVARO_DATABASE_URL": f"sqlite:///{TOWN}",
    }
    if urlsplit(origin).hostname in LOOPBACK:
        defaults["SAMVARO_DEMO"] = "1"
    if "SAMVARO_SECRET_KEY" not in given:
        defaults["SAMVARO_SECRET_KEY"] = own_secret(VAR / "secret-key")
    VAR.mkdir(mode=0o700, exist_ok=True)
    return {**defaults, **given}


def own_secret(path: Path) -> str:
    """A secret made on first use, readable by this user only."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()


def refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            stop(f"port {port} is taken. Choose another: make run PORT={port + 1}")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        stop("stopped.")
