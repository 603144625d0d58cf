"""`make bench`: how fast a room tells what is said, beside a floor that stores nothing. Prints a table and keeps it.

The server has one processor, the load generator another. Figures of one run are compared as ratios: machines are noisy.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from socket import socket

import psycopg
from load import Load

ROOT = Path(__file__).resolve().parent.parent
WORK = {"one room × 50": (1, 50), "twenty rooms × 12": (20, 12), "one room × 300": (1, 300)}
SECONDS = float(os.environ.get("BENCH_SECONDS", "5"))
RETURNING = 200
POSTGRES = os.environ.get("SAMVARO_TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
SERVER, CLIENT = "0", "1"


def main() -> None:
    os.sched_setaffinity(0, {int(CLIENT)} if (os.cpu_count() or 1) > 1 else {0})
    table = [HEAD]
    for work, (rooms, members) in WORK.items():
        floor = figures("floor", rooms, members)
        table.append(row(work, "floor", floor, floor))
        table += [row(work, kind, figures(kind, rooms, members), floor) for kind in ("sqlite", "postgres")]
        print("\n".join(table[-3:]), flush=True)
    table += [idle_and_return(kind) for kind in ("floor", "sqlite", "postgres")]
    target = ROOT / "bench" / "results" / f"rooms-{time.strftime('%Y-%m-%d')}.md"
    target.write_text("\n".join(table) + "\n")
    print("\n".join(table), f"\nkept in {target.relative_to(ROOT)}")


HEAD = (
    "| work | server | deliveries/s | of the floor | CPU µs per delivery | p95 at 20/s, ms | p50/p95/p99 at 100/s, ms |"
    "\n|---|---|---|---|---|---|---|"
)


def row(work: str, kind: str, now: dict, floor: dict) -> str:
    ratio = now["rate"] / floor["rate"]
    slow, fast = now[20], now[100]
    middle = " / ".join(f"{1000 * fast[at]:.1f}" for at in (49, 94, 98))
    return f"| {work} | {kind} | {now['rate']:,.0f} | {ratio:.2f} | {now['cpu']:.1f} | {1000 * slow[94]:.1f} | {middle} |"


def figures(kind: str, rooms: int, members: int) -> dict:
    with serving(kind, rooms, members) as (load, worker):
        load.connect()
        load.closed_loop(1)
        before = processor(worker)
        took = load.closed_loop(SECONDS)
        found: dict = {"rate": load.delivered / took}
        found["cpu"] = 1e6 * (processor(worker) - before) / max(load.delivered, 1)
        for rate in (20, 100):
            load.offered(rate, SECONDS)
            found[rate] = statistics.quantiles(load.delays, n=100)
        load.drop()
        return found


def idle_and_return(kind: str) -> str:
    with serving(kind, 1, 500) as (load, worker):
        before = memory(worker)
        load.connect(enter=False)
        time.sleep(1)
        each = (memory(worker) - before) / len(load.people)
        load.drop()
        load.people = load.people[:RETURNING]
        times = []
        for _ in range(3):
            time.sleep(2)
            times.append(load.connect())
            load.drop()
    return (
        f"\n{kind}: {each:.0f} kB per idle line of 500; {RETURNING} back in their room in {min(times):.2f} s"
    )


@contextlib.contextmanager
def serving(kind: str, rooms: int, members: int) -> Iterator[tuple[Load, int]]:
    """A server on its processor, filled with people; gives the load for it and the process that works."""
    with tempfile.TemporaryDirectory(prefix="samvaro-bench-") as folder, contextlib.ExitStack() as stack:
        port = free_port()
        environ = {**os.environ, **settings(kind, port, folder, stack)}
        people = seeded(kind, environ, rooms, members)
        process = subprocess.Popen(command(kind, port), cwd=ROOT, env=environ)
        stack.callback(process.wait)
        stack.callback(process.terminate)
        wait_for(port)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        yield Load(port, people["people"], people["cookie"]), int(children[0])


def settings(kind: str, port: int, folder: str, stack: contextlib.ExitStack) -> dict[str, str]:
    url = f"sqlite:///{folder}/bench.sqlite" if kind != "postgres" else stack.enter_context(fresh_postgres())
    return {
        "SAMVARO_SECRET_KEY": "only-for-measuring-0123456789-abcdefgh",
        "SAMVARO_PUBLIC_ORIGIN": f"http://127.0.0.1:{port}",
        "SAMVARO_DATABASE_URL": url,
        "SAMVARO_HELP_PHONE": "08-465 004 10",
        "SAMVARO_BENCH": "1",
    }


def command(kind: str, port: int) -> list[str]:
    pinned = ["taskset", "-c", SERVER] if shutil.which("taskset") else []
    app = "bench.floor:app" if kind == "floor" else "wsgi:app"
    configuration = str(ROOT / "scripts" / "gunicorn.conf.py")
    if kind == "floor":  # no hook that looks for Samvaro's own background work
        served = [
            "-k",
            "gevent",
            "--worker-connections",
            "4000",
            "--log-level",
            "warning",
            "--no-control-socket",
        ]
    else:
        served = ["-c", configuration]
    return [
        *pinned,
        sys.executable,
        "-m",
        "gunicorn",
        *served,
        "--backlog",
        "4096",
        "-b",
        f"127.0.0.1:{port}",
        app,
    ]


def seeded(kind: str, environ: dict[str, str], rooms: int, members: int) -> dict:
    if kind == "floor":
        made = [{"room": room + 1, "session": "-"} for room in range(rooms) for _ in range(members)]
        return {"cookie": "none", "people": made}
    flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
    subprocess.run([*flask, "db", "upgrade"], cwd=ROOT, env=environ, check=True, capture_output=True)
    asked = ["bench", "seed", "--rooms", str(rooms), "--members", str(members), "--json"]
    done = subprocess.run([*flask, *asked], cwd=ROOT, env=environ, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


@contextlib.contextmanager
def fresh_postgres() -> Iterator[str]:
    name = f"samvaro_bench_{os.getpid()}"
    with psycopg.connect(POSTGRES, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        try:
            yield POSTGRES.rpartition("/")[0] + f"/{name}"
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def wait_for(port: int) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2)
            return
        time.sleep(0.1)
    sys.exit("the server did not start")


def processor(pid: int) -> float:
    """Seconds of processor time used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(pid: int) -> float:
    """kB in use."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1000


def free_port() -> int:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
