"""Who came, ticked from the paper. Each save changes only what its page was changed in, so that two who save at once do
not lose each other's ticks, and can be taken back.

A box is named by a token: `12` the sign-up, `12m` the one who came along, `d5` somebody who dropped in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts.models import NAME_LENGTH, User
from app.calendar.models import Occurrence, SignUp, SignUpState
from app.core import audit, clock
from app.core.db import locked, session
from app.core.errors import Refusal
from app.core.text import BadText, clean_text
from app.runsheet.models import DropIn, Ticking
from app.runsheet.queries import DaySheet, drop_ins

TOKEN = re.compile(r"(?:[1-9]\d{0,9}m?|d[1-9]\d{0,9})")
MOST_NEW = 40
Tick = bool | None  # came, did not, nobody has said


@dataclass(frozen=True)
class Line:
    """One box, with whom it is for."""

    token: str
    name: str
    came: Tick


@dataclass(frozen=True)
class Sheet:
    """A page as it comes back: which boxes stood on it, which of them were ticked then, and which are now."""

    shown: frozenset[str]
    before: frozenset[str]
    after: frozenset[str]
    names: tuple[str, ...] = ()


@dataclass
class Changes:
    """What one save did, as it is kept for taking it back."""

    ticks: list[tuple[str, Tick, Tick]] = field(default_factory=list)  # token, before, after
    added: list[int] = field(default_factory=list)  # ids of drop-ins
    removed: list[str] = field(default_factory=list)  # their first names


def lines(sheet: DaySheet) -> list[Line]:
    """One for each who is expected, in the order of the printed list; then those who dropped in."""
    found: list[Line] = []
    for guest in sheet.guests:
        found.append(Line(str(guest.id), guest.name, guest.entry.attended))
        if guest.entry.companions:
            name = _(
                "%(companion)s, med %(name)s", companion=guest.companion or _("Sällskap"), name=guest.name
            )
            found.append(Line(f"{guest.id}m", name, guest.entry.companion_attended))
    return found + [Line(f"d{row.id}", row.first_name or "", True) for row in sheet.drop_ins]


def read_sheet(rows: str, ticked: Iterable[str], names: Iterable[str]) -> Sheet:
    """`rows` is what the page carries: `12+ 12m- d5+`; anything else in it is passed over."""
    carried = [(one[:-1], one[-1]) for one in rows.split() if TOKEN.fullmatch(one[:-1]) and one[-1] in "+-"]
    shown = frozenset(token for token, _sign in carried)
    before = frozenset(token for token, sign in carried if sign == "+")
    return Sheet(shown, before, frozenset(ticked) & shown, tuple(names))


def clean_names(text: str) -> list[str]:
    """One first name on each line; raise BadText."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_NEW:
        raise BadText("long")
    return [clean_text(line, longest=NAME_LENGTH) for line in lines]


def save(date: Occurrence, sheet: Sheet, *, key: str, actor: User) -> Ticking:
    """The same `key` again is the same form sent twice, and changes nothing."""
    audit.record("attendance.ticked", person=None, actor=actor, occurrence=date.id)
    _hold(date)
    if found := _find(date, key):
        return found
    changes = Changes()
    for entry in _seated(date):
        _tick(entry, str(entry.id), "attended", sheet, changes)
        if entry.companions:
            _tick(entry, f"{entry.id}m", "companion_attended", sheet, changes)
    _change_drop_ins(date, sheet, changes)
    made = Ticking(occurrence_id=date.id, actor_id=actor.id, key=key, changes=json.dumps(vars(changes)))
    session.add(made)
    session.flush()
    return made


def undo(date: Occurrence, ticking_id: int, *, actor: User) -> None:
    """What that save did, where nobody has changed it since."""
    audit.record("attendance.undone", person=None, actor=actor, occurrence=date.id)
    _hold(date)
    ticking = session.get(Ticking, ticking_id, populate_existing=True)
    if ticking is None or ticking.occurrence_id != date.id or ticking.undone_at:
        return
    changes: dict[str, Any] = json.loads(ticking.changes)
    entries = {str(entry.id): entry for entry in _seated(date)}
    for token, before, after in changes["ticks"]:
        entry = entries.get(token.rstrip("m"))
        column = "companion_attended" if token.endswith("m") else "attended"
        if entry and getattr(entry, column) is after:
            setattr(entry, column, before)
    added = DropIn.occurrence_id == date.id, DropIn.id.in_(changes["added"])
    for row in session.scalars(select(DropIn).where(*added)):
        session.delete(row)
    session.add_all([DropIn(occurrence_id=date.id, first_name=name) for name in changes["removed"]])
    ticking.undone_at = clock.now()
    session.flush()


def _hold(date: Occurrence) -> None:
    if locked(Occurrence, date.id) is None:
        raise Refusal("gone", _("Den här dagen finns inte längre i kalendern."))


def _find(date: Occurrence, key: str) -> Ticking | None:
    return session.scalar(select(Ticking).where(Ticking.occurrence_id == date.id, Ticking.key == key))


def _seated(date: Occurrence) -> list[SignUp]:
    seated = select(SignUp).where(SignUp.occurrence_id == date.id, SignUp.state == SignUpState.SEAT)
    return list(session.scalars(seated.execution_options(populate_existing=True)))


def _tick(entry: SignUp, token: str, column: str, sheet: Sheet, changes: Changes) -> None:
    """A box that was changed on the page decides. One left empty says "did not come" only where nobody has spoken."""
    if token not in sheet.shown:
        return
    now: Tick = getattr(entry, column)
    is_ticked, was_ticked = token in sheet.after, token in sheet.before
    wanted = is_ticked if is_ticked != was_ticked or (now is None and not is_ticked) else now
    if wanted is not now:
        setattr(entry, column, wanted)
        changes.ticks.append((token, now, wanted))


def _change_drop_ins(date: Occurrence, sheet: Sheet, changes: Changes) -> None:
    gone = sheet.before - sheet.after
    for row in drop_ins(date):
        if f"d{row.id}" in gone:
            changes.removed.append(row.first_name or "")
            session.delete(row)
    new = [DropIn(occurrence_id=date.id, first_name=name) for name in sheet.names]
    session.add_all(new)
    session.flush()
    changes.added = [row.id for row in new]
