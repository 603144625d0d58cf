"""What a storm must not do: judged from what was acknowledged, what is stored and what each reader was shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Stored:
    """A row of the database."""

    seq: int
    id: int
    author_id: int
    client_id: str
    body: str


@dataclass
class Said:
    """What somebody wanted to say, in the order in which they said it."""

    author_id: int
    client_id: str
    body: str
    acknowledged: list[tuple[int, int]] = field(default_factory=list)  # (id, seq) of each acknowledgement
    sent: int = 0  # how often
    refused: int = 0  # how often the answer was no: then the order in which it is stored is free


@dataclass(frozen=True)
class Told:
    """A message as a reader got it."""

    seq: int
    id: int
    author_id: int
    body: str


@dataclass
class Reader:
    """`told`: everything that came, live or asked for, also twice. `shown`: what the page would hold."""

    name: str
    told: list[Told] = field(default_factory=list)
    shown: list[Told] = field(default_factory=list)


@dataclass
class History:
    """A whole storm. `stored` in the order of the numbers."""

    said: list[Said]
    stored: list[Stored]
    readers: list[Reader]


@dataclass(frozen=True)
class Fault:
    kind: str
    what: str


def faults(history: History) -> list[Fault]:
    """Everything that breaks a promise of docs/realtime.md."""
    found: list[Fault] = []
    for kind, look in RULES.items():
        found += [Fault(kind, what) for what in look(history)]
    return found


def _lost(history: History) -> Iterator[str]:
    """Acknowledged, yet not stored under that number with those words."""
    rows = {(row.author_id, row.client_id, row.body, row.id, row.seq) for row in history.stored}
    for said in history.said:
        for id_, seq in said.acknowledged:
            if (said.author_id, said.client_id, said.body, id_, seq) not in rows:
                yield f"{said.client_id} was acknowledged as {id_}, number {seq}"


def _unanswered(history: History) -> Iterator[str]:
    """When all is calm again, everything that was said has its acknowledgement, and always the same."""
    for said in history.said:
        if len(set(said.acknowledged)) != 1:
            yield f"{said.client_id} was acknowledged as {said.acknowledged}"


def _doubled(history: History) -> Iterator[str]:
    yield from _twice("stored", [(row.author_id, row.client_id) for row in history.stored])
    yield from _twice("stored", [row.body for row in history.stored])  # no two people say the same in a storm
    yield from _twice("the id of two", [row.id for row in history.stored])


def _gap(history: History) -> Iterator[str]:
    numbers = [row.seq for row in history.stored]
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"the numbers are {numbers}"


def _invented(history: History) -> Iterator[str]:
    said = {(one.author_id, one.client_id, one.body) for one in history.said}
    for row in history.stored:
        if (row.author_id, row.client_id, row.body) not in said:
            yield f"{row} was said by nobody"


def _order(history: History) -> Iterator[str]:
    """What one person says stays in the order in which it was said."""
    latest: dict[int, int] = {}
    for said in history.said:
        if said.refused or not said.acknowledged:
            continue
        seq = said.acknowledged[0][1]
        if seq < latest.get(said.author_id, 0):
            yield f"{said.client_id} has number {seq}, after number {latest[said.author_id]}"
        latest[said.author_id] = seq


def _disagreement(history: History) -> Iterator[str]:
    """Every reader holds the database's own sequence, and was never told anything else."""
    truth = [Told(row.seq, row.id, row.author_id, row.body) for row in history.stored]
    for reader in history.readers:
        if reader.shown != truth:
            wrong = next(
                (pair for pair in zip(reader.shown, truth, strict=False) if pair[0] != pair[1]), None
            )
            yield f"{reader.name} holds {len(reader.shown)} of {len(truth)}, first difference: {wrong}"
        for told in sorted(set(reader.told) - set(truth), key=lambda one: one.seq):
            yield f"{reader.name} was told {told}"


def _twice(what: str, values: Iterable[object]) -> Iterator[str]:
    for value, times in Counter(values).items():
        if times > 1:
            yield f"{what} {times} times: {value}"


RULES = {
    "lost": _lost,
    "unanswered": _unanswered,
    "doubled": _doubled,
    "gap": _gap,
    "invented": _invented,
    "order": _order,
    "disagreement": _disagreement,
}
