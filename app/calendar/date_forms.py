"""One question about one date, or about the end of a series."""

from __future__ import annotations

from typing import Self

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import ValidationError

from app.accounts.models import User
from app.calendar.models import LARGEST, REASON
from app.calendar.seat_forms import Companions, ForOthers
from app.core.forms import DateField, Form, SelectField, TextField, TimeField, WholeField, choice


class ReasonForm(Form):
    reason = TextField(_l("Varför?"), longest=REASON, description=_l("De som är anmälda ser det."))


class MoveForm(Form):
    day = DateField(_l("Ny dag"))
    at = TimeField(_l("Vilken tid?"))
    reason = TextField(_l("Varför?"), longest=REASON, description=_l("De som är anmälda ser det."))


class CapacityForm(Form):
    capacity = WholeField(
        _l("Hur många får plats?"), least=1, most=LARGEST, required=False,
        description=_l("Lämna tomt om alla får plats."),
    )  # fmt: skip


class ChoosesPerson(Form):
    """Somebody with an account, by full name: for staff."""

    person_id = SelectField(_l("Vem?"), coerce=int)

    def offer(self, persons: list[User]) -> Self:
        """Nobody first: pressed without a choice, the button must not sign up whoever comes first by name."""
        everybody = [choice(str(person.id), person.full_name) for person in persons]
        self.person_id.choices = [choice("0", _("Välj en person")), *everybody]
        return self

    def validate_person_id(self, field: SelectField) -> None:
        if field.data == 0:
            raise ValidationError(_("Välj den person som du vill anmäla."))


class PersonForm(ChoosesPerson, ForOthers):
    """Somebody signed up by staff."""


class StandingForm(ChoosesPerson, Companions):
    """Somebody given a standing seat."""
