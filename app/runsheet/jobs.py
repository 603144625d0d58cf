"""Door 3, the clock: what was told for a lunch goes when its time is over."""

from __future__ import annotations

from app.core.db import commit, rollback
from app.core.jobs import Job
from app.runsheet import keeping


def delete_past() -> int:
    try:
        gone = keeping.delete_past()
        commit()
    except BaseException:
        rollback()
        raise
    return gone


JOB = Job("runsheet.delete_past", every=3600, work=delete_past)
