"""One line of opening hours: which day, from when, to when."""

from __future__ import annotations

from typing import Any, Self

from flask_babel import lazy_gettext

from app.core.forms import Form, SelectField, TimeField, choice
from app.rooms.hour_words import weekday_words

DAYS = range(7)


class HoursForm(Form):
    weekday = SelectField(lazy_gettext("Dag"), coerce=int)
    opens_at = TimeField(lazy_gettext("Öppnar"), description=lazy_gettext("Till exempel 14.00."))
    closes_at = TimeField(lazy_gettext("Stänger"), description=lazy_gettext("Till exempel 15.30."))

    def offer(self) -> Self:
        """The days in the reader's language."""
        self.weekday.choices = [choice(str(day), weekday_words(day).capitalize()) for day in DAYS]
        return self

    @property
    def values(self) -> dict[str, Any]:
        return {
            "weekday": self.weekday.data,
            "opens_at": self.opens_at.data,
            "closes_at": self.closes_at.data,
        }
