"""One question about one date, or about the end of a series."""

from __future__ import annotations

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import ValidationError

from app.accounts.models import User
from app.calendar.models import LARGEST, REASON
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


class PersonForm(Form):
    """Somebody signed up by staff."""

    person_id = SelectField(_l("Vem?"), coerce=int)

    def offer(self, persons: list[User]) -> PersonForm:
        """Nobody first: pressed without a choice, the button must not sign up whoever comes first by name."""
        everybody = [choice(str(person.id), person.full_name) for person in persons]
        self.person_id.choices = [choice("0", _("Välj en person")), *everybody]
        return self

    def validate_person_id(self, field: SelectField) -> None:
        if field.data == 0:
            raise ValidationError(_("Välj den person som du vill anmäla."))
