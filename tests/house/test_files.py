"""Small files, and nothing in them that belongs to one machine."""

from __future__ import annotations

import re

import pytest

from tests.house.source import ROOT, files

MOST_LINES = 250
MOST_BYTES_OF_A_SCRIPT = 10_000
GENERATED = ("app/static/vendor/", "migrations/versions/")
# A letter in brackets keeps a pattern from finding itself: this file is looked at too.
MACHINE = re.compile(
    r"(?<![\w.])/(?:home|root|Users|work|opt)/[a-z]|[A-Z]:\\\\|index-[u]rl|find-links\s*=|python[h]osted"
    r"|https?://(?:registry\.|pypi\.|deb\.debian)",
    re.IGNORECASE,
)
OPEN_ENDS = re.compile(r"\b(?:TOD[O]|FIXM[E]|XX[X]|NotImplemented[E]rror)\b|pytest\.mark\.(?:skip|xfail)\b")


def name(path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize(("folder", "least"), [("app", 40), ("tests", 15), ("scripts", 4)])
def test_no_file_is_too_long(folder: str, least: int) -> None:
    written = [path for path in files(".py", ".js", ".css", ".html") if name(path).startswith(f"{folder}/")]
    assert len(written) >= least
    lengths = {name(path): len(path.read_text("utf-8").splitlines()) for path in written}
    long = {
        path: lines
        for path, lines in lengths.items()
        if lines > MOST_LINES and not path.startswith(GENERATED)
    }
    assert not long, f"split by concept what has more than {MOST_LINES} lines: {long}"


def test_scripts_for_the_browser_are_small() -> None:
    ours = [path for path in files(".js") if name(path).startswith("app/static/js/")]
    assert ours
    heavy = {name(path): size for path in ours if (size := path.stat().st_size) > MOST_BYTES_OF_A_SCRIPT}
    assert not heavy


def test_nothing_belongs_to_one_machine() -> None:
    seen = 0
    for path in files():
        if "/vendor/" in name(path):
            continue
        seen += 1
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            assert not MACHINE.search(line), (
                f"{name(path)}:{number} holds an address or a path of one machine: {line}"
            )
    assert seen > 100


def test_nothing_is_left_open() -> None:
    for path in files(".py", ".js", ".html", ".css"):
        if "/vendor/" not in name(path):
            hit = OPEN_ENDS.search(path.read_text("utf-8"))
            assert hit is None, f"{name(path)} holds {hit[0]}"


def test_requirements_are_pinned_with_hashes() -> None:
    for listing in ("requirements.txt", "requirements-dev.txt"):
        blocks = re.split(r"\n(?=[a-z0-9])", (ROOT / listing).read_text("utf-8"))
        pinned = [block for block in blocks if re.match(r"[a-z0-9._-]+==", block)]
        assert len(pinned) > 20
        assert all("--hash=sha256:" in block for block in pinned)
        assert len(pinned) == len([block for block in blocks if re.match(r"[a-z0-9]", block)])
