"""What an import would do, line by line. Shown before anything is done, and then done whole or not at all."""

from __future__ import annotations

import enum
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from app.core.errors import Refusal

Thing = TypeVar("Thing")
STRETCH, BREATH = 0.005, 0.001  # seconds


class Fate(enum.Enum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    BAD = "bad"


@dataclass
class Step:
    """One line of the file and what becomes of it."""

    number: int
    what: str
    fate: Fate
    words: str = ""
    details: Any = None  # what is needed to do it
    row: Any = None  # the row that it is about, when there is one


@dataclass
class Plan:
    steps: list[Step] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def of(self, fate: Fate) -> list[Step]:
        return [step for step in self.steps if step.fate is fate]

    @property
    def counts(self) -> Counter[str]:
        return Counter(step.fate.value for step in self.steps)

    @property
    def is_good(self) -> bool:
        return not self.of(Fate.BAD)

    @property
    def does_something(self) -> bool:
        return self.is_good and any(step.fate is not Fate.SAME for step in self.steps)


class NotWhole(Exception):
    """A line turned out bad while the others were done: the door takes all of it back and shows `plan`."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan


def unhurried(things: Iterable[Thing]) -> Iterator[Thing]:
    """One after the other, with a breath in between: a long file must not keep everybody else in the process waiting.
    A sleep of nothing would let only those go on who wait for no net."""
    begun = time.monotonic()
    for thing in things:
        yield thing
        if time.monotonic() - begun > STRETCH:
            time.sleep(BREATH)
            begun = time.monotonic()


def require_good(plan: Plan) -> None:
    if not plan.is_good:
        raise NotWhole(plan)


def fail(plan: Plan, step: Step, refusal: Refusal) -> NotWhole:
    step.fate, step.words = Fate.BAD, refusal.message
    return NotWhole(plan)
