"""What the codes are called, and what a person has told in whole sentences."""

from __future__ import annotations

from datetime import date, datetime

from flask_babel import gettext as _, lazy_gettext as _l, ngettext

from app.core.formatting import capital, clock_time, names_in_words
from app.runsheet.models import Needs, Texture, Way

DIET_NAMES = {
    "vegetarian": _l("vegetariskt"), "gluten": _l("utan gluten"), "lactose": _l("utan laktos"),
    "nuts": _l("utan nötter"), "fish": _l("utan fisk"), "diabetes": _l("passar vid diabetes"),
    "vegan": _l("veganskt"), "no_pork": _l("utan fläsk"), "milk": _l("utan mjölkprotein"), "egg": _l("utan ägg"),
    "shellfish": _l("utan skaldjur"), "soy": _l("utan soja"),
}  # fmt: skip
TEXTURE_NAMES = {
    Texture.ORDINARY: _l("som vanligt"),
    Texture.TIMBAL: _l("timbal, mjuk och lätt att dela"),
    Texture.PUREE: _l("puré, len utan bitar"),
    Texture.LIQUID: _l("flytande"),
}
TEXTURE_ON_SHEET = {Texture.TIMBAL: _l("timbal"), Texture.PUREE: _l("puré"), Texture.LIQUID: _l("flytande")}
WAY_NAMES = {
    Way.WALKS: _l("Jag går"),
    Way.ROLLATOR: _l("Jag går med rollator"),
    Way.SPECIAL_TRANSPORT: _l("Jag åker färdtjänst"),
    Way.NEEDS_LIFT: _l("Jag behöver skjuts"),
    Way.OFFERS_LIFT: _l("Jag kör och kan ta med någon"),
    Way.OTHER: _l("På annat sätt"),
}


def in_words(codes: tuple[str, ...], texture: Texture) -> str:
    """Utan gluten, utan nötter och timbal · "" when the food is as for everybody"""
    parts = [str(DIET_NAMES[code]) for code in codes]
    if texture is not Texture.ORDINARY:
        parts.append(str(TEXTURE_ON_SHEET[texture]))
    return capital(names_in_words(parts))


def food_told(needs: Needs) -> list[str]:
    """Sentences for the person's own page."""
    if needs.food_at is None:
        return []
    own = in_words(needs.diet_codes, needs.texture)
    told = [f"{own}." if own else _("Du äter av allt.")]
    if needs.food_words:
        told.append(needs.food_words)
    companion = in_words(needs.companion_diet_codes, needs.companion_texture)
    if companion:
        told.append(_("Ditt sällskap: %(food)s.", food=companion))
    if needs.companion_words:
        told.append(needs.companion_words)
    return told


def travel_told(needs: Needs) -> list[str]:
    if needs.way is None:
        return []
    told = [f"{WAY_NAMES[needs.way]}."]
    if needs.lifts:
        told.append(ngettext("%(num)s person får plats.", "%(num)s personer får plats.", needs.lifts))
    if needs.address:
        told.append(_("Du hämtas här: %(address)s.", address=needs.address))
    if needs.fetched_at:
        told.append(_("Du vill bli hämtad klockan %(time)s.", time=wall_clock(needs)))
    if needs.wants_company:
        told.append(_("Du vill gärna ha sällskap dit."))
    return [*told, needs.travel_words] if needs.travel_words else told


def wall_clock(needs: Needs) -> str:
    """11.15"""
    return clock_time(datetime.combine(date.min, needs.fetched_at)) if needs.fetched_at else ""
