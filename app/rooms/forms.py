"""What is written in a room, and why something is hidden."""

from __future__ import annotations

from typing import Self

from flask_babel import gettext as _, lazy_gettext
from wtforms import HiddenField, ValidationError

from app.accounts.attention import ANNOUNCE_HINT, ANNOUNCE_LABEL, ANNOUNCE_WORDS, SOUND_LABEL, SOUND_WORDS
from app.core.forms import Form, RadioField, TextArea, TextField, choice, submission_key
from app.core.payload import CLIENT_ID, LARGEST_ID
from app.core.tokens import new_token
from app.rooms.models import BODY_LENGTH
from app.rooms.phrases import PHRASES

FIND_LENGTH = 60
MOST_MOVED = 100
OWN = "own"
SAME = choice(OWN, lazy_gettext("Som i mina andra rum"))
REASON_WORDS = {
    "unkind": lazy_gettext("Det är ovänligt"),
    "private": lazy_gettext("Det avslöjar något privat"),
    "scam": lazy_gettext("Det kan vara bedrägeri"),
    "other": lazy_gettext("Något annat"),
}
REASONS_SHOWN = REASON_WORDS | {"reported": lazy_gettext("Någon har rapporterat det")}
REASONS = [choice(code, words) for code, words in REASON_WORDS.items()]


class _SaidOnce(Form):
    """`client_id` is new for each page: the same page sent twice is stored once. `till` is whom it is said to."""

    client_id = submission_key()
    till = HiddenField(lazy_gettext("Till"))

    def validate_client_id(self, field: HiddenField) -> None:
        if not CLIENT_ID.fullmatch(field.data or ""):
            raise ValidationError(_("Sidan var gammal. Tryck på Skicka en gång till."))

    def validate_till(self, field: HiddenField) -> None:
        if field.data and self.to_id is None:
            raise ValidationError(_("Välj igen vem du skriver till."))

    @property
    def to_id(self) -> int | None:
        return person_number(self.till.data)

    def renew(self) -> Self:
        """Ready for the next message, with what is written kept."""
        self.client_id.data = new_token()[:32]
        return self


def person_number(text: str | None) -> int | None:
    """The number that a form names a person by, None when it is none."""
    number = text or ""
    fits = number.isascii() and number.isdigit() and len(number) < 11
    return int(number) if fits and 0 < int(number) <= LARGEST_ID else None


class MessageForm(_SaidOnce):
    """The composer."""

    body = TextArea(lazy_gettext("Skriv till bordet"), longest=BODY_LENGTH)


class PhraseForm(_SaidOnce):
    """A ready phrase: its code is the value of the button that was pressed. `body` is what waits in the composer."""

    body = HiddenField(lazy_gettext("Skriv till bordet"))

    phrase = HiddenField(lazy_gettext("Hälsning"))

    def validate_phrase(self, field: HiddenField) -> None:
        if field.data not in PHRASES:
            raise ValidationError(_("Välj en hälsning."))


class FindForm(Form):
    """Searching changes nothing: it goes by GET and needs no token."""

    class Meta(Form.Meta):
        csrf = False

    q = TextField(
        lazy_gettext("Vilka ord vill du hitta?"),
        longest=FIND_LENGTH,
        required=False,
        render_kw={"autocomplete": "off"},
    )


class AttentionForm(Form):
    """As in the person's other rooms, or otherwise in this one."""

    announce = RadioField(
        ANNOUNCE_LABEL,
        description=ANNOUNCE_HINT,
        choices=[SAME, *(choice(code, words) for code, words in ANNOUNCE_WORDS.items())],
    )
    sound = RadioField(
        SOUND_LABEL, choices=[SAME, *(choice(code, words) for code, words in SOUND_WORDS.items())]
    )


class HideForm(Form):
    reason = RadioField(lazy_gettext("Varför?"), choices=REASONS, default="other")


class MoveForm(Form):
    """Who is to sit at another table. It has buttons only, so what is wrong in it was not written by a person."""

    people = HiddenField(lazy_gettext("Vilka?"))

    def validate_people(self, field: HiddenField) -> None:
        parts = str(field.data or "").split(",")[: MOST_MOVED + 1]
        numbers = [part for part in parts if part.isascii() and part.isdigit() and len(part) < 11]
        if len(numbers) != len(parts) or len(parts) > MOST_MOVED or any(int(n) > LARGEST_ID for n in numbers):
            raise ValidationError(_("Välj vem som ska flytta."))

    @property
    def ids(self) -> list[int]:
        return [int(part) for part in str(self.people.data).split(",")]
