"""What every A4 sheet of templates/print/sheet.typ is given, in the language that is set while it is made."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Any

import segno
from babel import Locale
from flask_babel import get_locale, gettext as _

from app.core import printing

QUIET = 4  # modules of white around a code, as its standard asks


def frame(title: str, running: str = "") -> dict[str, Any]:
    """What sheet() needs. `title` is that of the file; `running` stands at the head of the pages after the first."""
    locale = get_locale() or Locale("sv")
    return {
        "title": title,
        "running": running,
        "lang": locale.language,
        "dir": locale.text_direction,
        "band": printing.drawing("band.svg"),
        "notice": _("Samvaro frågar aldrig efter BankID, kort, kod eller pengar."),
        "hang_up": _("Ringer någon och ber om det? Lägg på."),
        "page_words": _("Sida {n} av {all}"),
        "goes_on": _("{day}, fortsättning"),
    }


def unbroken(phone: str) -> str:
    """A number is never broken between two lines."""
    return phone.replace(" ", "\u00a0")


def code(address: str, alt: str) -> dict[str, Any]:
    """What qr() needs to draw the code of an address."""
    svg, modules = _drawn(address)
    return {"svg": svg, "modules": modules, "alt": alt}


@lru_cache(128)
def _drawn(address: str) -> tuple[str, int]:
    made, out = segno.make_qr(address, error="m"), io.BytesIO()
    made.save(out, kind="svg", border=QUIET, dark="#000", xmldecl=False, omitsize=True)
    return out.getvalue().decode(), int(made.symbol_size(border=QUIET)[0])
