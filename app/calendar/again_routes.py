"""A new series from an earlier one: the ordinary form, filled with what the earlier one has."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask_babel import gettext as _

from app.calendar import policies
from app.calendar.forms import ActivityForm
from app.calendar.models import Activity
from app.core.access import allow, get_or_404
from app.core.payload import LARGEST_ID

bp = Blueprint("again", __name__, url_prefix="/personal/aktiviteter")


@bp.get(f"/<int(max={LARGEST_ID}):activity_id>/ny-serie")
@allow(*policies.MANAGERS)
def new(activity_id: int) -> str:
    """The first day is left to be chosen. Who runs the earlier one runs the new one too."""
    activity = get_or_404(policies.activities().where(Activity.id == activity_id))
    heading = _("Ny serie av %(title)s", title=activity.title)
    form = ActivityForm.like_earlier(activity)
    return render_template("calendar/staff/form.html", form=form.renew(), heading=heading)
