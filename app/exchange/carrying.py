"""A file between the page that shows what it would do and the button that does it: packed and sealed in the form.

Nothing is kept on the server between the two, and what is imported is what was shown, to the letter.
"""

from __future__ import annotations

import base64
import zlib

from flask_babel import gettext as _

from app.core.tokens import seal, unseal
from app.exchange.csv_text import BadFile

MOST = 240 * 1024  # of a form that is sent


def packed(text: str, purpose: str) -> str:
    sealed = seal(base64.b85encode(zlib.compress(text.encode(), 9)).decode(), purpose)
    if len(sealed) > MOST:
        raise BadFile(_("Filen är för stor. Dela den i flera filer."))
    return sealed


def unpacked(sealed: str, purpose: str) -> str | None:
    """None when it was not packed here for this purpose."""
    opened = unseal(sealed, purpose) if sealed.isascii() else None
    return zlib.decompress(base64.b85decode(opened)).decode() if opened is not None else None
