"""Who runs a date: a person, what they do, on which dates."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.calendar.date_forms import PersonForm
from app.calendar.team_models import Task
from app.core.forms import Form, HiddenField, RadioField, choice

ONE, ALL = "one", "all"
SCOPES = (choice(ONE, _l("Bara den här dagen")), choice(ALL, _l("Alla dagar som kommer")))
TASKS = (choice(Task.HOST.value, _l("Värd")), choice(Task.HELPER.value, _l("Hjälper till")))


class TeamForm(PersonForm):
    task = RadioField(_l("Vad gör personen?"), choices=TASKS, default=Task.HOST.value)
    scope = RadioField(_l("Vilka dagar?"), choices=SCOPES, default=ALL)


class TakeOffForm(Form):
    scope = RadioField(_l("Vilka dagar?"), choices=SCOPES)


class TasksForm(Form):
    """What was before, carried by the button that takes it back."""

    before = HiddenField()
