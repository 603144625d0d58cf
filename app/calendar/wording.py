"""How it is with a date, in words: for a row of the list, for its own page, for staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_timezone_location
from flask_babel import get_locale, gettext as _, ngettext

from app.calendar import places, rules
from app.calendar.counting import released_at
from app.calendar.models import ZONE, Activity, Occurrence, Serves, SignUp
from app.calendar.news import with_reason
from app.calendar.queries import Line
from app.core import formatting

near_day = formatting.near_day

where, online, team = places.where, places.online, places.team


@dataclass(frozen=True)
class State:
    """kind and icon for the components (no · yes · full · off), and the words."""

    kind: str
    icon: str
    text: str


def in_row(line: Line) -> State:
    """Short, without a full stop."""
    date = line.occurrence
    if date.is_cancelled:
        return State(
            "off", "fel", _("Inställt: %(reason)s", reason=date.reason) if date.reason else _("Inställt")
        )
    if date.has_ended():
        return State("no", "klocka", _("Har varit"))
    if line.is_seated:
        words = _("Pågår nu. Du är anmäld") if date.has_begun() else seated(line)
        return State("yes", "klart", words)
    if date.has_begun():
        return State("no", "klocka", _("Har börjat"))
    if line.is_waiting:
        return State("full", "ko", _("Du är nummer %(n)s på kölistan", n=line.place))
    if line.is_offered:
        return State("full", "anslag", _("Det finns en plats till dig. Svara"))
    return _room_left(line)


def off(date: Occurrence) -> str:
    return with_reason(_("Det är inställt den här dagen."), date.reason)


def seated(line: Line) -> str:
    """Du är anmäld · Du och Berit är anmälda, without a full stop."""
    if line.mine is None or not line.mine.companions:
        return _("Du är anmäld")
    if line.mine.companion_name:
        return _("Du och %(name)s är anmälda", name=line.mine.companion_name)
    return _("Du och ditt sällskap är anmälda")


def _room_left(line: Line) -> State:
    date = line.occurrence
    if line.room is None:
        return State("no", "stol", _("Det finns plats för alla"))
    if line.is_kept_for_newcomers:
        return State("full", "ko", _("Platserna som är kvar är för nya. Du kan stå på kölistan"))
    if line.room == 0:
        return State("full", "ko", _("Fullt. Du kan stå på kölistan"))
    return State("no", "stol", _("Det finns plats: %(seats)s kvar", seats=seats(date, line.room)))


def share_rule(line: Line) -> str | None:
    """The rule of the newcomers' share in a sentence, while it holds."""
    if not line.share:
        return None
    until = formatting.when_in_words(released_at(line.occurrence))
    return ngettext(
        "%(num)s plats är till för den som inte har varit med förut, till %(until)s.",
        "%(num)s platser är till för dem som inte har varit med förut, till %(until)s.",
        line.share,
        until=until,
    )


def on_page(line: Line) -> State:
    """Whole sentences."""
    date, short = line.occurrence, in_row(line)
    if date.is_cancelled:
        return State("off", "fel", off(date))
    if date.has_ended():
        return State("no", "klocka", _("Det har redan varit."))
    if line.is_seated:
        here = with_reason(_("Det pågår nu. Du är anmäld."), where(date))
        words = here if date.has_begun() else _("%(seated)s. Välkommen!", seated=seated(line))
        return State("yes", "klart", words)
    if date.has_begun():
        return State(short.kind, short.icon, _("Det har redan börjat."))
    return _before(line)


def _before(line: Line) -> State:
    """While it is still to come, for who has no seat."""
    date = line.occurrence
    if line.is_offered and line.mine:
        return State("full", "anslag", _offer(line.mine))
    if line.is_waiting:
        return State("full", "ko", _in_queue(line))
    if line.room == 0:
        return State("full", "ko", f"{_room_left(line).text}.")
    if date.free is None or date.capacity is None:
        return State("no", "stol", _("Du är inte anmäld. Det finns plats för alla."))
    of_all = ngettext("%(num)s ledig", "%(num)s lediga", line.room or 0)
    words = _(
        "Du är inte anmäld. Det finns plats: %(free)s av %(all)s.",
        free=of_all,
        all=seats(date, date.capacity),
    )
    return State("no", "stol", words)


def _offer(entry: SignUp) -> str:
    """What and when stand in the heading already."""
    until = formatting.when_in_words(entry.offered_until or entry.queued_at)
    if entry.companions:
        return _("Det finns plats till dig och ditt sällskap. Svara senast %(until)s.", until=until)
    return _("Det finns en plats till dig. Svara senast %(until)s.", until=until)


def _in_queue(line: Line) -> str:
    """Where they stand, and what keeps them waiting when seats are free."""
    date = line.occurrence
    if line.waits_for_two:
        return _("En plats är ledig, men ni är två. Du är först på kölistan.")
    if line.share and date.free and line.mine and not line.mine.is_newcomer:
        return _("Platserna som är kvar är för nya. Du är nummer %(n)s på kölistan.", n=line.place)
    return _("Fullt. Du är nummer %(n)s på kölistan.", n=line.place)


def seats(date: Occurrence, number: int) -> str:
    """6 stolar, 1 plats: chairs where there is a table."""
    if date.activity.serves is Serves.NOTHING:
        return ngettext("%(num)s plats", "%(num)s platser", number)
    return ngettext("%(num)s stol", "%(num)s stolar", number)


def seats_taken(date: Occurrence) -> str:
    """18 av 24, for staff."""
    if date.capacity is None:
        return _("%(n)s, utan gräns", n=date.taken)
    return _("%(n)s av %(all)s", n=date.taken, all=date.capacity)


def on_tile(date: Occurrence) -> str:
    """Sopplunch i morgon · Sopplunch tisdag 1 december · Sopplunch, pågår nu"""
    if date.has_begun():
        return _("%(title)s, pågår nu", title=date.title)
    day = day_of(date.starts_at)
    return _("%(title)s %(day)s", title=date.title, day=formatting.near_day(day) or formatting.plain_day(day))


def moved(date: Occurrence) -> str | None:
    """Where the date was before, and why it moved."""
    if date.moved_from is None or date.is_cancelled:
        return None
    before = formatting.plain_day(day_of(date.moved_from))
    at = formatting.time_in_words(date.moved_from)
    return with_reason(_("Ny tid. Förut %(day)s, %(time)s.", day=before, time=at), date.reason)


def moved_away(date: Occurrence) -> str:
    """On the day where it was."""
    day, at = formatting.plain_day(day_of(date.starts_at)), formatting.time_in_words(date.starts_at)
    return _("%(title)s är flyttad till %(day)s, %(time)s.", title=date.title, day=day, time=at)


def day_of(moment: datetime) -> date:
    return formatting.local(moment).date()


def zone_of(date: Occurrence) -> ZoneInfo:
    """Whose clock the date goes by."""
    return ZoneInfo(date.activity.zone)


def day_there(one: Occurrence) -> date:
    return formatting.local(one.starts_at, zone_of(one)).date()


def elsewhere(date: Occurrence) -> str | None:
    """Tiderna är de i Helsingfors: said when the date goes by another clock than Sweden's."""
    if date.activity.zone == ZONE:
        return None
    city = get_timezone_location(date.activity.zone, locale=str(get_locale() or "sv"), return_city=True)
    return _("Tiderna är de i %(city)s.", city=city)


def with_day(date: Occurrence) -> str:
    """Sopplunch, tisdag 24 november: the heading of the date's page, unlike that of any other date."""
    return _("%(title)s, %(day)s", title=date.title, day=formatting.plain_day(day_there(date)))


def served(activity: Activity) -> str | None:
    return {Serves.SOUP: _("Soppa"), Serves.COFFEE: _("Kaffe och te")}.get(activity.serves)


def rhythm(details: rules.Details | Activity) -> str:
    """varje tisdag · varannan tisdag · den tredje tisdagen varje månad · en gång."""
    day = format_date(details.starts_on, "EEEE", locale=str(get_locale() or "sv"))
    repeat = rules.repeat_of(details.rrule)
    if repeat is rules.Repeat.ONCE:
        return _("en gång")
    if repeat is rules.Repeat.WEEKLY:
        return _("varje %(day)s", day=day)
    if repeat is rules.Repeat.BIWEEKLY:
        return _("varannan %(day)s", day=day)
    return _nth(rules.parts(details.rrule)["BYDAY"][:-2], day)


def schedule(details: rules.Details | Activity) -> str:
    """Varje tisdag klockan 11.30, 90 minuter · Tisdag 24 november klockan 11.30, 90 minuter"""
    once = rules.repeat_of(details.rrule) is rules.Repeat.ONCE
    often = formatting.plain_day(details.starts_on) if once else rhythm(details)
    at = datetime.combine(details.starts_on, details.starts_at)  # the wall clock: no zone
    template = _("%(often)s klockan %(time)s, %(n)s minuter")
    words = {
        "often": formatting.capital(often),
        "time": formatting.clock_time(at),
        "n": details.duration_minutes,
    }
    return template % words


def _nth(number: str, day: str) -> str:
    return {
        "1": _("den första %(day)sen varje månad", day=day),
        "2": _("den andra %(day)sen varje månad", day=day),
        "3": _("den tredje %(day)sen varje månad", day=day),
        "4": _("den fjärde %(day)sen varje månad", day=day),
    }.get(number) or _("den sista %(day)sen varje månad", day=day)
