"""What the pages of a run sheet are called: unlike those of any other date."""

from __future__ import annotations

from flask_babel import gettext as _

from app.calendar.models import Occurrence
from app.calendar.wording import with_day

SHEETS = ("kok", "resor", "bord", "lista")


def title_of(sheet: str, date: Occurrence) -> str:
    what = with_day(date)
    return {
        "kok": _("Till köket: %(what)s", what=what),
        "resor": _("Resor: %(what)s", what=what),
        "bord": _("Borden: %(what)s", what=what),
        "lista": _("Pricklista: %(what)s", what=what),
    }[sheet]


def short_title(sheet: str) -> str:
    return {"kok": _("Till köket"), "resor": _("Resor"), "bord": _("Borden"), "lista": _("Pricklista")}[sheet]
