"""Asking somebody to pause or to leave the room."""

from __future__ import annotations

from flask_babel import lazy_gettext

from app.core.forms import Form, RadioField, choice
from app.rooms.order_words import LENGTH_LABELS, REASON_LABELS

REASONS = [choice(code, words) for code, words in REASON_LABELS.items()]
LENGTHS = [choice(code, words) for code, words in LENGTH_LABELS.items()]


class RemovalForm(Form):
    reason = RadioField(lazy_gettext("Varför?"), choices=REASONS, default="other")


class PauseForm(Form):
    length = RadioField(lazy_gettext("Hur länge?"), choices=LENGTHS, default="10")
    reason = RadioField(lazy_gettext("Varför?"), choices=REASONS, default="other")
