"""`make migrate`: writes a migration from the difference between the models and a freshly migrated empty database."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

from environment import PYTHON, ROOT, stop


def main(name: str) -> None:
    if not name.strip():
        stop('say what changes: make migrate NAME="seats of an occurrence"')
    with tempfile.TemporaryDirectory(prefix="samvaro-migrate-") as folder:
        environ = {
            **{key: value for key, value in os.environ.items() if not key.startswith("SAMVARO_")},
            "SAMVARO_DATABASE_URL": f"sqlite:///{folder}/empty.sqlite",
            "SAMVARO_SECRET_KEY": "signs nothing: 0123456789 abcdefghij",
            "SAMVARO_PUBLIC_ORIGIN": "http://127.0.0.1:5000",
            "SAMVARO_DEMO": "1",
        }
        for command in (["upgrade"], ["revision", name]):
            flask = [PYTHON, "-m", "flask", "--app", "wsgi", "db", *command]
            subprocess.run(flask, cwd=ROOT, env=environ, check=True)


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]))
