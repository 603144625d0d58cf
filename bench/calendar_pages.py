"""How long the calendar's pages take a municipality with three years behind it, and what they weigh. Part of `make bench`.

The time is that of the whole application for one request (from WSGI environ to the last byte), in a process of its own,
one request at a time, on SQLite and PostgreSQL. The weight is what a browser with nothing kept fetches before the page
is whole: page, sheet, scripts, pictures and font, compressed as they are served.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
TIMES = int(os.environ.get("BENCH_TIMES", "150"))
AGREED = {"ms": 50.0, "kB": 60.0}
HEAD = (
    "| page | database | median, ms | 95th of 100, ms | of it this process, ms | questions to the database | page, kB | cold, kB |\n"
    "|---|---|---|---|---|---|---|---|"
)
NAMED = re.compile(r'(?:href|src)="(/static/[^"#]+)|url\("?((?:\.\./)+[^")]+)"?\)')


def main() -> None:
    table = [HEAD]
    for kind in ("sqlite", "postgres"):
        table += measured(kind)
        print("\n".join(table[-4:]), flush=True)
    table.append(f"\nMeasured {TIMES} times each, with 60 weekly series, 10,920 dates and 20,000 sign-ups.")
    table.append("The third column grows with whatever else the machine does; the fifth is processor time.")
    table.append(f"Agreed: calendar page under {AGREED['ms']:.0f} ms and under {AGREED['kB']:.0f} kB cold.")
    target = ROOT / "bench" / "results" / f"calendar-{time.strftime('%Y-%m-%d')}.md"
    target.write_text("\n".join(table) + "\n")
    print("\n".join(table), f"\nkept in {target.relative_to(ROOT)}")


def measured(kind: str) -> list[str]:
    """In a process of its own: one application, one database."""
    with database(kind) as url:
        environ = {
            **os.environ,
            "SAMVARO_SECRET_KEY": "only-for-measuring-0123456789-abcdefgh",
            "SAMVARO_PUBLIC_ORIGIN": "http://127.0.0.1:5000",
            "SAMVARO_DATABASE_URL": url,
            "SAMVARO_HELP_PHONE": "08-465 004 10",
            "SAMVARO_BENCH": "1",
        }
        flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
        subprocess.run([*flask, "db", "upgrade"], cwd=ROOT, env=environ, check=True, capture_output=True)
        seeded = subprocess.run(
            [*flask, "bench", "seed-calendar"],
            cwd=ROOT,
            env=environ,
            check=True,
            capture_output=True,
            text=True,
        )
        if kind == "postgres":
            analyse(url)
        inside = [sys.executable, __file__, "--inside", kind, seeded.stdout]
        done = subprocess.run(inside, cwd=ROOT, env=environ, check=True, stdout=subprocess.PIPE, text=True)
        return done.stdout.strip().splitlines()


@contextlib.contextmanager
def database(kind: str) -> Iterator[str]:
    if kind == "postgres":
        from rooms import fresh_postgres

        with fresh_postgres() as url:
            yield url
        return
    with tempfile.TemporaryDirectory(prefix="samvaro-bench-") as folder:
        yield f"sqlite:///{folder}/bench.sqlite"


def analyse(url: str) -> None:
    """What the server does by itself within a minute of so many new rows."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ANALYZE")


def inside(kind: str, seeded: dict) -> None:
    from sqlalchemy import event

    from app import create_app
    from app.config import Settings

    app = create_app(Settings.from_environ(dict(os.environ)))
    asked: list[str] = []
    engine = app.extensions["samvaro-engine"]
    event.listen(engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    pages = {
        "the member's calendar": ("/kalender", "member"),
        "one date": (f"/kalender/{seeded['date']}", "member"),
        "the coordinators' week": ("/personal/kalender", "staff"),
        "statistics": ("/personal/statistik", "staff"),
    }
    for name, (path, who) in pages.items():
        client = app.test_client()
        client.set_cookie(seeded["cookie"], seeded[who], domain="127.0.0.1")
        times, work, page, questions = timed(client, path, asked)
        middle, slow = statistics.median(times), statistics.quantiles(times, n=100)[94]
        weights = f"{len(page) / 1000:.1f} | {(len(page) + rest_of(client, path)) / 1000:.1f}"
        print(f"| {name} | {kind} | {middle:.1f} | {slow:.1f} | {work:.1f} | {questions} | {weights} |")


def timed(client: Any, path: str, asked: list[str]) -> tuple[list[float], float, bytes, int]:
    times, work = [], []
    for turn in range(TIMES + 10):
        asked.clear()
        begun, busy = time.perf_counter(), time.process_time()
        answer = fetch(client, path)
        if turn >= 10:  # the first ones compile what is kept afterwards
            times.append(1000 * (time.perf_counter() - begun))
            work.append(1000 * (time.process_time() - busy))
    questions = [one for one in asked if one.lstrip()[:6].upper() in ("SELECT", "UPDATE", "INSERT")]
    return times, statistics.median(work), answer, len(questions)


def fetch(client: Any, path: str, encoding: str = "gzip, deflate, br") -> bytes:
    answer = client.get(path, base_url="http://127.0.0.1:5000", headers={"Accept-Encoding": encoding})
    if answer.status_code != 200:
        sys.exit(f"{path} answered {answer.status_code}")
    return answer.get_data()


def rest_of(client: Any, path: str) -> int:
    """Bytes of everything that the page names, and that those name in turn."""
    waiting, seen, weight = named_in(fetch(client, path, "identity"), path), set(), 0
    while waiting:
        address = waiting.pop()
        if address in seen or address.endswith(
            ("icon.svg", ".png")
        ):  # of the tab and the home screen, not of the page
            continue
        seen.add(address)
        weight += len(fetch(client, address))
        if address.endswith(".css"):
            waiting |= named_in(fetch(client, address, "identity"), address)
    return weight


def named_in(body: bytes, where: str) -> set[str]:
    from urllib.parse import urljoin

    found = NAMED.finditer(body.decode())
    return {urljoin(where, one[1] or one[2]) for one in found}


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        inside(sys.argv[2], json.loads(sys.argv[3]))
    else:
        main()
