"""The form by which a person chooses how to be told."""

from __future__ import annotations

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from app.core.forms import Form, RadioField, choice
from app.notifications.contacts import open_channels
from app.notifications.models import Channel, Contact
from app.notifications.numbers import phone_words


class ChannelForm(Form):
    """The person's own choice among what works."""

    channel = RadioField(
        _l("Hur vill du få besked?"),
        description=_l("Till exempel dagen före något du ska på, eller när en dag flyttas."),
    )

    def offer(self, contact: Contact) -> ChannelForm:
        channels = open_channels(contact.phone, contact.email)
        self.channel.choices = [_option(one, contact) for one in channels]
        return self


def _option(channel: Channel, contact: Contact) -> SelectChoice:
    number, address = phone_words(contact.phone or ""), contact.email
    words = {
        Channel.SCREEN: _("Här på skärmen"),
        Channel.SMS: _("Som sms till %(number)s", number=number),
        Channel.EMAIL: _("Som e-post till %(address)s", address=address),
        Channel.CALL: _("Någon ringer mig på %(number)s", number=number),
        Channel.PAPER: _("På det tryckta programmet"),
    }
    return choice(channel.value, words[channel])
