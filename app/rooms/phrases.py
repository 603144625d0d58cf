"""Ready greetings and pictures to answer with. The code is stored; each reader sees the words in their own language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import force_locale, gettext as _, lazy_gettext

from app.core.errors import Refusal
from app.rooms.models import Message

SWEDISH = "sv"
AT_HAND = ("god_morgon", "tack", "vad_roligt")  # under the form of the room; the others are one tap away


@dataclass(frozen=True)
class Phrase:
    code: str
    words: Any  # lazy
    picture: str = ""  # a symbol of figurer.svg


PHRASES = {
    one.code: one
    for one in (
        Phrase("god_morgon", lazy_gettext("God morgon!")),
        Phrase("tack", lazy_gettext("Tack!")),
        Phrase("vad_roligt", lazy_gettext("Vad roligt!")),
        Phrase("jag_haller_med", lazy_gettext("Jag håller med.")),
        Phrase("kram", lazy_gettext("Kram!")),
        Phrase("hej_da", lazy_gettext("Hej då!")),
        Phrase("kaffekopp", lazy_gettext("En kopp kaffe till er"), "kopp"),
        Phrase("blomma", lazy_gettext("En blomma till er"), "tulpan"),
        Phrase("solros", lazy_gettext("En solros till er"), "solros"),
        Phrase("fjaril", lazy_gettext("En fjäril till er"), "fjaril"),
        Phrase("smultron", lazy_gettext("Smultron till er"), "smultron"),
    )
}

WELCOME = "valkommen"
_WELCOME_WORDS = lazy_gettext(
    "Hej! Det gick bra, ditt meddelande kom fram. Jag är Samvaro och svarar av mig själv här i övningsrummet. "
    "Inget kan bli fel. Skriv gärna något mer, eller prova att ta bort det du skrev."
)
_KNOWN = PHRASES | {WELCOME: Phrase(WELCOME, _WELCOME_WORDS)}  # what nobody sends: the house says it


def at_hand() -> list[Phrase]:
    return [PHRASES[code] for code in AT_HAND]


def with_picture(wanted: bool) -> list[Phrase]:
    return [one for one in PHRASES.values() if bool(one.picture) == wanted]


def stored_words(code: str) -> str:
    """The Swedish words, which are kept and searched whatever language the sender reads."""
    if code not in _KNOWN:
        raise Refusal("unknown_phrase", _("Välj en hälsning."), 422)
    with force_locale(SWEDISH):
        return str(_KNOWN[code].words)


def words_of(message: Message) -> str:
    """What the reader sees: a ready phrase in the reader's language, else what was written."""
    ready = _KNOWN.get(message.phrase or "")
    return str(ready.words) if ready else message.body


def picture_of(message: Message) -> str:
    ready = _KNOWN.get(message.phrase or "")
    return ready.picture if ready else ""


def for_script() -> dict[str, dict[str, str]]:
    """By code, what the script puts in place of the Swedish words."""
    return {one.code: {"body": str(one.words), "picture": one.picture} for one in _KNOWN.values()}
