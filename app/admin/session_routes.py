"""Where a person is signed in, and the one-time link by which staff choose a password."""

from __future__ import annotations

from typing import Any

from flask import current_app, render_template, url_for
from flask_babel import gettext as _, ngettext

from app.accounts import sessions, staff
from app.accounts.models import Role
from app.admin.people_routes import PERSON, bp, find_person, to_person
from app.core.access import allow, current_person
from app.core.db import commit
from app.core.errors import Refusal
from app.core.flashes import done


@bp.post(f"{PERSON}/logga-ut-overallt")
@allow(Role.COORDINATOR)
def sign_out_everywhere(person_id: int) -> Any:
    person = find_person(person_id)
    ended = sessions.revoke_all_of(person, actor=current_person(), reason="by_staff")
    commit()
    words = ngettext("Utloggad på %(num)s ställe.", "Utloggad på %(num)s ställen.", ended)
    done(words if ended else _("Personen var inte inloggad."))
    return to_person(person, "inloggad")


@bp.post(f"{PERSON}/lank")
@allow(Role.ADMINISTRATOR)
def make_setup_link(person_id: int) -> Any:
    """A one-time link, shown once. An earlier link that was not used stops working."""
    person = find_person(person_id)
    if not person.is_staff or not person.is_active:
        raise Refusal("not_staff", _("Länken är bara för personal som inte är avstängd."))
    token = staff.make_setup_link(person, actor=current_person())
    commit()
    address = f"{current_app.config['SETTINGS'].public_origin}{url_for('staff.welcome')}#{token}"
    return render_template("admin/setup_link.html", person=person, address=address)
