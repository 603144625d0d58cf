"""How people are spread over the tables of one room: plain rules over numbers, without database or clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import count

FIRST = 1  # the number of the table that stands for the room; it stays open when nobody sits there
Seating = dict[int, list[int]]  # number of an open table → people, in the order they came


def has_seat(seating: Mapping[int, Sequence[int]], number: int, seats: int | None) -> bool:
    return seats is None or len(seating[number]) < seats


def choose(seating: Mapping[int, Sequence[int]], asked: int, seats: int | None) -> int:
    """The table for who comes: the one asked for, another with a free seat, else the number of a further table."""
    free = [number for number in seating if has_seat(seating, number, seats)]
    if asked in free and (seating[asked] or not any(seating[number] for number in free)):
        return asked
    if free:
        return fullest(seating, free)
    return next(number for number in count(FIRST) if number not in seating)


def fullest(seating: Mapping[int, Sequence[int]], among: Iterable[int]) -> int:
    """Where most people sit; the lowest number on a tie."""
    return min(among, key=lambda number: (-len(seating[number]), number))


def arrange(seating: Mapping[int, Sequence[int]], seats: int | None, waiting: Iterable[int] = ()) -> Seating:
    """Nobody over the seats, nobody alone while another table has a free seat. Who need not move stays."""
    arranged = {number: list(people) for number, people in seating.items()}
    seekers = list(waiting)
    if seats is not None:
        for people in arranged.values():
            seekers += people[seats:]
            del people[seats:]
    for person in seekers:
        arranged.setdefault(choose(arranged, FIRST, seats), []).append(person)
    while move := next_move(arranged, seats):
        left, number = move
        arranged[number].append(arranged[left].pop())
    return arranged


def next_move(seating: Mapping[int, Sequence[int]], seats: int | None) -> tuple[int, int] | None:
    """From where to where the next person who is alone should go; the higher numbers empty first."""
    for left in sorted(seating, reverse=True):
        if len(seating[left]) != 1:
            continue
        others = [number for number in seating if number != left and (seating[number] or number == FIRST)]
        if free := [number for number in others if has_seat(seating, number, seats)]:
            return left, fullest(seating, free)
    return None


def is_calm(seating: Mapping[int, Sequence[int]], seats: int | None) -> bool:
    """Nothing has to change: what the usual question every half minute finds."""
    kept = all(people or number == FIRST for number, people in seating.items())
    fits = seats is None or all(len(people) <= seats for people in seating.values())
    return kept and fits and next_move(seating, seats) is None
