"""`make bench`: how fast a room tells what is said, beside a floor that stores nothing. Prints a table and keeps it.

The server has one processor, the load generator another; two processes share what the generator leaves. Figures of one
run are compared as ratios: machines are noisy.
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
IDLE = (500, 2000)  # lines that say nothing
FIRST = 20  # of them, before memory is measured
KINDS = ("sqlite", "postgres", "sqlite × 2", "postgres × 2")  # × 2: two processes over Redis
REDIS = os.environ.get("SAMVARO_TEST_REDIS_URL", "redis://127.0.0.1:6379/9")
POSTGRES = os.environ.get("SAMVARO_TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
CLIENT = (os.cpu_count() or 1) - 1
SERVER = f"0-{CLIENT - 1}" if CLIENT > 1 else "0"


def main() -> None:
    os.sched_setaffinity(0, {CLIENT})
    table = [HEAD]
    for work, (rooms, members) in WORK.items():
        floor = figures("floor", rooms, members)
        table.append(row(work, "floor", floor, floor))
        table += [row(work, kind, figures(kind, rooms, members), floor) for kind in KINDS]
        print("\n".join(table[-1 - len(KINDS) :]), flush=True)
    lines = [returning(kind) for kind in ("floor", *KINDS)]
    lines += [idle(kind, people) for people in IDLE for kind in ("floor", "sqlite", "postgres")]
    table += [f"\n{line}" for line in lines]
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
    with serving(kind, rooms, members) as (load, workers):
        load.connect()
        load.closed_loop(1)
        before = processor(workers)
        took = load.closed_loop(SECONDS)
        found: dict = {"rate": load.delivered / took}
        found["cpu"] = 1e6 * (processor(workers) - before) / max(load.delivered, 1)
        for rate in (20, 100):
            load.offered(rate, SECONDS)
            found[rate] = statistics.quantiles(load.delays, n=100)
        load.drop()
        return found


def idle(kind: str, people: int) -> str:
    """What one more line takes: what a process loads and opens for the first ones, whoever they are, is there before."""
    with serving(kind, 1, people) as (load, workers):
        first, rest = (
            Load(load.ports, some, load.cookie) for some in (load.people[:FIRST], load.people[FIRST:])
        )
        first.connect(enter=False)
        time.sleep(1)
        before = memory(workers)
        rest.connect(enter=False)
        time.sleep(1)
        each = (memory(workers) - before) / len(rest.people)
        first.drop()
        rest.drop()
    return f"{kind}: {each:.1f} kB per idle line of {people:,}"


def returning(kind: str) -> str:
    """Dropped at once, several times: the first time a process also warms up."""
    with serving(kind, 1, RETURNING) as (load, _workers):
        times = []
        for _ in range(6):
            times.append(load.connect())
            load.drop()
            time.sleep(2)
    return (
        f"{kind}: {RETURNING} back in their room in {statistics.median(times):.2f} s (best {min(times):.2f})"
    )


@contextlib.contextmanager
def serving(kind: str, rooms: int, members: int) -> Iterator[tuple[Load, list[int]]]:
    """A server on its processor, filled with people; gives the load for it and the processes that work."""
    kind, _times, several = kind.partition(" × ")
    with tempfile.TemporaryDirectory(prefix="samvaro-bench-") as folder, contextlib.ExitStack() as stack:
        ports = [free_port() for _ in range(int(several or 1))]
        environ = {**os.environ, **settings(kind, ports, folder, stack)}
        people = seeded(kind, environ, rooms, members)
        workers = [started(kind, port, environ, stack) for port in ports]
        yield Load(ports, people["people"], people["cookie"]), workers


def started(kind: str, port: int, environ: dict[str, str], stack: contextlib.ExitStack) -> int:
    process = subprocess.Popen(command(kind, port), cwd=ROOT, env=environ)
    stack.callback(process.wait)
    stack.callback(process.terminate)
    wait_for(port)
    return int(Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()[0])


def settings(kind: str, ports: list[int], folder: str, stack: contextlib.ExitStack) -> dict[str, str]:
    url = f"sqlite:///{folder}/bench.sqlite" if kind != "postgres" else stack.enter_context(fresh_postgres())
    return {
        "SAMVARO_SECRET_KEY": "only-for-measuring-0123456789-abcdefgh",
        "SAMVARO_PUBLIC_ORIGIN": f"http://127.0.0.1:{ports[0]}",
        "SAMVARO_DATABASE_URL": url,
        "SAMVARO_HELP_PHONE": "08-465 004 10",
        "SAMVARO_BENCH": "1",
        **({"SAMVARO_REDIS_URL": REDIS} if len(ports) > 1 else {}),
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


def processor(pids: list[int]) -> float:
    """Seconds of processor time used so far."""
    fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids]
    return sum(int(one[11]) + int(one[12]) for one in fields) / os.sysconf("SC_CLK_TCK")


def memory(pids: list[int]) -> float:
    """kB in use."""
    pages = [int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in pids]
    return sum(pages) * os.sysconf("SC_PAGE_SIZE") / 1000


def free_port() -> int:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
