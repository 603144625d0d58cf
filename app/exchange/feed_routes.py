"""What calendar apps fetch. They have no session; they ask often, and mostly nothing is new."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from app.calendar import policies, seats
from app.calendar.models import Occurrence
from app.core import db, rates
from app.core.access import current_person, get_or_404, impersonal, public, signed_in
from app.core.payload import LARGEST_ID
from app.exchange import feeds, ics, own, public as programme
from app.exchange.own import Version
from app.extensions import limiter

bp = Blueprint("feeds", __name__)
MAX_AGE = 900  # seconds in which an app need not even ask
WAIT = 60
MOST_KEPT = 64
ALL = 0  # the bucket that everybody shares
_turn = Lock()  # gevent's own, where there is a loop
_kept: dict[int, tuple[str, bytes]] = {}  # of each feed the last file and its mark


@bp.get("/kalender/prenumeration/<token>.ics")
@public
@impersonal
def person(token: str) -> Response:
    """Misses are limited together: 256 random bits cannot be guessed, and whoever has an address gets in."""
    feed = feeds.find_by_token(token)
    if feed is None:
        is_few = rates.take(ALL, "feed-missed", per_second=5, burst=100)
        return Response(_("Adressen gäller inte."), 404, mimetype="text/plain") if is_few else _wait()
    if not rates.take(feed.id, "feed", per_second=1 / WAIT, burst=10):
        return _wait()
    return _answer(
        feed.id, own.version(feed), lambda: own.file_for(feed.person, link=page_of), cached="private"
    )


@bp.get("/program.ics")
@public
@impersonal
@limiter.limit("60 per minute")  # of one address: it must not use up what there is for all
def week() -> Response:
    if not rates.take(ALL, "programme", per_second=20, burst=100):
        return _wait()
    return _answer(ALL, programme.version(), programme.file_for_all, cached="public")


@bp.get(f"/kalender/<int(max={LARGEST_ID}):occurrence_id>.ics")
@signed_in
def date(occurrence_id: int) -> Response:
    """One date, to be put into a calendar by hand."""
    visible = policies.dates_visible_to(current_person())
    one = get_or_404(visible.where(Occurrence.id == occurrence_id))
    mine = seats.find(current_person(), one)
    return _file(Response(own.file_of_date(one, mine, link=page_of)), f"samvaro-{one.id}.ics")


def page_of(occurrence_id: int) -> str:
    return ics.origin() + url_for("calendar.show", occurrence_id=occurrence_id)


def _answer(key: int, version: Version, build: Callable[[], bytes], *, cached: str) -> Response:
    """Nothing is built for an app that has the newest already, nor for two that want the same."""
    response = _file(Response(), "samvaro.ics")
    response.headers["Cache-Control"] = f"{cached}, max-age={MAX_AGE}"
    response.last_modified = version.changed_at
    response.set_etag(version.mark, weak=True)  # weak: compressed or not, it is the same
    response.make_conditional(request)
    if response.status_code == 304:
        return response
    mark, body = _kept.get(key, ("", b""))
    if mark != version.mark:
        if not rates.take(ALL, "feed-built", per_second=10, burst=60):
            return _wait()
        body = _built_once(key, version, build)
    response.set_data(body)
    return response


def _built_once(key: int, version: Version, build: Callable[[], bytes]) -> bytes:
    """One at a time. Who waits for the same takes what was built meanwhile, and holds no connection until then."""
    db.rollback()
    with _turn:
        mark, body = _kept.get(key, ("", b""))
        if mark != version.mark:
            body = build()
            _keep(key, version.mark, body)
        return body


def _keep(key: int, mark: str, body: bytes) -> None:
    _kept.pop(key, None)
    _kept[key] = mark, body
    while len(_kept) > MOST_KEPT:
        del _kept[next(iter(_kept))]


def _file(response: Response, name: str) -> Response:
    response.mimetype = "text/calendar"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _wait() -> Response:
    return Response(_("Vänta en minut."), 429, {"Retry-After": str(WAIT)}, mimetype="text/plain")
