"""Forms: WTForms with one judgement of text, Swedish errors that say what to do, and no time limit on the token."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, time
from typing import Any

from flask_babel import gettext as _, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField as _BooleanField,
    Field,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField as _RadioField,
    SelectField as _SelectField,
    ValidationError,
)
from wtforms.fields import DateField as _DateField, StringField, TextAreaField, TimeField as _TimeField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.widgets import HiddenInput, TextInput

from app.core.csrf import MaskedFormCSRF
from app.core.text import BadText, clean_text, showable

__all__ = [
    "BooleanField", "DateField", "Form", "HiddenField", "PasswordField", "RadioField", "SelectField",
    "TextArea", "TextField", "TimeField", "WholeField", "add_error", "choice", "submission_key", "text_error",
]  # fmt: skip


class Form(FlaskForm):
    """After judging, what was typed stays in the boxes without the characters that no page may hold."""

    class Meta(FlaskForm.Meta):
        csrf_class = MaskedFormCSRF

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        self.tidy()
        return bool(valid)

    def tidy(self) -> None:
        for field in self:
            if isinstance(field.data, str):
                field.data = showable(field.data)
            field.raw_data = [showable(value) for value in field.raw_data or ()]


def text_error(code: str, longest: int) -> str:
    if code == "long":
        return _("Texten är för lång. Den får ha högst %(n)s tecken.", n=longest)
    if code == "character":
        return _("Texten innehåller tecken som inte kan sparas. Skriv om den.")
    return _("Skriv något här.")


class _CleanText:
    """Mixed into a text field: cleans the value, or leaves it as typed and names the error."""

    longest: int
    required: bool
    lines: bool
    data: Any
    validators: Sequence[Any]

    def pre_validate(self, _form: Any) -> None:
        try:
            cleaned = clean_text(
                self.data or "", longest=self.longest, shortest=int(self.required), lines=self.lines
            )
        except BadText as error:
            self.data = showable(self.data)
            raise ValidationError(text_error(error.code, self.longest)) from None
        self.data = cleaned


class TextField(_CleanText, StringField):
    """One line of text of at most `longest` characters."""

    lines = False

    def __init__(self, label: Any = None, *, longest: int, required: bool = True, **kwargs: Any) -> None:
        self.longest, self.required = longest, required
        super().__init__(label, **kwargs)


class TextArea(_CleanText, TextAreaField):
    """Several lines of text of at most `longest` characters."""

    lines = True

    def __init__(self, label: Any = None, *, longest: int, required: bool = True, **kwargs: Any) -> None:
        self.longest, self.required = longest, required
        super().__init__(label, **kwargs)


class BooleanField(_BooleanField):
    """A box to tick. The library would show any value that was sent, whatever characters it holds."""

    def _value(self) -> str:
        return "y"


class WholeField(IntegerField):
    """A whole number in a range; leaves what was typed in the box when it is none."""

    def __init__(
        self, label: Any = None, *, least: int, most: int, required: bool = True, **kwargs: Any
    ) -> None:
        self.least, self.most, self.required = least, most, required
        super().__init__(label, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.raw_data = [showable(value) for value in valuelist]
        text = valuelist[0].strip() if valuelist else ""
        self.data = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
        self._blank = not text

    def pre_validate(self, _form: Any) -> None:
        if getattr(self, "_blank", self.data is None) and not self.required:
            return
        if self.data is None or not self.least <= self.data <= self.most:
            raise ValidationError(_("Skriv ett tal från %(a)s till %(b)s.", a=self.least, b=self.most))


class DateField(_DateField):
    """A date, ISO or Swedish (24/11/2026); a date that does not exist is an error at the field."""

    def __init__(self, label: Any = None, *, required: bool = True, **kwargs: Any) -> None:
        self.required = required
        super().__init__(label, format=["%Y-%m-%d", "%d/%m/%Y", "%Y%m%d"], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        self._blank = not any(valuelist)
        self.raw_data = [showable(value) for value in valuelist]
        try:
            super().process_formdata([v.strip() for v in valuelist])
        except ValueError:
            self.data = None
        if not date(2000, 1, 1) <= (self.data or date.min) <= date(2200, 1, 1):
            self.data = None

    def pre_validate(self, _form: Any) -> None:
        if self.data is None and (self.required or not getattr(self, "_blank", True)):
            raise ValidationError(_("Skriv ett datum som finns, till exempel 2026-11-24."))


class TimeField(_TimeField):
    """A time of day: 11.30, 11:30 or 1130.

    A box of text: the browser's own box of time takes several presses of Tab, one for each of its parts.
    """

    widget = TextInput()

    def __init__(self, label: Any = None, *, required: bool = True, **kwargs: Any) -> None:
        self.required = required
        kwargs.setdefault("description", lazy_gettext("Till exempel 11.30."))
        super().__init__(label, format=["%H.%M", "%H:%M", "%H:%M:%S", "%H%M"], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        self._blank = not any(valuelist)
        self.raw_data = [showable(value) for value in valuelist]
        try:
            super().process_formdata([v.strip() for v in valuelist])
        except ValueError:
            self.data = None
        if isinstance(self.data, time):
            self.data = self.data.replace(second=0, microsecond=0)

    def pre_validate(self, _form: Any) -> None:
        if self.data is None and (self.required or not getattr(self, "_blank", True)):
            raise ValidationError(_("Skriv en tid som finns, till exempel 11.30."))


class _OneOf:
    """Mixed into a field with choices: whatever else is sent gets a sentence that says what to do."""

    data: Any
    choices: Any
    coerce: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """What is missing is missing: the default only stands in the form that is first shown."""
        self.data = None
        with suppress(ValueError):
            super().process_formdata(valuelist)  # type: ignore[misc]

    def pre_validate(self, _form: Any) -> None:
        if self.data not in [self.coerce(option.value) for option in self.choices or ()]:
            raise ValidationError(_("Välj ett av svaren."))


class RadioField(_OneOf, _RadioField):
    """Radio buttons."""


class SelectField(_OneOf, _SelectField):
    """A list to choose from, when radio buttons would be too many."""


def choice(value: str, label: Any) -> SelectChoice:
    """One option of a radio group or select."""
    return SelectChoice(value=value, label=label)


def submission_key() -> HiddenField:
    """A hidden field with a fresh key per rendered form: a form sent twice is carried out once."""
    return HiddenField(lazy_gettext("Nyckel"), widget=HiddenInput())


def add_error(field: Field, message: str) -> None:
    """Attach a service's refusal to the field it is about."""
    field.errors = [*field.errors, message]
