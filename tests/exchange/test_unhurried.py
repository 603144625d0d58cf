"""What takes long lets others go on."""

from __future__ import annotations

import pytest

from app.exchange import planning


@pytest.mark.one_database
def test_a_long_file_lets_others_read_and_write_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    """Under gevent a sleep of nothing lets nobody go on who waits for the net."""
    rests: list[float] = []
    moments = iter(range(100))
    monkeypatch.setattr(planning.time, "monotonic", lambda: next(moments) / 100)
    monkeypatch.setattr(planning.time, "sleep", rests.append)
    assert list(planning.unhurried("abc")) == ["a", "b", "c"]
    assert len(rests) == 3
    assert all(rest > 0 for rest in rests)
