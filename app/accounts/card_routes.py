"""In with a card. The code comes in the address's fragment; a tap on "Ja, logga in" is always needed,
because programs that preview links must not sign anybody in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from flask import Blueprint, Response, g, redirect, render_template, request, session as cookie, url_for

from app.accounts import cards
from app.accounts.forms import CardForm
from app.accounts.models import LoginCard, SessionKind
from app.accounts.routes import let_in
from app.core import clock
from app.core.access import public
from app.extensions import limiter

bp = Blueprint("cards", __name__)
ASK_WITHIN = timedelta(minutes=5)

# 128 random bits cannot be guessed; the limits keep the log and the database calm. A care home shares one address.
# They count misses and hold back misses only: whoever has a card gets in, whatever others try.


def _shows_a_card() -> bool:
    return shown_card_of_form() is not None


missed_per_address = limiter.shared_limit(
    "60 per minute; 600 per hour", scope="card-address", exempt_when=_shows_a_card
)
missed_in_all = limiter.shared_limit(
    "1200 per minute", scope="card-all", key_func=lambda: "all", exempt_when=_shows_a_card
)


def shown_card_of_form() -> LoginCard | None:
    """The card whose code was posted; asked by the limits and by the view, looked up once."""
    if "posted_card" not in g:
        form = CardForm()
        g.posted_card = cards.find_by_token(form.token()) if form.validate() else None
    return cast("LoginCard | None", g.posted_card)


@bp.get("/kort")
@public
def enter() -> str:
    """The page that reads the fragment (script) or takes a pasted address (without)."""
    return render_template("accounts/card.html", form=CardForm(formdata=None))


@bp.post("/kort")
@public
@missed_per_address
@missed_in_all
def show() -> Any:
    """A card was shown: remember which one for five minutes and ask whose it is."""
    card = shown_card_of_form()
    if card is None:
        return render_template("accounts/card_unknown.html"), 422
    cookie["shown_card"] = [card.id, clock.now().timestamp()]
    return redirect(url_for("cards.confirm"), 303)


@bp.get("/kort/ar-det-du")
@public
def confirm() -> Any:
    card = _shown_card()
    if card is None:
        return redirect(url_for("cards.enter"), 303)
    return render_template("accounts/card_confirm.html", person=card.user)


@bp.post("/kort/ar-det-du")
@public
def sign_in() -> Any:
    card = _shown_card()
    if card is None:
        return render_template("accounts/card_unknown.html"), 422
    cards.note_use(card)
    shared = request.form.get("shared") == "1"
    response: Response = let_in(
        card.user, SessionKind.SHARED_TABLET if shared else SessionKind.OWN_TABLET, card_id=card.id
    )
    return response


def _shown_card() -> LoginCard | None:
    """The card shown in this browser within five minutes, if it still opens."""
    remembered = cookie.get("shown_card")
    if not (isinstance(remembered, list) and len(remembered) == 2):
        return None
    if clock.now().timestamp() - remembered[1] > ASK_WITHIN.total_seconds():
        return None
    return cards.find(remembered[0])
