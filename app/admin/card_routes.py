"""The login card: issued, renewed and stopped in one step, and printed.

The code exists in memory while the answer to the issuing POST is made, and nowhere else: it is in no table, no cookie
and no address. That answer is a page (200, no-store) with the card on it. Its PDF button posts the code back sealed:
encrypted, bound to the card, good for fifteen minutes and only while that card is the living one.

The form that issues a card names the card it replaces. A second press, a reload, or a colleague who was faster finds
another living card than the one named, and gets a page that says so (409) instead of silently making a third card.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from flask import Response, current_app, make_response, render_template, request, url_for
from flask_babel import gettext as _

from app.accounts import card_print, cards
from app.accounts.cards import IssuedCard
from app.accounts.models import Role, User
from app.admin.people_routes import PERSON, bp, find_person, to_person
from app.core import audit, clock, db
from app.core.access import allow, current_person
from app.core.errors import Refusal
from app.core.flashes import done
from app.core.tokens import digest, seal, unseal

PRINT_WITHIN = timedelta(minutes=15)


@bp.post(f"{PERSON}/kort")
@allow(Role.COORDINATOR)
def issue_card(person_id: int) -> Any:
    """A new card, shown once. The earlier card and what was opened with it end in the same step."""
    person, actor = find_person(person_id), current_person()
    if person.is_staff:
        raise Refusal("staff_card", _("Personal loggar in med lösenord och kod, inte med kort."))
    audit.hold()
    db.locked(User, person.id)
    card = cards.living_card(person)
    if request.form.get("replaces") != str(card.id if card else 0):
        return _only_once(person)
    issued = cards.issue(person, actor=actor)
    audit.record("card.printed", person=person, actor=actor, card=issued.card.id, on="page")
    db.commit()
    return _card_page(person, issued)


@bp.post(f"{PERSON}/kort/pdf")
@allow(Role.COORDINATOR)
def card_pdf(person_id: int) -> Any:
    """The card just issued, as a PDF to download."""
    person = find_person(person_id)
    issued = _unsealed(person, request.form.get("sealed", ""))
    if issued is None:
        return _only_once(person)
    audit.record("card.printed", person=person, actor=current_person(), card=issued.card.id, on="pdf")
    db.commit()
    pdf = card_print.card_pdf(person, _address(issued))
    headers = {"Content-Disposition": f'attachment; filename="kort-{issued.card.id}.pdf"'}
    return Response(pdf, mimetype="application/pdf", headers=headers)


@bp.post(f"{PERSON}/kort/stoppa")
@allow(Role.COORDINATOR)
def stop_card(person_id: int) -> Any:
    person = find_person(person_id)
    stopped = cards.stop(person, actor=current_person())
    db.commit()
    done(_("Kortet är stoppat.") if stopped else _("Det fanns inget kort att stoppa."))
    return to_person(person, "kort")


def _card_page(person: User, issued: IssuedCard) -> Any:
    sealed = seal(json.dumps(["card", issued.card.id, issued.token, clock.now().timestamp()]), "card")
    return make_response(
        render_template(
            "admin/card.html",
            person=person,
            words=card_print.card_words(person),
            code=card_print.code_picture(_address(issued)),
            pdf_url=url_for("people.card_pdf", person_id=person.id),
            sealed=sealed,
        )
    )


def _only_once(person: User) -> Any:
    db.rollback()
    person = find_person(person.id)
    return render_template("admin/card_once.html", person=person, card=cards.living_card(person)), 409


def _unsealed(person: User, sealed: str) -> IssuedCard | None:
    """The card and its code, if the seal is ours, fresh, and of the card that lives."""
    card = cards.living_card(person)
    match _open_seal(sealed):
        case ["card", card_id, str(token), float(sealed_at)] if (
            card and card.id == card_id and cards.opens(card)
        ):
            fresh = clock.now().timestamp() - sealed_at < PRINT_WITHIN.total_seconds()
            return IssuedCard(card, token) if fresh and digest(token) == card.token_hash else None
    return None


def _open_seal(sealed: str) -> Any:
    """What is inside; None when it is not ours or was sealed for something else."""
    opened = unseal(sealed, "card")
    try:
        return json.loads(opened or "null")
    except ValueError:
        return None


def _address(issued: IssuedCard) -> str:
    return issued.address(current_app.config["SETTINGS"].public_origin)
