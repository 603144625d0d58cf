"""Forms of the staff pages: people and rooms."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import ValidationError

from app.accounts import people
from app.accounts.figures import FIGURE_NAMES
from app.accounts.models import NAME_LENGTH, Role, User
from app.core.forms import BooleanField, Form, RadioField, SelectField, TextField, WholeField, choice
from app.rooms.models import (
    FEWEST_SEATS,
    NAME_LENGTH as ROOM_NAME_LENGTH,
    SIGNS,
    TOPIC_LENGTH,
    USUAL_CAPACITY,
)

NO_ORGANISATION = 0
LONGEST_LOGIN_NAME = 80
MOST_SEATS = 12
STAFF_ROLES = (Role.COORDINATOR.value, Role.ADMINISTRATOR.value)
ROLE_WORDS = {
    Role.MEMBER: _l("Deltagare"),
    Role.HOST: _l("Värd"),
    Role.COORDINATOR: _l("Samordnare"),
    Role.ADMINISTRATOR: _l("Administratör"),
}
SIGN_WORDS = {
    "prata": _l("Prat"), "kaffe": _l("Kaffe"), "bok": _l("Bok"), "musik": _l("Musik"),
    "mat": _l("Mat"), "tillsammans": _l("Tillsammans"), "vanner": _l("Vänner"), "skriv": _l("Skriva"),
}  # fmt: skip


class PersonForm(Form):
    """Adding and changing a person. What may be chosen depends on who is asking: see `offer`."""

    first_name = TextField(
        _l("Förnamn"), longest=NAME_LENGTH, description=_l("Det står på kortet och vid bordet.")
    )
    last_name = TextField(
        _l("Efternamn"), longest=NAME_LENGTH, required=False, description=_l("Bara personalen ser det.")
    )
    role = RadioField(_l("Roll"))
    organisation = SelectField(_l("Kommer från"), coerce=int)
    figure = SelectField(_l("Bild"))
    login_name = TextField(
        _l("Inloggningsnamn"),
        longest=LONGEST_LOGIN_NAME,
        required=False,
        description=_l("Bara för personal. Till exempel adressen på jobbet."),
        render_kw={"autocomplete": "off"},
    )

    def offer(self, actor: User, *, any_figure: bool = False) -> PersonForm:
        """Fill in the choices that this actor has."""
        roles = people.assignable_roles(actor)
        self.role.choices = [choice(role.value, ROLE_WORDS[role]) for role in roles]
        organisations = [choice(str(one.id), one.name) for one in people.organisations()]
        self.organisation.choices = [choice(str(NO_ORGANISATION), _("Ingen organisation")), *organisations]
        figures = [choice(name, word) for name, word in FIGURE_NAMES.items()]
        self.figure.choices = [choice("", _("Välj åt mig")), *figures] if any_figure else figures
        if Role.COORDINATOR not in roles:
            del self.login_name
        return self

    @classmethod
    def of(cls, person: User, actor: User) -> PersonForm:
        """Filled in with what is stored."""
        return cls(
            formdata=None,
            first_name=person.first_name,
            last_name=person.last_name,
            role=person.role.value,
            organisation=person.organisation_id or NO_ORGANISATION,
            figure=person.figure,
            login_name=person.login_name or "",
        ).offer(actor)

    def validate_login_name(self, field: TextField) -> None:
        if self.role.data in STAFF_ROLES and not field.data:
            raise ValidationError(_("Personal behöver ett inloggningsnamn."))

    @property
    def chosen_login_name(self) -> str | None:
        """Only staff have one."""
        return (
            self.login_name.data or None if "login_name" in self and self.role.data in STAFF_ROLES else None
        )


class SearchForm(Form):
    """Searching changes nothing: it goes by GET and needs no token."""

    class Meta(Form.Meta):
        csrf = False

    q = TextField(
        _l("Sök på namn"), longest=2 * NAME_LENGTH, required=False, render_kw={"autocomplete": "off"}
    )
    utan = BooleanField(_l("Bara de som saknar kort"), false_values=("", "0"))
    av = BooleanField(_l("Visa också avstängda"), false_values=("", "0"))

    @property
    def address(self) -> dict[str, Any]:
        """What the next page's address must say to go on with the same search."""
        return {"q": self.q.data or None, "utan": self.utan.data or None, "av": self.av.data or None}


class RoomForm(Form):
    name = TextField(_l("Rummets namn"), longest=ROOM_NAME_LENGTH)
    topic = TextField(
        _l("Vad pratar ni om?"), longest=TOPIC_LENGTH, required=False, description=_l("En mening räcker.")
    )
    sign = SelectField(
        _l("Bild"), choices=[choice(sign, SIGN_WORDS[sign]) for sign in SIGNS], default=SIGNS[0]
    )
    capacity = WholeField(
        _l("Antal stolar"), least=FEWEST_SEATS, most=MOST_SEATS, required=False, default=USUAL_CAPACITY,
        description=_l("Från 3 till 12. När bordet är fullt öppnas ett bord till. Lämna tomt om alla får plats."),
    )  # fmt: skip
    is_restricted = BooleanField(_l("Bara för dem som är bjudna"))
    talks_on = BooleanField(
        _l("Får prata vidare"),
        default=True,
        description=_l(
            "När värden har gått fortsätter samtalet tills den sista har gått. Annars stänger rummet."
        ),
    )
    is_practice = BooleanField(
        _l("Övningsrum"),
        description=_l("Alltid öppet för alla, utan värd. Den som skriver det första får svar av Samvaro."),
    )

    @property
    def values(self) -> dict[str, Any]:
        return {
            "name": self.name.data,
            "topic": self.topic.data,
            "sign": self.sign.data,
            "capacity": self.capacity.data,
            "is_restricted": self.is_restricted.data,
            "talks_on": self.talks_on.data,
            "is_practice": self.is_practice.data,
        }


class OtherPersonForm(Form):
    """Somebody who is to be kept apart from the person of the page."""

    other_id = SelectField(_l("Vem ska sitta vid ett annat bord?"), coerce=int)

    def offer(self, persons: list[User]) -> OtherPersonForm:
        """Nobody first, so that a press without a choice keeps nobody apart."""
        everybody = [choice(str(person.id), person.full_name) for person in persons]
        self.other_id.choices = [choice("0", _("Välj en person")), *everybody]
        return self

    def validate_other_id(self, field: SelectField) -> None:
        if field.data == 0:
            raise ValidationError(_("Välj vem det gäller."))
