"""flask jobs …: what the clock does, in a process of its own or once."""

from __future__ import annotations

import signal
import sys
import threading

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from app.core import jobs
from app.core.commands import as_json, tell

group = AppGroup("jobs", help="What the clock does.")


@group.command("list")
@as_json
def list_jobs(in_json: bool) -> None:
    """The jobs, and how often each is done."""
    found = [{"name": job.name, "every": job.every} for job in jobs.registered(_app())]
    lines = [f"{one['name']:<24} every {one['every']:g} seconds" for one in found]
    tell(in_json, {"jobs": found}, *lines)


@group.command("run")
@click.option("--once", is_flag=True, help="Do all that is due and end, for cron or a systemd timer.")
@as_json
def run_jobs(once: bool, in_json: bool) -> None:
    """Do what is due, again and again, until SIGTERM or Ctrl-C. Set SAMVARO_JOBS=outside for the server then."""
    if once:
        _run_once(in_json)
        return
    ending = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: ending.set())
    loops = jobs.Loops(_app())
    tell(in_json, {"running": len(loops.tasks)}, f"{len(loops.tasks)} jobs are running.")
    while not ending.wait(1):
        pass
    loops.end()


def _run_once(in_json: bool) -> None:
    done = {job.name: jobs.run(_app(), job) for job in jobs.registered(_app())}
    failed = [name for name, count in done.items() if count is None]
    lines = [f"{name:<24} {'failed' if count is None else count}" for name, count in done.items()]
    tell(in_json, {"ok": not failed, "done": done}, *lines)
    if failed:
        sys.exit(1)


def _app() -> Flask:
    return current_app._get_current_object()  # type: ignore[attr-defined, no-any-return]
