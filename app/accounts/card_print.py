"""What stands on a printed login card, as words for the page and as a PDF. First name only, in its owner's language."""

from __future__ import annotations

import io
from dataclasses import dataclass

import segno
from flask import current_app
from flask_babel import force_locale, gettext as _

from app.accounts.figures import FIGURE_NAMES
from app.accounts.look import help_hours
from app.accounts.models import User
from app.core import printing

QUIET = 4  # modules of white around the code, as its standard asks
SILENT_ENDINGS = ("s", "x", "z", "S", "X", "Z")  # Lars kort, Max kort: Swedish adds no s after these


@dataclass(frozen=True)
class CardWords:
    """The texts of both sides, ready to be read."""

    lang: str
    title: str
    code_alt: str
    figure_alt: str
    sentence: str
    promise: str
    steps_title: str
    steps: tuple[str, str, str]
    trouble: str
    phone: str
    hours: str
    found: str


def card_words(person: User) -> CardWords:
    settings = current_app.config["SETTINGS"]
    lang = person.locale if person.locale and person.locale in settings.locales else "sv"
    phone = settings.help_phone.replace(" ", "\u00a0")  # a number is never broken between two lines
    with force_locale(lang):
        return CardWords(
            lang=lang,
            title=card_title(person.first_name),
            code_alt=_("Kortets kod för surfplattans kamera"),
            figure_alt=str(FIGURE_NAMES[person.figure]),
            sentence=_("Håll koden framför surfplattans kamera. Då kommer du in."),
            promise=_("Samvaro frågar aldrig efter BankID, kort, kod eller pengar."),
            steps_title=_("Så gör du"),
            steps=(
                _("Öppna kameran på surfplattan."),
                _("Håll den över koden."),
                _("Tryck på rutan som kommer upp."),
            ),
            trouble=_("Fungerar det inte? Ring oss."),
            phone=phone,
            hours=help_hours(),
            found=_("Hittat kortet? Ring %(number)s. Vi stänger det.", number=phone),
        )


def card_title(first_name: str) -> str:
    if first_name.endswith(SILENT_ENDINGS):
        return _("%(name)s kort", name=first_name)
    return _("%(name)ss kort", name=first_name)


def code_picture(address: str) -> str:
    """The QR code as an SVG in a data address, without margin: the page gives it its quiet zone."""
    return str(_code(address).svg_data_uri(border=0, dark="#000", light="#fff", scale=8))


def card_pdf(person: User, address: str) -> bytes:
    """A6, two pages, PDF/UA-1. A name that no shipped font can write is left out; the card opens all the same."""
    code, words = _code(address), card_words(person)
    data = vars(words) | {
        "code": _svg(code),
        "code_modules": code.symbol_size(border=QUIET)[0],
        "band": printing.drawing("band.svg"),
        "figure": printing.symbol("figurer.svg", person.figure),
    }
    try:
        return printing.make_pdf("card.typ", data)
    except printing.CannotPrint:
        with force_locale(words.lang):
            return printing.make_pdf("card.typ", data | {"title": _("Mitt kort")})


def _code(address: str) -> segno.QRCode:
    return segno.make_qr(address, error="m")


def _svg(code: segno.QRCode) -> str:
    out = io.BytesIO()
    code.save(out, kind="svg", border=QUIET, dark="#000", xmldecl=False, omitsize=True)
    return out.getvalue().decode()
