"""How a person is reached: staff write it down. Every look is an entry, as on the person's page; hosts never see it."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_babel import gettext as _

from app.accounts.models import Role, User
from app.admin import services
from app.admin.contact_forms import ContactForm
from app.admin.people_routes import PERSON, bp, find_person, to_person
from app.core.access import allow, current_person
from app.core.db import commit
from app.core.flashes import done
from app.notifications import contacts
from app.notifications.models import Channel


@bp.get(f"{PERSON}/besked")
@allow(Role.COORDINATOR)
def contact(person_id: int) -> str:
    person = find_person(person_id)
    services.view_person(person, actor=current_person())
    commit()
    return _page(person, ContactForm.of(contacts.contact_of(person)))


@bp.post(f"{PERSON}/besked")
@allow(Role.COORDINATOR)
def update_contact(person_id: int) -> Any:
    person = find_person(person_id)
    form = ContactForm()
    if not form.validate():
        return _page(person, form), 422
    contacts.change(
        person, channel=Channel(form.channel.data), phone=form.stored_phone, email=form.stored_email,
        actor=current_person(),
    )  # fmt: skip
    commit()
    done(_("Sparat. Så får %(name)s besked från och med nu.", name=person.first_name))
    return to_person(person)


def _page(person: User, form: ContactForm) -> str:
    return render_template("admin/contact.html", person=person, form=form)
