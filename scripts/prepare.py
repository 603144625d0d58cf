"""What a start needs besides packages: catalogues, the newest tables, the demo town where it is wanted.

Part of `make run`, in one process because reading the application is what takes the time. Runs under `.venv`.
"""

from __future__ import annotations

import sys

import click
import messages
from environment import ROOT
from flask.cli import ScriptInfo

sys.path.insert(0, str(ROOT))


def main() -> None:
    messages.compile_all()
    from wsgi import app  # only now: it reads the catalogues

    commands = [["db", "upgrade"]]
    if app.config["SETTINGS"].demo:
        commands += [["demo", "load", "--if-new"], ["demo", "links"]]
    for arguments in commands:
        app.cli.main(arguments, standalone_mode=False, obj=ScriptInfo(create_app=lambda: app))


if __name__ == "__main__":
    try:
        main()
    except click.ClickException as error:
        sys.exit(f"Samvaro: {error.format_message()}")
