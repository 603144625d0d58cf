"""The only source of "now", so that time can be moved in a test or a demonstration."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")
_stopped_at: list[datetime] = []


def now() -> datetime:
    """Aware UTC."""
    return _stopped_at[-1] if _stopped_at else datetime.now(UTC)


def local_now(zone: ZoneInfo = STOCKHOLM) -> datetime:
    return now().astimezone(zone)


def today(zone: ZoneInfo = STOCKHOLM) -> date:
    return local_now(zone).date()


@contextmanager
def frozen(at: datetime) -> Iterator[datetime]:
    """Hold the clock at an aware moment while the block runs (tests only; one process)."""
    if at.tzinfo is None:
        raise ValueError("a frozen clock needs an aware datetime")
    _stopped_at.append(at.astimezone(UTC))
    try:
        yield _stopped_at[-1]
    finally:
        _stopped_at.pop()
