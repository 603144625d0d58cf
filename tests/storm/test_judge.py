"""The judge of the storm finds each kind of harm in an invented history, and none in a good one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.storm.judge import History, Reader, Said, Stored, Told, faults


@pytest.fixture
def history() -> History:
    """Two people, three messages each, one of them acknowledged twice; two readers, one told a message twice."""
    stored = [Stored(n, 100 + n, n % 2, f"storm-{n % 2}-{n:04}", f"Nummer {n}") for n in range(1, 7)]
    said = [Said(row.author_id, row.client_id, row.body, [(row.id, row.seq)], sent=1) for row in stored]
    said[2].acknowledged *= 2
    shown = [Told(row.seq, row.id, row.author_id, row.body) for row in stored]
    readers = [Reader("Anna", list(shown), list(shown)), Reader("Greta", [*shown, shown[3]], list(shown))]
    return History(said, stored, readers)


def kinds(history: History) -> set[str]:
    return {fault.kind for fault in faults(history)}


def test_a_good_history_has_no_fault(history: History) -> None:
    assert faults(history) == []


def test_an_acknowledged_message_that_is_not_there(history: History) -> None:
    gone = history.stored.pop()
    for reader in history.readers:
        reader.told = [told for told in reader.told if told.seq != gone.seq]
        reader.shown.pop()
    assert kinds(history) == {"lost"}


@pytest.mark.parametrize("change", [{"seq": 7}, {"id": 7}, {"body": "Annat"}, {"client_id": "another-id"}])
def test_an_acknowledged_message_that_is_another_one(history: History, change: dict) -> None:
    history.stored[-1] = replace(history.stored[-1], **change)
    assert "lost" in kinds(history)


def test_a_number_that_was_promised_to_two(history: History) -> None:
    history.said[4].acknowledged.append((history.stored[3].id, history.stored[3].seq))
    assert kinds(history) == {"lost", "unanswered"}


def test_a_message_that_never_got_its_answer(history: History) -> None:
    history.said[4].acknowledged.clear()
    assert kinds(history) == {"unanswered"}


@pytest.mark.parametrize("client_id", ["storm-0-0006", "another-id-0006"])
def test_a_message_that_is_stored_twice(history: History, client_id: str) -> None:
    double = replace(history.stored[-1], seq=7, id=107, client_id=client_id)
    history.stored.append(double)
    for reader in history.readers:
        reader.told.append(told := Told(double.seq, double.id, double.author_id, double.body))
        reader.shown.append(told)
    assert kinds(history) - {"invented"} == {"doubled"}


def test_a_number_that_is_missing(history: History) -> None:
    history.stored[-1] = replace(history.stored[-1], seq=7)
    assert "gap" in kinds(history)


def test_a_message_that_nobody_said(history: History) -> None:
    history.said.pop()
    assert kinds(history) == {"invented"}


def test_two_of_one_person_in_the_wrong_order(history: History) -> None:
    first, second = history.said[1], history.said[3]
    history.said[1], history.said[3] = second, first
    assert kinds(history) == {"order"}
    first.refused = 1  # said again after a no: its place is free
    assert kinds(history) == set()


def test_a_reader_who_misses_one(history: History) -> None:
    history.readers[0].shown.pop(2)
    assert kinds(history) == {"disagreement"}


def test_a_reader_who_sees_one_twice(history: History) -> None:
    history.readers[0].shown.insert(2, history.readers[0].shown[2])
    assert kinds(history) == {"disagreement"}


def test_a_reader_who_sees_another_order(history: History) -> None:
    shown = history.readers[1].shown
    shown[2], shown[3] = shown[3], shown[2]
    assert kinds(history) == {"disagreement"}


def test_a_reader_who_was_told_what_is_not_stored(history: History) -> None:
    history.readers[1].told.append(Told(7, 107, 1, "Försvann"))
    assert kinds(history) == {"disagreement"}
