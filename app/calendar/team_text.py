"""What somebody did on many dates, as a short text that a page can carry: `h12-37.41 -42` (host, helper, nothing)."""

from __future__ import annotations

import re

from app.calendar.team import Tasks
from app.calendar.team_models import Task
from app.core.payload import LARGEST_ID

LETTERS: dict[Task | None, str] = {Task.HOST: "h", Task.HELPER: "m", None: "n"}
MOST = 400  # dates
PIECE = re.compile(r"([hmn])([0-9]{1,10}(?:-[0-9]{1,10})?(?:\.[0-9]{1,10}(?:-[0-9]{1,10})?)*)")


def write(tasks: Tasks) -> str:
    return " ".join(
        letter + _ranges(ids)
        for task, letter in LETTERS.items()
        if (ids := sorted(key for key, one in tasks.items() if one is task))
    )


def read(text: str) -> Tasks:
    """What write() gave; nothing for whatever else."""
    tasks: Tasks = {}
    for piece in text.split():
        found = PIECE.fullmatch(piece)
        if found is None:
            return {}
        task = next(one for one, letter in LETTERS.items() if letter == found[1])
        for part in found[2].split("."):
            first, _, last = part.partition("-")
            low, high = int(first), int(last or first)
            if not 0 < low <= high <= LARGEST_ID or high - low + len(tasks) >= MOST:
                return {}
            tasks |= dict.fromkeys(range(low, high + 1), task)
    return tasks


def _ranges(ids: list[int]) -> str:
    parts: list[list[int]] = []
    for key in ids:
        if parts and parts[-1][1] == key - 1:
            parts[-1][1] = key
        else:
            parts.append([key, key])
    return ".".join(str(a) if a == b else f"{a}-{b}" for a, b in parts)
