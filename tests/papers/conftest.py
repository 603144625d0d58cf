"""It is Monday of week 48."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.core import clock
from tests.calendar.plans import NOW


@pytest.fixture(autouse=True)
def standing_clock() -> Iterator[None]:
    with clock.frozen(NOW):
        yield
