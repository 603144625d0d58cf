"""A PostgreSQL server of one's own in a temporary folder, from the programs that Debian installs."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

OPTIONS = "-c listen_addresses=127.0.0.1 -c unix_socket_directories="


def programs() -> Path | None:
    """The folder with initdb and postgres; Debian keeps it off the path."""
    folders = [*Path("/usr/lib/postgresql").glob("*/bin"), *map(Path, os.environ.get("PATH", "").split(":"))]
    fit = [folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists()]
    return max(
        fit, key=lambda folder: int(folder.parent.name) if folder.parent.name.isdecimal() else 0, default=None
    )


def owner() -> Mapping[str, str]:
    """Whom to start it as: it refuses to run as root, so root lends it another user."""
    if os.geteuid() != 0:
        return {}
    import pwd

    names = {entry.pw_name for entry in pwd.getpwall()}
    return (
        {"user": "postgres", "group": "postgres"}
        if "postgres" in names
        else {"user": "nobody", "group": "nogroup"}
    )


def initialise(found: Path, folder: Path) -> Path:
    """The data of an empty server in a folder that is given away to whom it runs as."""
    data, who = folder / "data", owner()
    if who:
        shutil.chown(folder, who["user"], who["group"])
    how = ["-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "-D", data]
    subprocess.run([found / "initdb", *how], check=True, stdout=subprocess.DEVNULL, cwd=folder, **who)
    return data


def url(port: int) -> str:
    return f"postgresql://postgres@127.0.0.1:{port}/postgres"
