"""The phone hour: whom to ring, what to say, what came of it, and the next one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import gettext as _

from app.accounts import people
from app.calendar.models import SignUp, SignUpState
from app.calls import answers, calling, telling, wording
from app.calls.forms import AnswerForm, OtherWayForm, OutcomeForm
from app.calls.models import Call, Outcome
from app.calls.overview import IN_LINE, overview, progress
from app.calls.policies import CALLERS, calls_of
from app.calls.receivers import receiver_of, receivers
from app.calls.scripts import script_for
from app.core import audit, clock
from app.core.access import allow, current_person, get_or_404
from app.core.db import commit, session
from app.core.flashes import done, done_with_undo
from app.core.formatting import tel_href
from app.core.payload import LARGEST_ID
from app.notifications.models import Channel, Contact

bp = Blueprint("calls", __name__, url_prefix="/personal/ringtimme")
CALL = f"/samtal/<int(max={LARGEST_ID}):call_id>"


def find_call(call_id: int) -> Call:
    return get_or_404(calls_of(current_person()).where(Call.id == call_id))


@bp.get("")
@allow(*CALLERS)
def index() -> str:
    me = current_person()
    shown = overview(me)
    if me.is_staff and shown.in_line:
        people.note_listing(len(shown.in_line), actor=me)
        commit()
    return render_template("calls/index.html", shown=shown, me=me, outcomes=Outcome, wording=wording)


@bp.post("/nasta")
@allow(*CALLERS)
def start() -> Any:
    return _go_on(skipped_too=True)


@bp.post(f"/ring/<int(max={LARGEST_ID}):notification_id>")
@allow(*CALLERS)
def begin(notification_id: int) -> Any:
    """Out of turn: somebody chosen from the list, or to note what came of the paper."""
    call = calling.claim_one(current_person(), notification_id)
    commit()
    if call:
        return redirect(url_for(".show", call_id=call.id), 303)
    done(_("Det samtalet går inte att ringa just nu. Se listan."))
    return redirect(url_for(".index"), 303)


@bp.get("/ringlista")
@allow(*CALLERS)
def paper() -> str:
    """For ringing without a tablet. It shows many numbers, so each is an entry of its own."""
    me = current_person()
    listed = []
    for one in receivers(me):
        if one.standing in IN_LINE and (script := script_for(one, me)):
            audit.record("call.number_shown", person=one.person, actor=me, row=one.rows[0].id, on="paper")
            listed.append((one, script))
    commit()
    return render_template("calls/paper.html", listed=listed, me=me, now=clock.now(), wording=wording)


@bp.get(CALL)
@allow(*CALLERS)
def show(call_id: int) -> Any:
    me, call = current_person(), find_call(call_id)
    if call.outcome is not None:
        return redirect(url_for(".index"), 303)
    receiver = receiver_of(call, me)
    script = script_for(receiver, me) if receiver else None
    if script:
        audit.record("call.number_shown", person=call.person, actor=me, call=call.id, on="screen")
        commit()
    return render_template(
        "calls/show.html",
        call=call,
        me=me,
        name=wording.name_of(call.person, call.guest_name, me),
        receiver=receiver,
        script=script,
        questions=answers.questions(script, me) if script else [],
        progress=progress(me),
        tel=tel_href(call.phone),
        wording=wording,
    )


@bp.post(CALL)
@allow(*CALLERS)
def settle(call_id: int) -> Any:
    call, form = find_call(call_id), OutcomeForm()
    if not form.validate_on_submit():
        return redirect(url_for(".show", call_id=call.id), 303)
    outcome = Outcome(form.outcome.data)
    told = outcome is Outcome.TOLD
    is_new = telling.tell(call, form.said_ids()) if told else calling.end(call, outcome)
    commit()
    return _ended(call, outcome, is_new=is_new)


@bp.post(f"{CALL}/svar")
@allow(*CALLERS)
def answer(call_id: int) -> Any:
    """Yes or no about a seat. The call is over when it was the last one that there was to answer."""
    me, call, form = current_person(), find_call(call_id), AnswerForm()
    receiver = receiver_of(call, me) if call.outcome is None else None
    script = script_for(receiver, me) if receiver else None
    asked = {one.entry.id: one for one in (answers.questions(script, me) if script else [])}
    question = asked.pop(form.sign_up_id, None) if form.validate_on_submit() else None
    if question is None:
        return redirect(url_for(".show", call_id=call.id), 303)
    yes, is_over = form.answer.data == "yes", not asked
    entry = answers.answer(question.entry, yes=yes, actor=me)
    if is_over:
        telling.tell(call, form.said_ids() | {question.row_id})
    else:
        telling.heard(call, {question.row_id})
    commit()
    return _answered(call, entry, yes=yes, is_over=is_over)


@bp.get(f"{CALL}/annat-satt")
@allow(*CALLERS)
def other_way_form(call_id: int) -> str:
    call = find_call(call_id)
    return _other_way_page(call, _other_way(call, formdata=None))


@bp.post(f"{CALL}/annat-satt")
@allow(*CALLERS)
def other_way(call_id: int) -> Any:
    """Does not want to be rung: how instead? A guest has no other way."""
    call = find_call(call_id)
    form = _other_way(call)
    if call.person and not form.validate_on_submit():
        return _other_way_page(call, form), 422
    channel = Channel(form.channel.data) if call.person else None
    is_new = telling.stop_calling(call, channel)
    commit()
    return _ended(call, Outcome.NO_CALLS, is_new=is_new)


@bp.post(f"{CALL}/angra")
@allow(*CALLERS)
def undo(call_id: int) -> Any:
    call = find_call(call_id)
    telling.take_back(call)
    commit()
    done(_("Samtalet är tillbaka."))
    return redirect(url_for(".show", call_id=call.id), 303)


def _ended(call: Call, outcome: Outcome, *, is_new: bool) -> Any:
    """Said, and straight to the next."""
    if is_new:
        name = wording.name_of(call.person, call.guest_name, current_person())
        undo_url = url_for(".undo", call_id=call.id)
        done_with_undo(wording.ended(outcome, name), url=undo_url, label=_("Ångra"))
    return _go_on(skipped_too=False)


def _answered(call: Call, entry: SignUp, *, yes: bool, is_over: bool) -> Any:
    """Said, with the way back, and on to the next when nothing is left to ask."""
    name = wording.name_of(call.person, call.guest_name, current_person())
    text = answers.in_words(entry, name, yes=yes)
    back = {SignUpState.SEAT: "runners.leave", SignUpState.LEFT: "runners.rejoin"}.get(entry.state)
    if back and not (yes and entry.state is SignUpState.LEFT):
        undo_url = url_for(back, occurrence_id=entry.occurrence_id, sign_up_id=entry.id)
        done_with_undo(text, url=undo_url, label=_("Ångra"))
    else:
        done(text)
    return _go_on(skipped_too=False) if is_over else redirect(url_for(".show", call_id=call.id), 303)


def _go_on(*, skipped_too: bool) -> Any:
    call = calling.claim_next(current_person(), skipped_too=skipped_too)
    commit()
    return redirect(url_for(".show", call_id=call.id) if call else url_for(".index"), 303)


def _other_way(call: Call, **kwargs: Any) -> OtherWayForm:
    contact = session.get(Contact, call.person_id) if call.person_id else None
    return OtherWayForm(**kwargs).offer(contact)


def _other_way_page(call: Call, form: OtherWayForm) -> str:
    name = wording.name_of(call.person, call.guest_name, current_person())
    return render_template("calls/other_way.html", call=call, form=form, name=name)
