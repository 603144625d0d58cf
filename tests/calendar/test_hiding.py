"""No hidden number of a table can be worked out from the shown ones and the sums."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings as hypothesis_settings, strategies as st

from app.calendar.hiding import LEAST, Cell, Table, protect

NUMBER = st.none() | st.integers(0, 14) | st.integers(0, 60)
TABLES = st.integers(1, 4).flatmap(
    lambda columns: st.lists(st.lists(NUMBER, min_size=columns, max_size=columns), min_size=1, max_size=4)
)


def lines(table: Table) -> list[tuple[Cell, list[Cell]]]:
    """Each sum with its parts."""
    sums = [((row, table.columns), [(row, c) for c in range(table.columns)]) for row in range(table.rows + 1)]
    sums += [
        ((table.rows, column), [(r, column) for r in range(table.rows)])
        for column in range(table.columns + 1)
    ]
    return [
        (total, [one for one in parts if one in table.value]) for total, parts in sums if total in table.value
    ]


def known_by_sums(table: Table) -> set[Cell]:
    """What a reader works out by adding and taking away along one sum at a time, as often as they like, and by knowing
    that nothing is below zero."""
    low = {cell: 0 if cell in table.hidden else number for cell, number in table.value.items()}
    high = {cell: 10**6 if cell in table.hidden else number for cell, number in table.value.items()}
    changed = True
    while changed:
        changed = False
        for total, parts in lines(table):
            bounds = [(total, sum(low[p] for p in parts), sum(high[p] for p in parts))]
            for part in parts:
                others = [p for p in parts if p != part]
                bounds.append((
                    part,
                    low[total] - sum(high[p] for p in others),
                    high[total] - sum(low[p] for p in others),
                ))  # fmt: skip
            for cell, least, most in bounds:
                if least > low[cell] or most < high[cell]:
                    low[cell], high[cell] = max(low[cell], least), min(high[cell], most)
                    changed = True
    return {cell for cell in table.hidden if low[cell] == high[cell]}


def determined_by_algebra(table: Table) -> set[Cell]:
    """What all the sums together determine: the hidden cells that no solution of the equations can change."""
    order = sorted(table.hidden)
    matrix = [
        [(-1 if cell == total else 0) + (1 if cell in parts else 0) for cell in order]
        for total, parts in lines(table)
    ]
    return {cell for number, cell in enumerate(order) if not _is_free(matrix, number, len(order))}


def _is_free(matrix: list[list[int]], column: int, width: int) -> bool:
    """Is the rank the same without this column? Then the others can make up for a change of it. Modulo a prime."""
    without = [[value for at, value in enumerate(line) if at != column] for line in matrix]
    return _rank(matrix, width) == _rank(without, width - 1)


def _rank(matrix: list[list[int]], width: int, prime: int = 1_000_003) -> int:
    lines, rank = [line[:] for line in matrix], 0
    for column in range(width):
        pivot = next((line for line in lines[rank:] if line[column] % prime), None)
        if pivot is None:
            continue
        lines.remove(pivot)
        lines.insert(rank, pivot)
        inverse = pow(pivot[column], -1, prime)
        for at in range(rank + 1, len(lines)):
            factor = lines[at][column] * inverse % prime
            lines[at] = [(a - factor * b) % prime for a, b in zip(lines[at], pivot, strict=True)]
        rank += 1
    return rank


@given(counts=TABLES, under_way=st.booleans())
@hypothesis_settings(max_examples=300)
def test_no_hidden_number_is_given_away(counts: list[list[int | None]], under_way: bool) -> None:
    table = protect(Table(counts, len(counts[0])), without_last_row=under_way)
    small = {cell for cell, number in table.value.items() if number < LEAST}
    assert small <= table.hidden
    secret = {cell for cell in table.hidden if not (under_way and cell[0] == table.rows)}
    assert not secret & determined_by_algebra(table)
    assert not secret & known_by_sums(table)


@given(counts=st.lists(st.lists(st.integers(0, 12), min_size=2, max_size=2), min_size=1, max_size=2))
@hypothesis_settings(max_examples=60)
def test_another_whole_table_fits_what_is_shown(counts: list[list[int]]) -> None:
    """By trying: for each hidden number there is a table of whole numbers with another one in its place."""
    table = protect(Table(counts, 2))
    parts = [cell for cell in table.value if not table.is_sum(cell)]
    seen: dict[Cell, set[int]] = {cell: set() for cell in table.hidden}
    for numbers in product(range(15), repeat=len(parts)):
        other = Table([[numbers[r * 2 + c] for c in range(2)] for r in range(len(counts))], 2)
        if all(other.value[cell] == table.value[cell] for cell in table.value.keys() - table.hidden):
            for cell, values in seen.items():
                values.add(other.value[cell])
    assert all(len(values) > 1 for values in seen.values())


def test_hiding_one_of_a_row_hides_another() -> None:
    table = protect(Table([[4, 30, 40], [20, 25, 50]], 3))
    assert table.shown(0, 0) is None
    assert len(table.hidden) == 4, "a circle of four, no more"
    assert (2, 3) not in table.hidden, "the sum of all is shown"


def test_large_numbers_are_all_shown() -> None:
    assert not protect(Table([[10, 30], [20, None]], 2)).hidden
