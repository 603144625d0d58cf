"""A file from the coordinator's computer."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import FileField as _FileField, ValidationError

from app.core.forms import Form
from app.exchange import csv_text
from app.exchange.csv_text import BadFile


class FileField(_FileField):
    """After validation `text` is what the file says, and `is_old` whether it was written as Windows used to."""

    text = ""
    is_old = False

    def pre_validate(self, _form: Any) -> None:
        if not isinstance(self.data, FileStorage) or not self.data.filename:
            raise ValidationError(_("Välj en fil."))
        try:
            self.text, self.is_old = csv_text.decode(self.data.stream.read(csv_text.LARGEST + 1))
        except BadFile as error:
            raise ValidationError(error.message) from None


class FileForm(Form):
    file = FileField(_l("Vilken fil?"), description=_l("En CSV-fil med mallens rubriker, högst 1 000 rader."))
