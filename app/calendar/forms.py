"""What a coordinator fills in. The rules behind the fields stand in checks.py."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, TypeVar

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import HiddenField, ValidationError
from wtforms.widgets import HiddenInput

from app.accounts import people
from app.calendar import answering, checks, remind_times, rules
from app.calendar.models import (
    LARGEST,
    LONGEST,
    MOST_NEWCOMERS,
    PLACE,
    PRACTICAL,
    REASON,
    SHORTEST,
    SUMMARY,
    TITLE,
    ZONE,
    Activity,
    Serves,
)
from app.calendar.remind_times import Lead
from app.core import clock
from app.core.forms import (
    BooleanField,
    DateField,
    Form,
    RadioField,
    SelectField,
    TextArea,
    TextField,
    TimeField,
    WholeField,
    add_error,
    choice,
    submission_key,
)
from app.core.payload import CLIENT_ID
from app.core.tokens import new_token

REPEATS = (
    choice(rules.Repeat.ONCE.value, _l("En gång")),
    choice(rules.Repeat.WEEKLY.value, _l("Varje vecka")),
    choice(rules.Repeat.BIWEEKLY.value, _l("Varannan vecka")),
    choice(rules.Repeat.MONTHLY.value, _l("Varje månad, till exempel den tredje tisdagen")),
    choice(rules.Repeat.MONTHLY_LAST.value, _l("Varje månad, den sista gången i månaden")),
)
SERVINGS = (
    choice(Serves.SOUP.value, _l("Soppa")),
    choice(Serves.COFFEE.value, _l("Kaffe och te")),
    choice(Serves.NOTHING.value, _l("Inget")),
)
ANSWERS = [choice(str(minutes), words) for minutes, words in answering.CHOICES.items()]
CHOSEN = ("repeat", "serves", "organisation_id", "answer_minutes")
NEWCOMERS_SUGGESTED = 25  # percent
REMINDERS = {
    "remind_week": Lead.WEEK,
    "remind_two_days": Lead.TWO_DAYS,
    "remind_day": Lead.DAY,
    "remind_morning": Lead.MORNING,
}
TICKED = ("skips_holidays", "in_programme", *REMINDERS)


Value = TypeVar("Value")


def known(value: Value | None) -> Value:
    """A required field's value after validation."""
    if value is None:
        raise ValueError("the form has not been validated")
    return value


class ActivityForm(Form):
    """A new activity. `key` is new for each page: the same page sent twice makes one activity."""

    title = TextField(_l("Vad heter aktiviteten?"), longest=TITLE)
    place = TextField(_l("Var?"), longest=PLACE)
    starts_on = DateField(_l("Första dagen"))
    starts_at = TimeField(_l("Vilken tid?"))
    duration_minutes = WholeField(_l("Hur många minuter?"), least=SHORTEST, most=LONGEST, default=90)
    repeat = RadioField(_l("Hur ofta?"), choices=REPEATS, default=rules.Repeat.WEEKLY.value)
    until = DateField(
        _l("Till och med"), required=False, description=_l("Lämna tomt om serien inte har något slut.")
    )
    times = WholeField(
        _l("Eller antal gånger"), least=1, most=rules.MOST_DATES, required=False,
        description=_l("Skriv slutdatum eller antal, inte båda."),
    )  # fmt: skip
    skips_holidays = BooleanField(_l("Hoppa över helgdagar"))
    in_programme = BooleanField(
        _l("Visa i veckans program"),
        default=True,
        description=_l("Alla kan läsa programmet, även utan att logga in. Där står vad, när och var."),
    )
    capacity = WholeField(
        _l("Hur många får plats?"), least=1, most=LARGEST, required=False,
        description=_l("Lämna tomt om alla får plats."),
    )  # fmt: skip
    remind_week = BooleanField(_l("En vecka innan"))
    remind_two_days = BooleanField(_l("Två dagar innan"))
    remind_day = BooleanField(_l("Dagen innan"), default=True)
    remind_morning = BooleanField(_l("Samma morgon, eller kvällen innan om det börjar före klockan tio"))
    answer_minutes = SelectField(
        _l("När en plats blir ledig: hur länge får den första i kön svara?"), coerce=int, choices=ANSWERS, default=0,
        description=_l("Tiden räknas mellan klockan 8 och 21, och blir kortare nära starten. Sedan frågas nästa."),
    )  # fmt: skip
    newcomer_percent = WholeField(
        _l("Hur många procent av platserna är för nya?"), least=0, most=MOST_NEWCOMERS, required=False,
        default=NEWCOMERS_SUGGESTED,
        description=_l(
            "Ny är den som inte har haft plats förut. Två dagar före blir platserna öppna för alla. "
            "Fasta platser tar aldrig av dem."
        ),
    )  # fmt: skip
    serves = RadioField(_l("Vad står på bordet?"), choices=SERVINGS, default=Serves.NOTHING.value)
    organisation_id = SelectField(_l("Vem ordnar?"), coerce=int)
    summary = TextArea(
        _l("Vad gör ni?"), longest=SUMMARY, required=False, description=_l("En eller två meningar.")
    )
    practical = TextArea(
        _l("Bra att veta"),
        longest=PRACTICAL,
        required=False,
        description=_l("Ingång, mat, resa. En rad för varje sak."),
    )
    like = HiddenField(_l("Som"), widget=HiddenInput())  # the earlier activity whose team runs this one too
    key = submission_key()

    longest_back = checks.BACK

    def __init__(self, *args: Any, zone: str | None = None, **kwargs: Any) -> None:
        """`zone` is that of a series that is there already; a new one goes by the clock of who arranges it."""
        super().__init__(*args, **kwargs)
        organisations = people.organisations()
        self.organisation_id.choices = [
            choice("0", _("Ingen särskild")),
            *(choice(str(one.id), one.name) for one in organisations),
        ]
        self.zones = {one.id: zone or one.zone for one in organisations}
        self.zone = zone or ZONE

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        for name, message in checks.problems(self.details(), longest_back=self.longest_back):
            add_error(self[name], message)
        return not self.errors

    def validate_key(self, field: HiddenField) -> None:
        if not CLIENT_ID.fullmatch(field.data or ""):
            raise ValidationError(_("Sidan var gammal. Tryck på knappen en gång till."))

    @classmethod
    def like_earlier(cls, activity: Activity) -> ActivityForm:
        form = cls(formdata=None, obj=activity, starts_on=None)
        form.starts_on.data = form.until.data = form.times.data = form.key.data = None
        form.repeat.data, form.serves.data = rules.repeat_of(activity.rrule).value, activity.serves.value
        form.organisation_id.data, form.like.data = activity.organisation_id or 0, str(activity.id)
        return form

    def validate_times(self, field: WholeField) -> None:
        if field.data is not None and self.until.data is not None:
            raise ValidationError(_("Skriv slutdatum eller antal gånger, inte båda."))

    def renew(self) -> ActivityForm:
        """Ready to be shown, with what is filled in kept."""
        self.tidy()
        if not CLIENT_ID.fullmatch(self.key.data or ""):
            self.key.data = new_token()[:32]
        return self

    def details(self) -> rules.Details:
        """Only after validate(), which has made sure that nothing is missing."""
        repeat = rules.Repeat(self.repeat.data)
        first = known(self.starts_on.data)
        return rules.Details(
            title=self.title.data,
            place=self.place.data,
            starts_on=first,
            starts_at=known(self.starts_at.data),
            duration_minutes=known(self.duration_minutes.data),
            rrule=rules.write_rule(repeat, first, self.until.data, self.times.data),
            capacity=self.capacity.data,
            answer_minutes=self.answer_minutes.data or None,
            newcomer_percent=self.newcomer_percent.data or 0,
            summary=self.summary.data,
            practical=self.practical.data,
            serves=Serves(self.serves.data),
            skips_holidays=self.skips_holidays.data,
            in_programme=self.in_programme.data,
            reminders=remind_times.write(lead for name, lead in REMINDERS.items() if self[name].data),
            organisation_id=self.organisation_id.data or None,
            zone=self.zones.get(self.organisation_id.data, self.zone),
        )

    def as_hidden(self) -> dict[str, str]:
        """What was filled in, for the page between the form and the calendar."""
        own = ("csrf_token", *TICKED)
        plain = {f.name: f._value() for f in self if hasattr(f, "_value") and f.name not in own}
        chosen = {name: str(self[name].data) for name in CHOSEN}
        return {**plain, **chosen, **{name: "y" for name in TICKED if self[name].data}}


class SeriesForm(ActivityForm):
    """The series from a day on."""

    starts_on = DateField(_l("Från och med"), description=_l("Första dagen som ändringen gäller."))
    reason = TextField(
        _l("Varför?"),
        longest=REASON,
        required=False,
        description=_l("De som är anmälda ser det om deras dag ändras."),
    )
    longest_back = timedelta(0)

    def about(self, activity: Activity) -> SeriesForm:
        """In the words for one date, when there is one only."""
        if activity.rrule is None:
            self.starts_on.label.text, self.starts_on.description = _("Vilken dag?"), ""
        return self

    @classmethod
    def of(cls, activity: Activity) -> SeriesForm:
        """Filled with what holds now, from the next planned day on."""
        today = clock.today()
        coming = [day.day for day in rules.plan(activity, today=today, since=today)]
        counted = "COUNT" in rules.parts(activity.rrule)
        form = cls(formdata=None, obj=activity)
        form.starts_on.data = coming[0] if coming else today
        form.repeat.data = rules.repeat_of(activity.rrule).value
        form.until.data = rules.until_of(activity.rrule)
        form.times.data = len(coming) or None if counted else None
        form.serves.data = activity.serves.value
        form.answer_minutes.data = activity.answer_minutes or 0
        form.organisation_id.data = activity.organisation_id or 0
        for name, lead in REMINDERS.items():
            form[name].data = lead in remind_times.read(activity.reminders)
        return form
