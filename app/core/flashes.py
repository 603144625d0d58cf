"""What was just done, said on the next page, with the way back."""

from __future__ import annotations

from typing import Any

from flask import flash


def done(text: str) -> None:
    flash(text, "info")


def done_with_undo(text: str, *, url: str, label: str, fields: dict[str, str] | None = None) -> None:
    """`url` is posted to, with `fields`, when the person presses `label`; there is no time limit."""
    message: Any = {"text": text, "url": url, "label": label, "fields": fields or {}}
    flash(message, "undo")
