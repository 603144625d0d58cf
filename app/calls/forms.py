"""One tap for what came of a call, and the question how somebody wants to hear of things instead."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import ValidationError

from app.calls.models import Outcome
from app.core.forms import Form, HiddenField, RadioField, TextField, choice
from app.notifications.models import Channel, Contact
from app.notifications.numbers import is_mobile, phone_of

TAPPED = (Outcome.TOLD, Outcome.NO_ANSWER, Outcome.WRONG_NUMBER, Outcome.SKIPPED)
OTHER_WAYS = (
    choice(Channel.SCREEN.value, _l("På skärmen")),
    choice(Channel.SMS.value, _l("Med sms")),
    choice(Channel.EMAIL.value, _l("Med e-post")),
    choice(Channel.PAPER.value, _l("På papper, på programbladet")),
)
MOST_SAID = 400  # characters of the list of ids


class SaidForm(Form):
    """`said` are the ids of what stood on the page: what came later has not been read out."""

    said = TextField(longest=MOST_SAID, required=False)

    def said_ids(self) -> set[int]:
        parts = (self.said.data or "").split(",")
        return {int(part) for part in parts if part.isascii() and part.isdigit() and len(part) < 10}


class OutcomeForm(SaidForm):
    outcome = HiddenField()

    def validate_outcome(self, field: HiddenField) -> None:
        if field.data not in [one.value for one in TAPPED]:
            raise ValidationError(_l("Välj ett av svaren."))


class AnswerForm(SaidForm):
    """Yes or no about one of the seats that the call is about."""

    answer = HiddenField()
    sign_up = HiddenField()

    def validate_answer(self, field: HiddenField) -> None:
        if field.data not in ("yes", "no"):
            raise ValidationError(_l("Välj ett av svaren."))

    @property
    def sign_up_id(self) -> int:
        text = self.sign_up.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class OtherWayForm(Form):
    """Only what can reach them: a text needs a mobile number, mail an address."""

    channel = RadioField(
        _l("Hur vill personen få besked i stället?"), choices=OTHER_WAYS, default=Channel.PAPER.value
    )

    def offer(self, contact: Contact | None) -> OtherWayForm:
        phone, email = (contact.phone, contact.email) if contact else (None, None)
        shut = {Channel.SMS.value: not is_mobile(phone_of(phone or "") or ""), Channel.EMAIL.value: not email}
        self.channel.choices = [one for one in OTHER_WAYS if not shut.get(one.value)]
        return self
