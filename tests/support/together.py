"""Several people doing something at the very same moment."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

from flask import Flask

from app.core.db import commit


def all_at_once(app: Flask, tasks: list[Callable[[], object]]) -> list[Exception]:
    """Each task in its own thread, context and transaction, begun at the same moment."""
    gate, failures = Barrier(len(tasks)), []

    def run(task: Callable[[], object]) -> None:
        with app.app_context():
            gate.wait(10)
            try:
                task()
                commit()
            except Exception as error:  # noqa: BLE001 -- whatever it is, the test wants to see it
                failures.append(error)

    threads = [Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    return failures
