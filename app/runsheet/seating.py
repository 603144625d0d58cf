"""Who sits where: tables of four to six, those who came together side by side, newcomers beside steady guests, and two
who are kept apart never at one table. A pure function: the same guests and the same seed give the same plan.

The order of the rules when they cannot all hold: kept apart, then together, then at most six, then at least four, then
newcomers beside steady guests.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field

STEADY = 4  # earlier visits


@dataclass(frozen=True)
class Party:
    """One who comes, with or without company. `id` is what blocks speak of."""

    id: int
    heads: int = 1
    visits: int = 0

    @property
    def is_new(self) -> bool:
        return self.visits == 0

    @property
    def is_steady(self) -> bool:
        return self.visits >= STEADY


@dataclass
class Table:
    """In the order round the table. Counted as people sit down: a hundred guests ask every table."""

    parties: list[Party] = field(default_factory=list)
    heads: int = 0
    newcomers: int = 0
    steady: int = 0

    def add(self, party: Party) -> None:
        self.parties.append(party)
        self._count(party, 1)

    def remove(self, party: Party) -> None:
        self.parties.remove(party)
        self._count(party, -1)

    def _count(self, party: Party, by: int) -> None:
        self.heads += by * party.heads
        self.newcomers += by * party.is_new
        self.steady += by * party.is_steady


@dataclass(frozen=True)
class Plan:
    tables: list[Table]
    beside: dict[int, int]  # newcomer → the steady guest at their side


def seat_tables(
    parties: Iterable[Party],
    blocks: Iterable[frozenset[int]] = (),
    *,
    seed: int,
    size: tuple[int, int] = (4, 6),
) -> Plan:
    """The number of tables is the one that comes nearest to five at each; more only to keep people apart."""
    apart = _Apart(blocks)
    everyone = sorted(parties, key=lambda party: party.id)
    random.Random(seed).shuffle(everyone)  # noqa: S311 -- not a secret: different company each time
    tables = [Table() for _number in range(how_many(sum(party.heads for party in everyone), size))]
    for party in sorted(everyone, key=lambda party: _order(party, apart)):
        _seat(party, tables, apart, size[1])
    tables = [table for table in tables if table.parties]
    _even_out(tables, apart, size[0])
    _mix(tables, apart)
    beside: dict[int, int] = {}
    for table in tables:
        table.parties = _round_the_table(table.parties)
        beside |= _at_whose_side(table.parties)
    return Plan(tables, beside)


def how_many(heads: int, size: tuple[int, int] = (4, 6)) -> int:
    """Tables for so many. Seven cannot be had in fours to sixes: they become four and three."""
    least, most = size
    fewest, greatest = -(-heads // most), heads // least
    wanted = (2 * heads + (least + most) // 2) // (least + most)
    return max(fewest, min(wanted, greatest)) if heads else 0


class _Apart:
    """Who is kept apart from whom."""

    def __init__(self, blocks: Iterable[frozenset[int]]) -> None:
        self._others: dict[int, set[int]] = {}
        for pair in blocks:
            for one in pair:
                self._others.setdefault(one, set()).update(pair - {one})

    def count(self, party: Party) -> int:
        return len(self._others.get(party.id, ()))

    def may_join(self, party: Party, table: Table, *, instead_of: Party | None = None) -> bool:
        others = self._others.get(party.id)
        return not others or not any(one.id in others for one in table.parties if one is not instead_of)


def _order(party: Party, apart: _Apart) -> tuple[int, int, int]:
    """The hardest to place first; then steady guests, whom newcomers are put beside, then the newcomers."""
    kind = 0 if party.is_steady else 1 if party.is_new else 2
    return -apart.count(party), -party.heads, kind


def _seat(party: Party, tables: list[Table], apart: _Apart, most: int) -> None:
    fits = [table for table in tables if table.heads + party.heads <= most and apart.may_join(party, table)]
    if not fits:
        fits = [Table()]
        tables += fits
    min(fits, key=lambda table: (table.heads, *_company(party, table))).add(party)


def _company(party: Party, table: Table) -> tuple[int, int]:
    """Newcomers where somebody steady sits and no other newcomer; steady guests where there are fewest of them."""
    if party.is_new:
        return -min(table.steady, 1), table.newcomers
    return (table.steady, 0) if party.is_steady else (0, 0)


def _even_out(tables: list[Table], apart: _Apart, least: int) -> None:
    """A table that is too small takes somebody over from the largest, as long as that helps."""
    for _turn in range(sum(len(table.parties) for table in tables)):
        small = min(tables, key=lambda table: table.heads, default=None)
        if small is None or small.heads >= least:
            return
        for large in sorted(tables, key=lambda table: -table.heads):
            if large.heads <= small.heads + 1:
                return
            movable = (
                one
                for one in large.parties
                if large.heads - one.heads >= least and apart.may_join(one, small)
            )
            if one := next(movable, None):
                large.remove(one)
                small.add(one)
                break
        else:
            return


def _mix(tables: list[Table], apart: _Apart) -> None:
    """Where newcomers sit without a steady guest, one is exchanged for somebody of another table."""
    for table in tables:
        if not table.newcomers or table.steady:
            continue
        for other in sorted(tables, key=lambda one: (one.newcomers, -one.steady)):
            needed = 1 if not other.newcomers else 2
            if other is not table and other.steady >= needed and _exchange(table, other, apart):
                break


def _exchange(table: Table, other: Table, apart: _Apart) -> bool:
    for steady in filter(lambda one: one.is_steady, other.parties):
        for leaving in filter(lambda one: not one.is_new, table.parties):
            fits = leaving.heads == steady.heads
            comes = apart.may_join(steady, table, instead_of=leaving)
            if fits and comes and apart.may_join(leaving, other, instead_of=steady):
                table.remove(leaving)
                table.add(steady)
                other.remove(steady)
                other.add(leaving)
                return True
    return False


def _round_the_table(parties: list[Party]) -> list[Party]:
    """A steady guest, a newcomer at each side; then the next; those who are neither close the ring."""
    steady = [party for party in parties if party.is_steady]
    new = [party for party in parties if party.is_new]
    rest = [party for party in parties if not (party.is_steady or party.is_new)]
    ring: list[Party] = []
    while steady and new:
        ring += [new.pop(0), steady.pop(0), *([new.pop(0)] if len(new) > len(steady) else [])]
    return ring + steady + new + rest


def _at_whose_side(ring: list[Party]) -> dict[int, int]:
    """For each newcomer a steady guest who sits next to them, if one does. With company, either of the two does."""
    found: dict[int, int] = {}
    for place, party in enumerate(ring):
        near = [ring[place - 1], ring[(place + 1) % len(ring)]]
        if party.is_new and (steady := next((one for one in near if one.is_steady), None)):
            found[party.id] = steady.id
    return found
