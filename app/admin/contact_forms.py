"""How a person is reached, as staff write it down."""

from __future__ import annotations

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import ValidationError

from app.core.forms import Form, RadioField, TextField, choice
from app.notifications.contacts import open_channels
from app.notifications.models import EMAIL, Channel, Contact
from app.notifications.numbers import email_of, phone_of, phone_words

LONGEST_PHONE = 30  # as it is typed; what is stored is shorter


class ContactForm(Form):
    """What staff write down."""

    phone = TextField(_l("Telefon"), longest=LONGEST_PHONE, required=False, render_kw={"inputmode": "tel"})
    email = TextField(
        _l("E-post"),
        longest=EMAIL,
        required=False,
        render_kw={"inputmode": "email", "autocapitalize": "none"},
    )
    channel = RadioField(
        _l("Hur vill personen få besked?"),
        choices=[
            choice("screen", _l("På skärmen")), choice("sms", _l("Som sms")), choice("email", _l("Som e-post")),
            choice("call", _l("Någon ringer")), choice("paper", _l("På papper")),
        ],
    )  # fmt: skip

    def validate_phone(self, field: TextField) -> None:
        if field.data and phone_of(field.data) is None:
            raise ValidationError(_("Skriv ett svenskt nummer, till exempel 08-465 004 10."))

    def validate_email(self, field: TextField) -> None:
        if field.data and email_of(field.data) is None:
            raise ValidationError(_("Skriv hela adressen, till exempel namn@example.se."))

    def validate_channel(self, field: RadioField) -> None:
        lacking = _lacking()
        closed = {one for one in Channel if one not in open_channels(self.stored_phone, self.stored_email)}
        for channel in closed:
            if field.data == channel.value:
                raise ValidationError(lacking[channel])

    @property
    def stored_phone(self) -> str | None:
        return phone_of(self.phone.data or "")

    @property
    def stored_email(self) -> str | None:
        return email_of(self.email.data or "")

    @classmethod
    def of(cls, contact: Contact) -> ContactForm:
        phone = phone_words(contact.phone) if contact.phone else ""
        return cls(formdata=None, phone=phone, email=contact.email or "", channel=contact.channel.value)


def _lacking() -> dict[Channel, str]:
    return {
        Channel.SMS: _("Sms går bara till ett mobilnummer. Skriv ett, eller välj något annat."),
        Channel.EMAIL: _("Skriv en adress, eller välj något annat."),
        Channel.CALL: _("Skriv ett nummer, eller välj något annat."),
    }
