"""For staff: the sheets of all who want to hear of things on paper, that they are printed, and notices for the board."""

from __future__ import annotations

import re
from typing import Any

from flask import Response, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _, ngettext

from app.accounts import people
from app.calendar import policies
from app.calendar.models import Activity
from app.core import audit, clock, db
from app.core.access import allow, by_person, current_person, get_or_404
from app.core.errors import Refusal
from app.core.flashes import done, done_with_undo
from app.core.payload import LARGEST_ID
from app.extensions import limiter
from app.papers import own_week, poster, waiting, weeks
from app.papers.press import press
from app.papers.routes import as_file, bp

PAPER = "/personal/papper"
ACTIVITY = f"/personal/aktiviteter/<int(max={LARGEST_ID}):activity_id>"


@bp.get(PAPER)
@allow(*policies.MANAGERS)
def index() -> str:
    """Who wants paper, and how much stands on each sheet."""
    found = waiting.people_on_paper()
    people.note_listing(len(found), actor=current_person())
    db.commit()
    rows = [(person, own_week.own_week(person)) for person in found]
    ids = [str(notice.id) for _person, week in rows for notice in week.notices]
    return render_template(
        "papers/index.html", rows=rows, ids=ids[: waiting.MOST], next_week=weeks.after(weeks.this_monday())
    )


@bp.post(f"{PAPER}/blad")
@allow(*policies.MANAGERS)
@limiter.limit("10 per minute", key_func=by_person)
def sheets() -> Response:
    """One file, in which each person's sheet begins on a new page. It marks nothing as printed."""
    found, actor = waiting.people_on_paper(), current_person()
    if not found:
        raise Refusal("nobody_on_paper", _("Ingen har valt papper än."))
    for person in found:
        audit.record("person.week_viewed", person=person, actor=actor, on="all")
    db.commit()
    data = own_week.week_sheets(found)
    db.rollback()  # no connection is held while the sheets are set
    pdf = press().print_private(own_week.TEMPLATE, data)
    return as_file(pdf, f"papper-{clock.today().isoformat()}.pdf", attached=True)


@bp.post(f"{PAPER}/utskrivet")
@allow(*policies.MANAGERS)
def printed() -> Any:
    ids = [int(one) for one in re.findall(r"[0-9]{1,9}", request.form.get("besked", "")[:4000], re.ASCII)]
    moment = waiting.note_printed(ids, actor=current_person())
    db.commit()
    if moment is None:
        done(_("Inget besked väntade på att skrivas ut."))
    else:
        fields = {"moment": str(waiting.micros_of(moment))}
        words = _("Beskeden är noterade som utskrivna.")
        done_with_undo(words, url=url_for(".not_printed"), label=_("Ångra"), fields=fields)
    return redirect(url_for(".index"), 303)


@bp.post(f"{PAPER}/angra")
@allow(*policies.MANAGERS)
def not_printed() -> Any:
    found = re.fullmatch(r"[0-9]{1,16}", request.form.get("moment", ""), re.ASCII)
    number = waiting.take_back(int(found[0]), actor=current_person()) if found else 0
    db.commit()
    done(ngettext("%(num)s besked väntar igen.", "%(num)s besked väntar igen.", number))
    return redirect(url_for(".index"), 303)


@bp.get(f"{ACTIVITY}/affisch")
@allow(*policies.MANAGERS)
def show_poster(activity_id: int) -> str:
    found = poster.poster_of(_find_activity(activity_id))
    return render_template("papers/poster.html", poster=found, one=found.activity)


@bp.get(f"{ACTIVITY}/affisch.pdf")
@allow(*policies.MANAGERS)
@limiter.limit("60 per minute", key_func=by_person)
def poster_pdf(activity_id: int) -> Response:
    origin = current_app.config["SETTINGS"].public_origin
    data = poster.poster_sheet(poster.poster_of(_find_activity(activity_id)), origin=origin)
    db.rollback()  # no connection is held while the sheet is set
    return as_file(press().print_private(poster.TEMPLATE, data), f"affisch-{activity_id}.pdf")


def _find_activity(activity_id: int) -> Activity:
    return get_or_404(policies.activities().where(Activity.id == activity_id))
