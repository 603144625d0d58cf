"""Forms of the door and the profile."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired

from app.accounts.attention import ANNOUNCE_HINT, ANNOUNCE_LABEL, ANNOUNCE_WORDS, SOUND_LABEL, SOUND_WORDS
from app.accounts.figures import FIGURE_NAMES
from app.accounts.models import FIGURES
from app.accounts.staff import LONGEST_PASSWORD, SHORTEST_PASSWORD
from app.core.forms import BooleanField, Form, HiddenField, PasswordField, RadioField, TextField, choice
from app.core.text import BadText, clean_text


class CardForm(Form):
    """The code of a card, put in by the page's script, or pasted as a whole address."""

    code = StringField(_l("Hela adressen"))

    def token(self) -> str:
        """The code alone; an empty text when it cannot be one."""
        try:
            text = clean_text(self.code.data, longest=300)
        except BadText:
            return ""
        return text.rpartition("#")[2]


class FigureForm(Form):
    figure = RadioField(_l("Din bild"), choices=[choice(name, FIGURE_NAMES[name]) for name in FIGURES])


class AttentionForm(Form):
    """What holds in every room."""

    announce = RadioField(
        ANNOUNCE_LABEL,
        description=ANNOUNCE_HINT,
        choices=[choice(code, words) for code, words in ANNOUNCE_WORDS.items()],
    )
    sound = RadioField(SOUND_LABEL, choices=[choice(code, words) for code, words in SOUND_WORDS.items()])


class SettingsForm(Form):
    text_size = RadioField(
        _l("Hur stor ska texten vara?"),
        choices=[
            choice("22", _l("Mindre")), choice("24", _l("Lagom")),
            choice("30", _l("Större")), choice("36", _l("Störst")),
        ],
    )  # fmt: skip
    theme = RadioField(
        _l("Vilka färger vill du ha?"),
        choices=[
            choice("auto", _l("Som surfplattan")), choice("ljus", _l("Ljus")),
            choice("mork", _l("Mörk")), choice("kontrast", _l("Hög kontrast")),
        ],
    )  # fmt: skip
    locale = RadioField(_l("Vilket språk vill du läsa?"))
    airy = BooleanField(_l("Mer luft mellan raderna"))
    own_font = BooleanField(_l("Surfplattans eget typsnitt"))


class StaffSignInForm(Form):
    login_name = TextField(_l("Inloggningsnamn"), longest=80, render_kw={"autocomplete": "username"})
    password = PasswordField(_l("Lösenord"), render_kw={"autocomplete": "current-password"})
    code = TextField(
        _l("Kod från din app"),
        longest=12,
        description=_l("Sex siffror. Koden byts varje halvminut."),
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )


class SetupForm(Form):
    """Password and first code, together with the one-time token and the sealed authenticator secret."""

    token = HiddenField(validators=[InputRequired()])
    sealed_secret = HiddenField(validators=[InputRequired()])
    password = PasswordField(
        _l("Välj ett lösenord"),
        description=_l("Minst 15 tecken. Fyra vanliga ord är bra."),
        render_kw={"autocomplete": "new-password"},
    )
    code = TextField(
        _l("Koden som appen visar"),
        longest=12,
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )

    def password_problem(self) -> bool:
        return not SHORTEST_PASSWORD <= len(self.password.data or "") <= LONGEST_PASSWORD
