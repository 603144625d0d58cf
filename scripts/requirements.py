"""`make requirements`: pins what requirements*.in ask for, with hashes and without addresses or paths."""

from __future__ import annotations

import os
import subprocess
import sys

from environment import ROOT

LEFT_OUT = ("index_url", "trusted_host", "find_links", "options")
QUIET = ["--quiet", *(f"--no-emit-{name.replace('_', '-')}" for name in LEFT_OUT)]
PINS = ["--generate-hashes", "--strip-extras", "--allow-unsafe", *sys.argv[1:]]

for name in ("requirements", "requirements-dev"):
    subprocess.run(
        [
            sys.executable,
            "-m",
            "piptools",
            "compile",
            *QUIET,
            *PINS,
            "--output-file",
            f"{name}.txt",
            f"{name}.in",
        ],
        cwd=ROOT,
        env={**os.environ, "CUSTOM_COMPILE_COMMAND": "make requirements"},
        check=True,
    )
