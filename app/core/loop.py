"""Work that would hold up everybody: under gevent it is done in a thread while the loop serves others."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import gevent
from gevent import monkey

Result = TypeVar("Result")


def off_the_loop(work: Callable[..., Result], *args: object) -> Result:
    """`work(*args)` in gevent's thread pool, or here when there is no loop. It must not use a database session."""
    if monkey.is_module_patched("threading"):
        return gevent.get_hub().threadpool.apply(work, args)  # type: ignore[no-any-return]
    return work(*args)
