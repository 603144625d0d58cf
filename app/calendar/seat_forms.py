"""Who comes along, how a sign-up came in, and somebody without an account."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import ValidationError

from app.accounts.models import NAME_LENGTH, User
from app.calendar.guests import plain_number
from app.calendar.models import CameBy
from app.core.forms import BooleanField, Form, RadioField, TextField, choice

CAME_BY = (
    choice(CameBy.PHONE.value, _l("Per telefon")),
    choice(CameBy.PAPER.value, _l("På papper")),
    choice(CameBy.IN_PERSON.value, _l("På plats")),
)
LONGEST_NUMBER = 40  # as it is written, with spaces


class CameByField(RadioField):
    """How it came in; who says nothing has taken a call."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(_l("Hur kom anmälan in?"), choices=CAME_BY, default=CameBy.PHONE.value, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist or [CameBy.PHONE.value])

    @property
    def chosen(self) -> CameBy:
        return CameBy(self.data)


class CompanionForm(Form):
    """A member brings somebody along."""

    companion_name = TextField(
        _l("Vad heter den som följer med?"), longest=NAME_LENGTH, required=False,
        description=_l("Förnamnet räcker. Du får lämna rutan tom."),
    )  # fmt: skip


class Companions(Form):
    """Whether somebody comes along."""

    has_companion = BooleanField(_l("Har sällskap med sig"))
    companion_name = TextField(
        _l("Vad heter sällskapet?"), longest=NAME_LENGTH, required=False, description=_l("Får vara tomt.")
    )

    @property
    def company(self) -> tuple[int, str | None]:
        """How many come along, and the name."""
        name = self.companion_name.data or None
        return (1, name) if self.has_companion.data or name else (0, None)


class ForOthers(Companions):
    """What is asked whoever is signed up by somebody else."""

    came_by = CameByField()


class GuestForm(ForOthers):
    """Somebody without an account."""

    first_name = TextField(_l("Förnamn"), longest=NAME_LENGTH)
    phone = TextField(
        _l("Telefonnummer"), longest=LONGEST_NUMBER,
        description=_l("Bara de som håller i dagen ser det. Det tas bort en vecka efter."),
    )  # fmt: skip

    @property
    def number(self) -> str:
        """Only after validate()."""
        return plain_number(self.phone.data) or ""

    def validate_phone(self, field: TextField) -> None:
        if plain_number(field.data or "") is None:
            raise ValidationError(_("Skriv numret med riktnummer, till exempel 08-465 004 00."))


class MemberForm(ForOthers):
    """Somebody with an account, found by first name."""

    person_id = RadioField(_l("Vem?"), coerce=int)

    def offer(self, persons: list[User]) -> MemberForm:
        self.person_id.choices = [choice(str(person.id), person.first_name) for person in persons]
        return self
