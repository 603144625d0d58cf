"""How many texts a second one process, and two at once, give to a gateway on this machine. Prints a table.

.venv/bin/python bench/sending.py            BENCH_DELAY=0.2 is a gateway that takes its time
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app import create_app  # noqa: E402
from app.config import Settings  # noqa: E402
from tests.notifications.gateways import HttpServer, http_server  # noqa: E402
from tests.support.databases import upgrade  # noqa: E402
from tests.support.environ import environment  # noqa: E402

ROWS = int(os.environ.get("BENCH_ROWS", "1000"))
DELAY = float(os.environ.get("BENCH_DELAY", "0"))
COMMAND = [sys.executable, "-m", "flask", "--app", "tests.notifications.process", "jobs", "run", "--once"]


def main() -> None:
    print(f"{ROWS} texts, a gateway that answers after {DELAY:g} s (starting a process is part of it)")
    print("| processes | seconds | texts a second | sent twice |\n|---|---|---|---|")
    for processes in (1, 2):
        with http_server() as gateway, tempfile.TemporaryDirectory() as folder:
            gateway.delay = DELAY
            took = measure(gateway, Path(folder), processes)
            twice = len(gateway.texts) - len({text["message"] for text in gateway.texts})
            print(f"| {processes} | {took:.1f} | {len(gateway.texts) / took:.0f} | {twice} |", flush=True)


def measure(gateway: HttpServer, folder: Path, processes: int) -> float:
    url = f"sqlite:///{folder / 'samvaro.sqlite'}"
    upgrade(url)
    given = environment(database_url=url) | gateway.environ()
    fill(given)
    begun = time.monotonic()
    while len(gateway.got) < ROWS:  # one run gives way to other work after twenty seconds
        running = [
            subprocess.Popen(COMMAND, cwd=ROOT, env=os.environ | given, stdout=subprocess.DEVNULL)
            for _ in range(processes)
        ]
        for one in running:
            one.wait()
    return time.monotonic() - begun


def fill(given: dict[str, str]) -> None:
    from app.accounts import people
    from app.core.db import commit
    from app.notifications import services
    from app.notifications.models import Channel
    from tests.notifications.telling import reached_by

    with create_app(Settings.from_environ(given)).app_context():
        anna = people.add(first_name="Anna", actor=None)
        commit()
        reached_by(anna, Channel.SMS)
        for number in range(ROWS):
            services.queue("test-urgent", key=f"row-{number}", person=anna, subject_id=1000 + number)
        commit()


if __name__ == "__main__":
    main()
