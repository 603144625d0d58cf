"""How often one person may ask, whatever the number of tablets, tabs and reconnections: buckets of tokens.

Kept in this process, so that n processes allow n times as much; what matters is that it is bounded.
"""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass
class Bucket:
    per_second: float
    burst: float
    tokens: float
    filled_at: float

    def fill(self) -> None:
        moment = time.monotonic()
        self.tokens = min(self.burst, self.tokens + (moment - self.filled_at) * self.per_second)
        self.filled_at = moment


_buckets: dict[tuple[int, str], Bucket] = {}


def take(person_id: int, what: str, *, per_second: float, burst: float) -> bool:
    """Take one token of this person for this kind of thing; False when none is left."""
    bucket = _buckets.setdefault(
        (person_id, what), Bucket(per_second, burst, tokens=burst, filled_at=time.monotonic())
    )
    bucket.fill()
    if bucket.tokens < 1:
        return False
    bucket.tokens -= 1
    return True


def forget_full() -> None:
    """A full bucket says nothing that a new one would not: called now and then to keep the memory small."""
    for key, bucket in list(_buckets.items()):
        bucket.fill()
        if bucket.tokens >= bucket.burst:
            del _buckets[key]
