"""`make flask CMD="audit verify"`: one command for the town that `make run` serves, with the same settings."""

from __future__ import annotations

import os
import shlex
import sys

from environment import PYTHON, ROOT, ready, stop
from run import TOWN, settings


def main(command: str) -> None:
    if not command.strip():
        stop('wants to know which command: make flask CMD="audit verify". CMD=--help lists them.')
    if "SAMVARO_DATABASE_URL" not in os.environ and not TOWN.exists():
        stop("has no town here yet. Begin with: make run")
    ready("run")
    os.chdir(ROOT)
    environ = settings(os.environ, os.environ.get("PORT", "5000"))
    os.execve(PYTHON, [str(PYTHON), "-m", "flask", "--app", "wsgi", *shlex.split(command)], environ)  # noqa: S606


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]))
