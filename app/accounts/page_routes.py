"""Pages that everybody may read: text and colour, help, the statement of accessibility."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from babel import Locale
from flask import Blueprint, current_app, redirect, render_template, url_for
from flask_babel import force_locale, get_locale, gettext as _
from flask_login import current_user

from app.accounts import look
from app.accounts.forms import SettingsForm
from app.core.access import current_person, public
from app.core.db import commit
from app.core.flashes import done
from app.core.forms import choice

settings = Blueprint("settings", __name__, url_prefix="/utseende")
help_pages = Blueprint("help", __name__, url_prefix="/hjalp")
accessibility = Blueprint("accessibility", __name__, url_prefix="/tillganglighet")
STATEMENT = Path(__file__).parent / "accessibility_statement.json"


@settings.get("")
@public
def show() -> str:
    chosen = look.current_look()
    form = _settings_form(
        text_size=str(chosen.text_size),
        theme=chosen.theme,
        locale=str(get_locale()),
        airy=chosen.airy,
        own_font=chosen.own_font,
    )
    return render_template("pages/settings.html", form=form)


@settings.post("")
@public
def update() -> Any:
    form = _settings_form()
    if not form.validate():
        return render_template("pages/settings.html", form=form), 422
    chosen = look.Look(
        int(form.text_size.data), form.theme.data, form.locale.data, form.airy.data, form.own_font.data
    )
    if current_user.is_authenticated:
        chosen.apply_to(current_person())
        commit()
    with force_locale(form.locale.data):
        done(_("Sparat. Så här ser Samvaro ut nu."))
    response = redirect(url_for("settings.show"), 303)
    look.choose(chosen, response)
    return response


@help_pages.get("", endpoint="show")
@public
def show_help() -> str:
    return render_template("pages/help.html")


@accessibility.get("", endpoint="show")
@public
def show_statement() -> str:
    return render_template("pages/accessibility.html", statement=_statement())


def _settings_form(**values: Any) -> SettingsForm:
    form = SettingsForm(**values)
    locales = current_app.config["SETTINGS"].locales
    form.locale.choices = [
        choice(code, (Locale(code).get_display_name(code) or code).capitalize()) for code in locales
    ]
    return form


def _statement() -> dict[str, Any]:
    """The statement's data, with its days as dates."""
    statement: dict[str, Any] = json.loads(STATEMENT.read_text("utf-8"))
    for entry in (statement, *statement["issues"]):
        for key in ("assessed_on", "updated_on", "fixed_by"):
            if key in entry:
                entry[key] = date.fromisoformat(entry[key])
    return statement
