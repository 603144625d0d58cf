"""The real server in a process of its own: gunicorn with its gevent worker, as in production."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 30.0  # seconds


class LiveServer:
    """`url` to ask, `log()` to read, `kill()` to be cruel. A traceback in the log fails the test at the end."""

    def __init__(
        self, environ: Mapping[str, str], port: int, folder: Path, *, entry: str = "wsgi:app"
    ) -> None:
        self.port, self.entry = port, entry
        self.url = environ["SAMVARO_PUBLIC_ORIGIN"]
        self.environ = {**_bare_environment(), **environ}
        self.log_file = folder / "server.log"
        self.may_log_tracebacks = False

    def start(self) -> None:
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "-c",
            "scripts/gunicorn.conf.py",
            "-b",
            f"127.0.0.1:{self.port}",
        ]
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, self.entry],
                cwd=ROOT,
                env=self.environ,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            ended = self.process.poll() is not None
            if ended or time.monotonic() > deadline:
                self.kill()
                raise AssertionError(f"the server did not start:\n{self.log()[-3000:]}")
            time.sleep(0.05)

    def answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def finish(self) -> None:
        """The end of a test: nobody waits for a tidy end, but what the server logged is looked at."""
        self.kill()
        stumbled = "Traceback" in self.log() and not self.may_log_tracebacks
        assert not stumbled, f"the server stumbled:\n{self.log()[-6000:]}"

    def kill(self) -> None:
        """kill -9: master and worker at once, nothing is tidied up."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)

    def log(self) -> str:
        return self.log_file.read_text(errors="replace") if self.log_file.exists() else ""


def _bare_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("SAMVARO_")}
