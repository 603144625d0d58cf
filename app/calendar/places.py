"""Where a date is held, and who runs it, in words."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from app.calendar.models import Occurrence
from app.calendar.news import with_reason
from app.calendar.team_models import Assignment, Task
from app.core.formatting import names_in_words


def where(date: Occurrence) -> str:
    """Restaurang Utsikten · I ett rum här i Samvaro. Förut: Restaurang Utsikten"""
    if not date.is_online:
        return date.place
    return _("I ett rum här i Samvaro. Förut: %(place)s", place=date.place)


def online(date: Occurrence) -> str:
    """That it is held in a room, and why."""
    return with_reason(_("Vi ses i ett rum här i Samvaro i stället, samma tid."), date.form_reason)


def team(rows: Sequence[Assignment]) -> str:
    """Marianne (värd) och Bengt"""
    return names_in_words([_named(row) for row in rows])


def _named(row: Assignment) -> str:
    name = row.person.first_name
    return _("%(name)s (värd)", name=name) if row.task is Task.HOST else name
