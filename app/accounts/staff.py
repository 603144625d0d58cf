"""How staff get in for now: a one-time link from the command line, then a long password and a time-based code.

Single sign-on and passkeys come later and end in the same place: `sessions.open_session`.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cache

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import gettext as _
from sqlalchemy import select, update

from app.accounts import people, sessions
from app.accounts.models import SetupLink, User
from app.core import audit, clock
from app.core.db import session
from app.core.errors import Refusal
from app.core.loop import off_the_loop
from app.core.tokens import digest, new_token, seal, unseal

LINK_VALID = timedelta(hours=24)
SHORTEST_PASSWORD, LONGEST_PASSWORD = 15, 128
TOTP = "totp"  # what the authenticator's secret is sealed for
_hasher = PasswordHasher()  # Argon2id with the library's current parameters


def make_setup_link(person: User, *, actor: User | None) -> str:
    """A one-time token; earlier unused links of the person stop working."""
    if not person.login_name:
        raise Refusal("no_login_name", _("Personen saknar inloggningsnamn."), 422)
    session.execute(
        update(SetupLink)
        .where(SetupLink.user_id == person.id, SetupLink.used_at.is_(None))
        .values(used_at=clock.now())
    )
    token = new_token()
    session.add(SetupLink(user_id=person.id, token_hash=digest(token), expires_at=clock.now() + LINK_VALID))
    audit.record("setup_link.made", person=person, actor=actor)
    return token


def find_setup_link(token: str) -> SetupLink | None:
    link = session.scalar(select(SetupLink).where(SetupLink.token_hash == digest(token)))
    usable = (
        link is not None
        and link.used_at is None
        and link.expires_at > clock.now()
        and link.user.is_active
        and link.user.is_staff
    )
    return link if usable else None


def complete_setup(link: SetupLink, *, password: str, totp_secret: str, code: str) -> None:
    """Set password and authenticator at once; the link is used up, other sessions end."""
    step = accepted_step(totp_secret, code, after=None)
    if step is None:
        raise Refusal("bad_code", _("Koden stämmer inte. Vänta på nästa kod och skriv den."), 422)
    password_hash = off_the_loop(_hasher.hash, password)  # before anything is written: it takes its time
    claimed = session.execute(
        update(SetupLink)
        .where(SetupLink.id == link.id, SetupLink.used_at.is_(None))
        .values(used_at=clock.now())
    )
    if not claimed.rowcount:  # type: ignore[attr-defined]
        raise Refusal("used", _("Länken är redan använd."))
    person = link.user
    person.password_hash = password_hash
    person.totp_secret, person.totp_last_step = seal(totp_secret, TOTP), step
    audit.record("person.credentials_set", person=person, actor=person)
    sessions.revoke_all_of(person, actor=person, reason="credentials_set")


def check_credentials(login_name: str, password: str, code: str) -> User | None:
    """The person, or None: unknown name, wrong password, wrong code and used code cannot be told apart."""
    person = people.find_by_login_name(login_name)
    matches = _verify(person.password_hash if person and person.password_hash else _nobody(), password)
    may = person is not None and person.is_active and person.is_staff
    if person is None or not may or not matches or not person.totp_secret:
        return None
    secret = unseal(person.totp_secret, TOTP)
    step = accepted_step(secret, code, after=person.totp_last_step) if secret else None
    if step is None:
        return None
    # Conditional, so that two requests with the same code at the same moment cannot both win.
    won = session.execute(
        update(User)
        .where(User.id == person.id, (User.totp_last_step.is_(None)) | (User.totp_last_step < step))
        .values(totp_last_step=step)
    )
    return person if won.rowcount else None  # type: ignore[attr-defined]


def accepted_step(secret: str, code: str, *, after: int | None) -> int | None:
    """The 30-second step the code belongs to (one before, this, one after; RFC 6238), newer than `after`."""
    digits = "".join(code.split())
    if not (digits.isascii() and digits.isdigit() and len(digits) == 6):
        return None
    totp, this = pyotp.TOTP(secret), int(clock.now().timestamp()) // 30
    for step in (this - 1, this, this + 1):
        if (after is None or step > after) and pyotp.utils.strings_equal(totp.generate_otp(step), digits):
            return step
    return None


@cache
def _nobody() -> str:
    """What a name that does not exist is checked against, so that it takes as long; made when first needed."""
    return off_the_loop(_hasher.hash, "nobody has this password")


def _verify(stored: str, password: str) -> bool:
    if len(password) > LONGEST_PASSWORD:
        return False
    try:
        return off_the_loop(_hasher.verify, stored, password)
    except (VerificationError, InvalidHashError):
        return False
