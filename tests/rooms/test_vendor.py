"""Code of others is what its note says it is."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

VENDOR = Path(__file__).parents[2] / "app/static/vendor"


def test_every_file_has_a_sum_that_is_right():
    note = (VENDOR / "README.md").read_text("utf-8")
    noted = dict(re.findall(r"^\| `([^`]+)` \|.*`([0-9a-f]{64})` \|$", note, re.MULTILINE))
    there = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in VENDOR.glob("*.js")}
    assert noted == there
    assert all((VENDOR / name).is_file() for name in re.findall(r"`(LICENSE[^`]+)`", note))
