"""Tables of four to six, company side by side, newcomers beside steady guests, and who is kept apart never together."""

from __future__ import annotations

from hypothesis import given, strategies as st

from app.runsheet.seating import STEADY, Party, Plan, how_many, seat_tables

VISITS = st.sampled_from([0, 0, 1, 3, STEADY, 12])


@st.composite
def parties(draw: st.DrawFn, most: int = 40) -> list[Party]:
    count = draw(st.integers(0, most))
    return [Party(n, draw(st.sampled_from([1, 1, 1, 2])), draw(VISITS)) for n in range(1, count + 1)]


@st.composite
def with_blocks(draw: st.DrawFn) -> tuple[list[Party], set[frozenset[int]]]:
    guests = draw(parties())
    ids = [party.id for party in guests]
    if len(ids) < 2:
        return guests, set()
    pair = st.lists(st.sampled_from(ids), min_size=2, max_size=2, unique=True).map(frozenset)
    return guests, draw(st.sets(pair, max_size=8))


def ids(plan: Plan) -> list[list[int]]:
    return [[party.id for party in table.parties] for table in plan.tables]


def sizes(plan: Plan) -> list[int]:
    return sorted(table.heads for table in plan.tables)


@given(guests=parties(), seed=st.integers(0, 99))
def test_everybody_has_one_chair_at_a_table_of_four_to_six(guests: list[Party], seed: int) -> None:
    plan = seat_tables(guests, seed=seed)
    heads = sum(party.heads for party in guests)
    assert sorted(one for table in ids(plan) for one in table) == sorted(party.id for party in guests)
    assert sum(sizes(plan)) == heads
    if heads < 4:
        assert len(plan.tables) == min(heads, 1)
    elif heads == 7:
        assert sizes(plan) == [3, 4]
    else:
        assert all(4 <= size <= 6 for size in sizes(plan))


@given(both=with_blocks(), seed=st.integers(0, 99))
def test_who_is_kept_apart_never_shares_a_table(
    both: tuple[list[Party], set[frozenset[int]]], seed: int
) -> None:
    guests, blocks = both
    plan = seat_tables(guests, blocks, seed=seed)
    assert sorted(one for table in ids(plan) for one in table) == sorted(party.id for party in guests)
    for table in plan.tables:
        assert table.heads <= 6
        assert not any(pair <= {party.id for party in table.parties} for pair in blocks)


@given(both=with_blocks(), seed=st.integers(0, 99), data=st.data())
def test_the_order_in_which_they_come_makes_no_difference(
    both: tuple[list[Party], set[frozenset[int]]], seed: int, data: st.DataObject
) -> None:
    guests, blocks = both
    shuffled = data.draw(st.permutations(guests))
    assert ids(seat_tables(guests, blocks, seed=seed)) == ids(seat_tables(shuffled, blocks, seed=seed))


@given(guests=parties(), seed=st.integers(0, 99))
def test_nobody_steady_is_said_to_sit_where_they_do_not(guests: list[Party], seed: int) -> None:
    plan = seat_tables(guests, seed=seed)
    known = {party.id: party for party in guests}
    for new, steady in plan.beside.items():
        ring = next(table for table in ids(plan) if new in table)
        near = {ring[ring.index(new) - 1], ring[(ring.index(new) + 1) % len(ring)]}
        assert steady in near
        assert known[new].is_new
        assert known[steady].is_steady


@given(count=st.integers(4, 40).filter(lambda n: n != 7), seed=st.integers(0, 99), data=st.data())
def test_newcomers_sit_beside_steady_guests_where_there_are_enough(
    count: int, seed: int, data: st.DataObject
) -> None:
    """One newcomer and one steady guest at least for each table."""
    tables = how_many(count)
    new = data.draw(st.integers(0, tables))
    guests = [Party(n, 1, 0 if n < new else STEADY if n < new + tables else 2) for n in range(count)]
    plan = seat_tables(guests, seed=seed)
    assert len(plan.beside) == new


def test_another_date_gives_other_company() -> None:
    guests = [Party(n, 1, 2) for n in range(24)]
    assert len({str(ids(seat_tables(guests, seed=seed))) for seed in range(5)}) == 5


def test_two_who_are_kept_apart_split_a_small_lunch() -> None:
    plan = seat_tables([Party(n) for n in range(5)], [frozenset((0, 1))], seed=1)
    assert sizes(plan) == [1, 4] or sizes(plan) == [2, 3]
    assert min(sizes(plan)) >= 2, "nobody sits by themselves when that can be helped"


def test_the_number_of_tables_comes_nearest_to_five() -> None:
    wanted = {0: 0, 1: 1, 3: 1, 6: 1, 7: 2, 8: 2, 12: 2, 13: 3, 18: 4, 24: 5, 30: 6, 120: 24}
    assert {heads: how_many(heads) for heads in wanted} == wanted
