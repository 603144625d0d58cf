"""The virtual environment `.venv`: made and filled on first use, left alone until the requirements change.

Only the standard library: this runs before anything is installed. From the command line: `environment.py [dev]`.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)
REQUIREMENTS = {"run": ["requirements.txt"], "dev": ["requirements.txt", "requirements-dev.txt"]}


def stop(sentence: str) -> NoReturn:
    """Say one sentence and end."""
    sys.exit(f"Samvaro: {sentence}")


def say(sentence: str) -> None:
    print(f"Samvaro: {sentence}", flush=True)


def privilege() -> list[str] | None:
    """What to put before a command that changes the machine; None when this user may not."""
    if os.geteuid() == 0:
        return []
    asks_nothing = ["sudo", "-n"]
    if shutil.which("sudo") and subprocess.run([*asks_nothing, "true"], capture_output=True).returncode == 0:
        return asks_nothing
    return None


def apt_install(*packages: str) -> bool:
    """Install Debian packages where the user may; False (and nothing changed) otherwise."""
    prefix = privilege()
    if prefix is None or not shutil.which("apt-get"):
        return False
    say(f"installing {' '.join(packages)} from Debian …")
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    subprocess.run([*apt, "update"], stdout=subprocess.DEVNULL)
    install = [*apt, "install", "-y", "--no-install-recommends", *packages]
    return subprocess.run(install, stdout=subprocess.DEVNULL).returncode == 0


def ready(kind: str = "run") -> Path:
    """The interpreter of an environment that holds everything `kind` needs."""
    stamp = VENV / f".installed-{kind}"
    wanted = _fingerprint(kind)
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted:
        return PYTHON
    _make()
    _install(kind)
    for part in REQUIREMENTS if kind == "dev" else [kind]:
        (VENV / f".installed-{part}").write_text(_fingerprint(part))
    return PYTHON


def _fingerprint(kind: str) -> str:
    contents = b"".join((ROOT / name).read_bytes() for name in REQUIREMENTS[kind])
    return hashlib.sha256(contents).hexdigest()


def _make() -> None:
    if PYTHON.exists() and subprocess.run([PYTHON, "-c", "import pip"], capture_output=True).returncode == 0:
        return
    if sys.version_info < OLDEST:
        stop(f"needs Python 3.11 or newer; this is {sys.version.split()[0]}. Try: make PYTHON=python3.11 …")
    if not importlib.util.find_spec("ensurepip") and not apt_install("python3-venv"):
        stop("needs the Debian package python3-venv. Run: sudo apt-get install python3-venv")
    subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)


def _install(kind: str) -> None:
    say("installing the pinned Python packages (about a minute the first time) …")
    quiet = ["-qq", "--disable-pip-version-check", "--no-input", "--require-hashes"]
    files = [part for name in REQUIREMENTS[kind] for part in ("-r", str(ROOT / name))]
    if subprocess.run([PYTHON, "-m", "pip", "install", *quiet, *files]).returncode:
        stop("could not install the Python packages; the lines above say why.")


if __name__ == "__main__":
    ready(*sys.argv[1:2])
