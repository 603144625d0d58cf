"""Who did what to whom: append-only, chained by HMAC with a key that is not in the database.

Persons stand in it by pseudonym, so that erasing a person removes the mapping and keeps the chain whole.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Protocol

from flask import current_app
from sqlalchemy import String, Text, select, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock, db
from app.core.db import Base, UTCDateTime, pk

CHAIN_LOCK = (
    0x5A4D5641  # any constant: the advisory lock that puts writers of the chain in line on PostgreSQL
)
GENESIS = "0" * 64


class Pseudonymous(Protocol):
    pseudonym: Any


class AuditEntry(Base):
    __tablename__ = "audit_entries"
    id: Mapped[pk]
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    action: Mapped[str] = mapped_column(String(60), index=True)
    actor: Mapped[str | None] = mapped_column(String(32), index=True)
    person: Mapped[str | None] = mapped_column(String(32), index=True)
    details: Mapped[str] = mapped_column(Text)  # canonical JSON; ids and codes, never what people wrote
    previous: Mapped[str] = mapped_column(String(64), unique=True)
    mac: Mapped[str] = mapped_column(String(64), unique=True)


def hold() -> None:
    """Take the chain, which comes before the lock of any person or date: whoever locks one of them first and makes an
    entry afterwards may wait for somebody who waits for them."""
    db.begin_write()
    db.session.flush()  # rows first, the chain last: otherwise two writers may wait for each other
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": CHAIN_LOCK})


def record(
    action: str, *, person: Pseudonymous | None, actor: Pseudonymous | None, **details: Any
) -> AuditEntry:
    """Append one entry in the current transaction."""
    hold()
    previous = db.session.scalar(select(AuditEntry.mac).order_by(AuditEntry.id.desc()).limit(1)) or GENESIS
    entry = AuditEntry(
        at=clock.now(),
        action=action,
        actor=actor.pseudonym if actor else None,
        person=person.pseudonym if person else None,
        details=json.dumps(details, sort_keys=True, ensure_ascii=False, default=str),
        previous=previous,
    )
    entry.mac = _mac(entry)
    db.session.add(entry)
    db.session.flush()
    return entry


def first_broken() -> AuditEntry | None:
    """The first entry whose content or place in the chain was changed, or None."""
    previous = GENESIS
    for entry in _entries():
        if entry.previous != previous or not hmac.compare_digest(entry.mac, _mac(entry)):
            return entry
        previous = entry.mac
    return None


def _entries(batch: int = 500) -> Iterator[AuditEntry]:
    """All entries in order, a batch at a time: no cursor stays open when the reader stops early."""
    last = 0
    while entries := _entries_after(last, batch):
        yield from entries
        last = entries[-1].id


def _entries_after(last: int, batch: int) -> Sequence[AuditEntry]:
    found = select(AuditEntry).where(AuditEntry.id > last).order_by(AuditEntry.id).limit(batch)
    return db.session.scalars(found.execution_options(populate_existing=True)).all()


def _mac(entry: AuditEntry) -> str:
    parts = (entry.previous, entry.at.isoformat(), entry.action, entry.actor, entry.person, entry.details)
    message = json.dumps(parts, ensure_ascii=False).encode()
    return hmac.new(_key(), message, hashlib.sha256).hexdigest()


def _key() -> bytes:
    settings = current_app.config["SETTINGS"]
    if settings.audit_key:
        return bytes(settings.audit_key.encode())
    return hmac.new(settings.secret_key.encode(), b"samvaro audit chain", hashlib.sha256).digest()
