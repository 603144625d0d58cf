"""The base of the calendar's forms, and fields for one of several."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from flask_babel import gettext as _
from wtforms import ValidationError

from app.core.forms import Form, RadioField, SelectField
from app.core.text import showable


class TidyForm(Form):
    """After judging, what was typed stays in the boxes without the characters that no page may hold."""

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        self.tidy()
        return bool(valid)

    def tidy(self) -> None:
        for field in self:
            if isinstance(field.data, str):
                field.data = showable(field.data)
            field.raw_data = [showable(value) for value in field.raw_data or ()]


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


class OneOf(_OneOf, RadioField):
    """Radio buttons."""


class OneOfMany(_OneOf, SelectField):
    """A list to choose from, when radio buttons would be too many."""
