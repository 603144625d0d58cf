"""Text size, colours, language: kept per person, and in a cookie for those who have not signed in yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from babel import Locale
from flask import Flask, Request, current_app, g, has_request_context, request
from flask_babel import get_locale, gettext as _
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from app.accounts.models import User
from app.config import Settings
from app.core.formatting import tel_href
from app.extensions import babel

COOKIE = "utseende"
YEAR = 365 * 24 * 3600
SIZES = (22, 24, 30, 36)
THEMES = ("auto", "ljus", "mork", "kontrast")


@dataclass(frozen=True)
class Look:
    text_size: int = 24
    theme: str = "auto"
    locale: str | None = None
    airy: bool = False
    own_font: bool = False

    def to_cookie(self) -> str:
        return f"{self.text_size}.{self.theme}.{self.locale or '-'}.{int(self.airy)}.{int(self.own_font)}"

    @classmethod
    def from_cookie(cls, value: str) -> Look:
        """Whatever is malformed falls back to the default: a cookie is not worth an error page."""
        parts = value.split(".")
        if len(parts) != 5 or parts[0] not in map(str, SIZES) or parts[1] not in THEMES:
            return cls()
        locale = parts[2] if parts[2] in current_app.config["SETTINGS"].locales else None
        return cls(int(parts[0]), parts[1], locale, parts[3] == "1", parts[4] == "1")

    @classmethod
    def of(cls, person: User) -> Look:
        return cls(person.text_size, person.theme, person.locale, person.airy, person.own_font)

    def apply_to(self, person: User) -> None:
        person.text_size, person.theme, person.locale = self.text_size, self.theme, self.locale
        person.airy, person.own_font = self.airy, self.own_font


def current_look() -> Look:
    if "look" not in g:
        try:
            g.look = Look.of(current_user) if current_user.is_authenticated else Look.from_cookie(_cookie())
        except SQLAlchemyError:  # the page that says so must still be readable
            return Look.from_cookie(_cookie())
    return g.look  # type: ignore[no-any-return]


def choose(look: Look, response: Response) -> None:
    """Remember on this device what was chosen. The cookie tells nothing about who chose it."""
    secure = current_app.config["SETTINGS"].is_https
    response.set_cookie(COOKIE, look.to_cookie(), max_age=YEAR, secure=secure, httponly=True, samesite="Lax")


def adopt_before_sign_in(person: User) -> None:
    """What somebody chose before signing in is what they want, unless they chose before on their account."""
    chosen = Look.from_cookie(_cookie())
    if Look.of(person) == Look() and chosen != Look():
        chosen.apply_to(person)


def init_app(app: Flask) -> None:
    babel.init_app(app, locale_selector=_select_locale)
    app.context_processor(_context)


def _cookie() -> str:
    return request.cookies.get(COOKIE, "")


def _select_locale() -> str:
    if not has_request_context():  # commands and background work speak Swedish
        return "sv"
    return offered_locale(current_look().locale, request)


def offered_locale(chosen: str | None, asked: Request) -> str:
    """The language somebody chose if it is offered here, else the first that their browser asks for."""
    offered = current_app.config["SETTINGS"].locales
    if chosen in offered:
        return str(chosen)
    return asked.accept_languages.best_match(offered) or "sv"


def help_hours() -> str:
    """When somebody answers: the sentence that Samvaro comes with in the reader's language, another as it was set."""
    hours: str = current_app.config["SETTINGS"].help_hours
    return _("Vardagar klockan 9 till 16.") if hours == Settings.help_hours else hours


def _context() -> dict[str, Any]:
    look, locale, settings = current_look(), get_locale() or Locale("sv"), current_app.config["SETTINGS"]
    return {
        "look": look,
        "theme": look.theme,
        "text_class": "" if look.text_size == 24 else f"text-{look.text_size}",
        "look_classes": " ".join(n for n, on in (("mer-luft", look.airy), ("own-font", look.own_font)) if on),
        "locale": str(locale),
        "text_direction": locale.text_direction,
        "help_phone": settings.help_phone,
        "help_phone_href": tel_href(settings.help_phone),
        "help_hours": help_hours(),
    }
