"""Which numbers of a table with sums may be shown, so that no small one can be worked out. Pure; knows no database.

Beside the counts stand their sums, as one more row and one more column. A hidden number is given away when no other
table has the same shown numbers, nothing below zero, and another number there. It is not, when it lies on a circle of
hidden numbers along which one can be added and taken away in turn: rows and columns are the corners, hidden numbers
the ways between them. Every small number is hidden, and then others, until each lies on such a circle.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence

LEAST = 10  # a number that is shown is at least so large
DEAR = 10_000  # what it costs to hide a sum, beside ordinary numbers: only when nothing else helps
Cell = tuple[int, int]  # row, column
Corner = tuple[str, int]


class Table:
    """`counts[row][column]`; None where there was nothing to count, which everybody knows."""

    def __init__(self, counts: Sequence[Sequence[int | None]], columns: int) -> None:
        self.rows, self.columns = len(counts), columns  # also the numbers of the sums' row and column
        self.guarded = self.rows  # the last row whose hidden numbers nobody may work out
        self.value: dict[Cell, int] = {}
        for row, line in enumerate(counts):
            for column, number in enumerate(line):
                if number is not None:
                    self._count(row, column, number)
        self.hidden: set[Cell] = set()
        self.ways: dict[Corner, list[Cell]] = defaultdict(list)

    def _count(self, row: int, column: int, number: int) -> None:
        self.value[row, column] = number
        for cell in ((row, self.columns), (self.rows, column), (self.rows, self.columns)):
            self.value[cell] = self.value.get(cell, 0) + number

    def shown(self, row: int, column: int) -> int | None:
        return None if (row, column) in self.hidden else self.value.get((row, column))

    def hide(self, cells: Iterable[Cell]) -> list[Cell]:
        """Gives those that were not hidden before."""
        new = [cell for cell in cells if cell not in self.hidden]
        for cell in new:
            self.hidden.add(cell)
            self.ways["row", cell[0]].append(cell)
            self.ways["column", cell[1]].append(cell)
        return new

    def is_sum(self, cell: Cell) -> bool:
        return cell[0] == self.rows or cell[1] == self.columns

    def may_step(self, cell: Cell, *, from_row: bool) -> bool:
        """From a row to a column a number grows, the other way it falls; a sum of one row or column does the opposite,
        as it counts against its parts. Nothing falls below zero."""
        counts_against = (cell[0] == self.rows) != (cell[1] == self.columns)
        return from_row != counts_against or self.value[cell] > 0


def protect(table: Table, *, also: Iterable[Cell] = (), without_last_row: bool = False) -> Table:
    """Hides what must be. `also`: what is hidden for another reason. `without_last_row`: the sums of the columns are not
    shown at all, as while a period is under way: what they grow by would be the newest numbers. Whoever adds up what is
    shown may know them."""
    if without_last_row:
        table.hide(cell for cell in table.value if cell[0] == table.rows)
        table.guarded = table.rows - 1
    table.hide(cell for cell, number in table.value.items() if number < LEAST)
    table.hide(cell for cell in also if cell in table.value)
    waiting = deque(sorted(table.hidden))
    while waiting:
        cell = waiting.popleft()
        if cell[0] <= table.guarded and is_given_away(table, cell):
            waiting.extend(table.hide(_cheapest_circle(table, cell)))
    return table


def is_given_away(table: Table, cell: Cell) -> bool:
    if _has_short_circle(table, cell):  # most have, and that is soon seen
        return False
    return not any(
        table.may_step(cell, from_row=up) and _leads_back(table, cell, up=up) for up in (True, False)
    )


def _has_short_circle(table: Table, cell: Cell) -> bool:
    row, column = cell
    beside = [(row, table.columns), *table.ways["row", row]]
    below = [(table.rows, column), *table.ways["column", column]]
    for first in beside:
        if first == cell or first not in table.hidden:
            continue
        for third in below:
            circle = [first, (third[0], first[1]), third]
            if third != cell and table.hidden.issuperset(circle) and _turns(table, cell, circle):
                return True
    return False


def _leads_back(table: Table, cell: Cell, *, up: bool) -> bool:
    """Is there a way back to where the step along `cell` began, along other hidden numbers?"""
    row, column = ("row", cell[0]), ("column", cell[1])
    start, goal = (column, row) if up else (row, column)
    seen, waiting = {start}, deque([start])
    while waiting:
        here = waiting.popleft()
        if here == goal:
            return True
        from_row = here[0] == "row"
        for way in table.ways[here]:
            there = ("column", way[1]) if from_row else ("row", way[0])
            if way != cell and there not in seen and table.may_step(way, from_row=from_row):
                seen.add(there)
                waiting.append(there)
    return False


def _cheapest_circle(table: Table, cell: Cell) -> list[Cell]:
    """The three numbers that make a circle with this one and hide as little as may be. Along the sums there is one."""
    row, column = cell
    circles = (
        [(row, other), (below, other), (below, column)]
        for other in range(table.columns + 1)
        for below in range(table.rows + 1)
        if other != column and below != row
    )
    whole = (circle for circle in circles if all(one in table.value for one in circle))
    useful = [circle for circle in whole if _turns(table, cell, circle)]
    return min(useful, key=lambda circle: sum(_cost(table, one) for one in circle))


def _turns(table: Table, cell: Cell, circle: list[Cell]) -> bool:
    first, second, third = circle
    return any(
        table.may_step(cell, from_row=up)
        and table.may_step(first, from_row=not up)
        and table.may_step(second, from_row=up)
        and table.may_step(third, from_row=not up)
        for up in (True, False)
    )


def _cost(table: Table, cell: Cell) -> int:
    if cell in table.hidden:
        return 0
    return table.value[cell] + (DEAR if table.is_sum(cell) else 0)
