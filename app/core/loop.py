"""Work that would hold up everybody: done in a thread while the loop serves others, or less often."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

import gevent
from gevent import monkey
from gevent.pool import Pool

Item = TypeVar("Item")
Result = TypeVar("Result")
_planned: set[Hashable] = set()
_ran_at: dict[Hashable, float] = {}


def off_the_loop(work: Callable[..., Result], *args: object) -> Result:
    """`work(*args)` in gevent's thread pool, or here when there is no loop. It must not use a database session."""
    if monkey.is_module_patched("threading"):
        return gevent.get_hub().threadpool.apply(work, args)  # type: ignore[no-any-return]
    return work(*args)


def side_by_side(work: Callable[[Item], Result], items: Sequence[Item], most: int) -> list[Result]:
    """`work(item)` for all of them, `most` at a time where there is a loop, else one after the other."""
    if monkey.is_module_patched("threading"):
        return list(Pool(most).imap_unordered(work, items))
    return [work(item) for item in items]


def at_most_every(seconds: float, key: Hashable, work: Callable[[], object]) -> None:
    """Run `work()` in a greenlet of its own: soon, or when `seconds` have passed since it last ran under this key. What
    is asked for until then is done by that one run. Without a loop it is run here and now."""
    if not monkey.is_module_patched("threading"):
        work()
    elif key not in _planned:
        _planned.add(key)
        rest = _ran_at[key] + seconds - time.monotonic() if key in _ran_at else 0.0
        gevent.spawn_later(max(rest, 0), _run, seconds, key, work)


def _run(seconds: float, key: Hashable, work: Callable[[], object]) -> None:
    _planned.discard(key)
    moment = _ran_at[key] = time.monotonic()
    gevent.spawn_later(seconds, _forget, key, moment)
    work()


def _forget(key: Hashable, moment: float) -> None:
    if _ran_at.get(key) == moment:
        del _ran_at[key]
