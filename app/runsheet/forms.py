"""Two short pages: the food, and the way there. And the page of ticks."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import SelectMultipleField, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.calendar.models import SignUp
from app.core.formatting import capital
from app.core.forms import (
    BooleanField,
    Form,
    RadioField,
    TextArea,
    TextField,
    TimeField,
    WholeField,
    add_error,
    choice,
    submission_key,
)
from app.core.tokens import new_token
from app.runsheet.models import (
    ADDRESS,
    COMMON_DIETS,
    DIETS,
    MOST_LIFTS,
    OTHER_DIETS,
    WORDS,
    Needs,
    Texture,
    Way,
)
from app.runsheet.needs import Food, Travel
from app.runsheet.words import DIET_NAMES, TEXTURE_NAMES, WAY_NAMES

MOST_NAMES = 2000


class SomeOf(SelectMultipleField):
    """Boxes to tick, of which any number may be."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, _form: Any) -> None:
        if not set(self.data or ()) <= {option.value for option in self.choices}:  # type: ignore[union-attr]
            raise ValidationError(_("Välj bland svaren."))


def _diets(label: Any, codes: tuple[str, ...]) -> SomeOf:
    return SomeOf(label, choices=lambda: [choice(code, capital(str(DIET_NAMES[code]))) for code in codes])


def _textures(label: Any) -> RadioField:
    return RadioField(
        label, default=Texture.ORDINARY.value,
        choices=lambda: [choice(one.value, capital(str(name))) for one, name in TEXTURE_NAMES.items()],
    )  # fmt: skip


class FoodForm(Form):
    diets = _diets(_l("Vad ska köket tänka på?"), COMMON_DIETS)
    more_diets = _diets(_l("Finns det mer?"), OTHER_DIETS)
    texture = _textures(_l("Hur ska maten vara?"))
    food_words = TextField(
        _l("Något mer som köket ska veta?"), longest=WORDS, required=False,
        description=_l("Köket läser det som du skrev det, utan ditt namn."),
    )  # fmt: skip
    companion_diets = _diets(_l("Vad ska köket tänka på för ditt sällskap?"), DIETS)
    companion_texture = _textures(_l("Hur ska ditt sällskaps mat vara?"))
    companion_words = TextField(_l("Något mer om ditt sällskaps mat?"), longest=WORDS, required=False)

    @classmethod
    def of(cls, entry: SignUp, needs: Needs | None) -> FoodForm:
        """With what was told before."""
        if needs is None:
            return cls(formdata=None)._about(entry)
        form = cls(
            formdata=None, diets=[code for code in needs.diet_codes if code in COMMON_DIETS],
            more_diets=[code for code in needs.diet_codes if code in OTHER_DIETS],
            texture=needs.texture.value, food_words=needs.food_words, companion_diets=list(needs.companion_diet_codes),
            companion_texture=needs.companion_texture.value, companion_words=needs.companion_words,
        )  # fmt: skip
        return form._about(entry)

    @classmethod
    def sent(cls, entry: SignUp) -> FoodForm:
        return cls()._about(entry)

    @property
    def food(self) -> Food:
        codes = (*(self.diets.data or ()), *(self.more_diets.data or ()))
        return Food(codes, Texture(self.texture.data), self.food_words.data or "")

    @property
    def companion(self) -> Food | None:
        if "companion_diets" not in self:
            return None
        codes, words = tuple(self.companion_diets.data or ()), self.companion_words.data or ""
        return Food(codes, Texture(self.companion_texture.data), words)

    def _about(self, entry: SignUp) -> FoodForm:
        """Who comes without company is not asked about it."""
        if not entry.companions:
            for name in ("companion_diets", "companion_texture", "companion_words"):
                del self[name]
        return self


class TravelForm(Form):
    way = RadioField(
        _l("Hur kommer du dit?"),
        choices=lambda: [choice(way.value, name) for way, name in WAY_NAMES.items()],
    )
    address = TextField(
        _l("Var ska du hämtas?"), longest=ADDRESS, required=False,
        description=_l("Gata och nummer. Bara om du behöver skjuts, annars sparas det inte."),
    )  # fmt: skip
    fetched_at = TimeField(
        _l("Vilken tid vill du bli hämtad?"), required=False,
        description=_l("Bara om du behöver skjuts. Lämna tomt om det kvittar."),
    )  # fmt: skip
    lifts = WholeField(
        _l("Hur många kan du ta med?"), least=1, most=MOST_LIFTS, required=False,
        description=_l("Bara om du kör och kan ta med någon."),
    )  # fmt: skip
    wants_company = BooleanField(_l("Jag vill gärna ha sällskap dit"))
    travel_words = TextField(_l("Något mer om resan?"), longest=WORDS, required=False)

    @classmethod
    def of(cls, needs: Needs | None) -> TravelForm:
        if needs is None or needs.way is None:
            return cls(formdata=None)
        return cls(
            formdata=None, way=needs.way.value, address=needs.address or "", fetched_at=needs.fetched_at,
            lifts=needs.lifts, wants_company=needs.wants_company, travel_words=needs.travel_words,
        )  # fmt: skip

    @property
    def travel(self) -> Travel:
        return Travel(
            Way(self.way.data), self.lifts.data, self.address.data or None, self.fetched_at.data,
            bool(self.wants_company.data), self.travel_words.data or "",
        )  # fmt: skip

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        if self.way.data == Way.NEEDS_LIFT.value and not self.address.errors and not self.address.data:
            add_error(self.address, _("Skriv gata och nummer, så att bilen hittar."))
            return False
        if self.way.data == Way.OFFERS_LIFT.value and not self.lifts.errors and not self.lifts.data:
            add_error(self.lifts, _("Skriv hur många som får plats i bilen."))
            return False
        return valid


class TicksForm(Form):
    """The boxes stand in the page by hand, one for each who is on the list; see ticks.py."""

    names = TextArea(
        _l("Kom någon mer?"), longest=MOST_NAMES, required=False,
        description=_l("Skriv ett förnamn på varje rad."),
    )  # fmt: skip
    key = submission_key()

    def renew(self) -> TicksForm:
        self.key.data = new_token()[:32]
        return self
