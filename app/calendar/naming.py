"""What staff's pages call an activity: a series, or for one date only simply the activity."""

from __future__ import annotations

from typing import NamedTuple

from flask_babel import gettext as _, ngettext

from app.calendar.models import Activity


class Names(NamedTuple):
    heading: str
    edit: str
    edit_heading: str
    edited: str
    taken_back: str
    end: str
    end_heading: str
    resume: str
    resumed: str
    back: str
    whole: str
    none_left: str


def names_of(activity: Activity) -> Names:
    return _one(activity.title) if activity.rrule is None else _series(activity.title)


def ended(activity: Activity, days: int) -> str:
    if activity.rrule is None:
        return _("Aktiviteten är inställd.")
    return ngettext("Avslutad. %(num)s dag är inställd.", "Avslutad. %(num)s dagar är inställda.", days)


def _series(title: str) -> Names:
    return Names(
        heading=_("Serien %(title)s", title=title),
        edit=_("Ändra serien"),
        edit_heading=_("Ändra serien %(title)s", title=title),
        edited=_("Serien är ändrad."),
        taken_back=_("Serien är som förut igen."),
        end=_("Avsluta serien"),
        end_heading=_("Avsluta %(title)s", title=title),
        resume=_("Fortsätt serien"),
        resumed=_("Serien fortsätter."),
        back=_("Tillbaka till serien"),
        whole=_("Hela serien"),
        none_left=_("Inga fler dagar. Ändra serien om den ska fortsätta."),
    )


def _one(title: str) -> Names:
    return Names(
        heading=_("Aktiviteten %(title)s", title=title),
        edit=_("Ändra aktiviteten"),
        edit_heading=_("Ändra aktiviteten %(title)s", title=title),
        edited=_("Aktiviteten är ändrad."),
        taken_back=_("Aktiviteten är som förut igen."),
        end=_("Ställ in aktiviteten"),
        end_heading=_("Ställ in %(title)s", title=title),
        resume=_("Låt aktiviteten bli av"),
        resumed=_("Aktiviteten blir av."),
        back=_("Tillbaka till aktiviteten"),
        whole=_("Om aktiviteten"),
        none_left=_("Dagen har varit. Ändra aktiviteten om den ska vara en gång till."),
    )
