"""Who may import whom: the layers, the doors of a feature, and what services must not know."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.house.source import ROOT, imports, modules

DOORS = ("routes", "forms", "events", "jobs", "cli", "setup", "demo")
KERNEL = {"app.core"}
DOORS_IN_DISGUISE = {
    "app.accounts.sessions",  # touch() notes the time of use, on every request and for itself
    "app.rooms.arriving",  # door 2, with scribe.py: serves what events.py hands over
    "app.home.now",  # what the home page offers, links included
    "app.offline.rendering",  # pages as bytes, for the route and for the worker that must know what is in them
    "app.accounts.look",  # reads the text size and the colours from the request
}
COMPOSERS = {"app", "app.demo"}
NOT_FOR_SERVICES = {
    "request",
    "g",
    "abort",
    "flash",
    "redirect",
    "render_template",
    "url_for",
    "current_user",
}


def feature_of(module: str) -> str:
    return ".".join(module.split(".")[:2])


def is_door(name: str) -> bool:
    return name in DOORS or name.endswith(("_routes", "_forms", "_events"))


def test_the_layers_hold() -> None:
    command = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run([command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert " 0 broken" in run.stdout


def test_the_doors_of_a_feature_are_its_own() -> None:
    seen = 0
    for module, tree in modules("app"):
        for source, name in imports(tree):
            target = f"{source}.{name}" if name else source
            doors = [part for part in target.split(".")[2:4] if is_door(part)]
            if not target.startswith("app.") or target.startswith("app.core.") or not doors:
                continue
            seen += 1
            own = (
                feature_of(target) == feature_of(module) or feature_of(module) in COMPOSERS or module == "app"
            )
            assert own, f"{module} imports {target}: use the feature's services, policies, queries or models"
    assert seen > 5


def test_what_is_behind_the_doors_knows_no_request_and_never_commits() -> None:
    seen = 0
    for module, tree in modules("app"):
        own_name = module.rpartition(".")[2]
        if (
            module.count(".") < 2
            or feature_of(module) in KERNEL | COMPOSERS
            or is_door(own_name)
            or module in DOORS_IN_DISGUISE
        ):
            continue
        seen += 1
        for source, name in imports(tree):
            of_the_web = (
                source.partition(".")[0] in ("flask", "flask_login", "flask_wtf") and name in NOT_FOR_SERVICES
            )
            assert not of_the_web, f"{module} imports {name}: that is for the routes"
            assert (source, name) != ("app.core.db", "commit"), f"{module} commits: that is for the door"
    assert seen > 10


def test_no_package_is_shadowed_and_no_feature_is_left_out() -> None:
    """tests/calendar without __init__.py would hide the standard library's calendar module."""
    folders = [path for path in (ROOT / "tests").rglob("*") if path.is_dir() and any(path.glob("*.py"))]
    assert len(folders) > 5
    assert all((folder / "__init__.py").exists() for folder in folders)
    configuration = (ROOT / "pyproject.toml").read_text("utf-8")
    for package in (ROOT / "app").glob("*/__init__.py"):
        assert package.parent.name in configuration, f"{package.parent.name} is in no layer of pyproject.toml"
