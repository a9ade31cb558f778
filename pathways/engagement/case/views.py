"""The pages of one case: the course of treatment, leaving, the case itself, transfers to us, and any other step."""

from datetime import date
from typing import Any

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.audit import record as audit
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import police_names_of
from pathways.drafts.desk import once, open_form
from pathways.engagement.appointments import queries as appointments_queries
from pathways.engagement.care_plan import queries as care_plan_queries
from pathways.engagement.care_plan.rules import REVIEW_AFTER
from pathways.engagement.case import actions
from pathways.engagement.case.queries import case as case_queries
from pathways.engagement.case.queries import steps as steps_queries
from pathways.engagement.case.queries.case import Case
from pathways.engagement.case.queries.overview import overview_of
from pathways.engagement.case.queries.steps import Coming
from pathways.engagement.case.rules import (
    CLOSING,
    AttemptFacts,
    asked_of_receiver,
    by_what_they_do,
    first_structured_contact,
)
from pathways.engagement.caseload.queries import cases as cases_queries
from pathways.engagement.caseload.views import LATEST
from pathways.engagement.forms.case import AttemptForm, CarePlanForm, EngagedForm, ExitForm, StartForm
from pathways.engagement.notes.rules import counts_as_engaged
from pathways.engagement.outcomes import queries as outcomes_queries
from pathways.engagement.required_assessments import queries as required_assessments_queries
from pathways.engagement.rules import IN_CASE, endings, modalities
from pathways.engagement.views import case_url, pages, show_case
from pathways.referrals.consents import queries as consents_queries
from pathways.referrals.consents.rules.consents import REFERRAL, lapses_on
from pathways.referrals.joint_plans.rules import BY_THEIR_WORD
from pathways.referrals.needs import queries as needs_queries
from pathways.referrals.needs.rules import needs_in_words
from pathways.referrals.sending import queries as sending_queries
from pathways.referrals.steps import queries as referral_steps
from pathways.referrals.steps.rules import ReferralStanding, steps_asked
from pathways.refusals import Refused
from pathways.step_tables.forms import form_of, given_by
from pathways.step_tables.rules import StepAsked
from pathways.store.paging import PAGE_SIZE
from pathways.ui.choices import Choice
from pathways.ui.forms import Form
from pathways.ui.pages import marks_asked_for, show

# The course of treatment: care plan, start, engaged.


@pages.route("/cases/<int:referral_id>/care-plan", methods=["GET", "POST"])
@permit("case.record")
def care_plan(referral_id: int) -> ResponseReturnValue:
    """The day the care plan was agreed with the person."""
    case = case_queries.case(viewer(), referral_id)
    agreed_on = case.care_plan.agreed_on if case.care_plan else clock.today()
    form = open_form(CarePlanForm, title="Care plan", of=case.person.id, filled={"agreed_on": agreed_on})
    if response := once(form, lambda: _agree(referral_id, form)):
        return response
    return show_case("engagement/case/care_plan.html", case, form=form)


def _agree(referral_id: int, form: CarePlanForm) -> str:
    actions.agree_care_plan(
        by=viewer(),
        referral_id=referral_id,
        agreed_on=form.agreed_on.data,
        correction_reason=form.reason,
        version=form.seen_version,
    )
    return case_url(referral_id)


@pages.route("/cases/<int:referral_id>/start", methods=["GET", "POST"])
@permit("case.record")
def start(referral_id: int) -> ResponseReturnValue:
    """The start of structured treatment."""
    case = case_queries.case(viewer(), referral_id)
    so_far = case.start
    filled = {
        "started_on": so_far.started_on if so_far else clock.today(),
        "modality": so_far.modality if so_far else None,
    }
    form = open_form(StartForm, title="Start of treatment", of=case.person.id, filled=filled)
    if response := once(form, lambda: _start(referral_id, form)):
        return response
    return show_case("engagement/case/start.html", case, form=form)


def _start(referral_id: int, form: StartForm) -> str:
    actions.start_treatment(
        by=viewer(),
        referral_id=referral_id,
        started_on=form.started_on.data,
        modality=form.modality.data,
        correction_reason=form.reason,
        version=form.seen_version,
    )
    return case_url(referral_id)


@pages.route("/cases/<int:referral_id>/engaged", methods=["GET", "POST"])
@permit("case.record")
def engaged(referral_id: int) -> ResponseReturnValue:
    """The day the person engaged, offered from the first structured contact."""
    case = case_queries.case(viewer(), referral_id)
    form = open_form(EngagedForm, title="Engaged", of=case.person.id, filled={"engaged_on": _first_contact(case)})
    if response := once(form, lambda: _engage(referral_id, form)):
        return response
    return show_case("engagement/case/engaged.html", case, form=form, definition=counts_as_engaged(clock.today()))


def _first_contact(case: Case) -> date | None:
    if case.engagement:
        return case.engagement.engaged_on
    return first_structured_contact(case.structured_contacts, case.start.started_on if case.start else None)


def _engage(referral_id: int, form: EngagedForm) -> str:
    actions.record_engaged(
        by=viewer(),
        referral_id=referral_id,
        engaged_on=form.engaged_on.data,
        correction_reason=form.reason,
        version=form.seen_version,
    )
    return case_url(referral_id)


# Leaving, planned or not: filled in, checked on a page of its own, then closed.


CHECK, CHANGE = "check", "change"


@pages.route("/cases/<int:referral_id>/exit", methods=["GET", "POST"])
@permit("case.record")
def leave(referral_id: int) -> ResponseReturnValue:
    """Leaving: planned or not, with a reason from the list. Death has its own page."""
    case = case_queries.case(viewer(), referral_id)
    form = open_form(ExitForm, title="Leaving", of=case.person.id, filled={"exited_on": clock.today()})
    now = steps_queries.standing_of(case)
    may, shut = steps_queries.endings_of(case, now)
    form.offer_endings(may)
    context: dict[str, Any] = {"plan": care_plan_queries.plan_of(case), "modalities": modalities(), "shut": shut}
    if form.pressed in (CHECK, CHANGE):
        if form.submitted() and form.pressed == CHECK and _may_be_checked(case, form):
            ending = endings()[str(form.reason.data)]
            return show_case("engagement/case/_check_leaving.html", case, form=form, ending=ending, **context)
    elif response := once(form, lambda: _leave(referral_id, form)):
        return response
    return _page(case, form, now, **context)


def _page(case: Case, form: ExitForm, now: ReferralStanding, **context: Any) -> ResponseReturnValue:
    """The form with what is still open, and with what police will see under the consent as it stands."""
    return show_case(
        "engagement/case/leave.html",
        case,
        form=form,
        steps=steps_queries.open_steps(viewer(), case, now),
        conditions=steps_queries.conditions_for(viewer(), case.referral.episode_id),
        consent=steps_queries.feedback_answer(case),
        **context,
    )


def _may_be_checked(case: Case, form: ExitForm) -> bool:
    """Whether the check page may be shown; if not, every reason is put on the form."""
    try:
        actions.may_leave(case, form.reason.data, form.exited_on.data, form.afterwards())
    except Refused as refusal:
        form.refuse(refusal.reasons)
        form.on_refused()
        return False
    return True


def _leave(referral_id: int, form: ExitForm) -> str:
    actions.leave(
        by=viewer(),
        referral_id=referral_id,
        reason=form.reason.data,
        exited_on=form.exited_on.data,
        afterwards=form.afterwards(),
    )
    return case_url(referral_id)


# The page of one case.


@pages.get("/cases/<int:referral_id>")
@permit("case.read")
def case(referral_id: int) -> ResponseReturnValue:
    """One case: what is next, what police set, what they can see, and everything recorded."""
    case = case_queries.case(viewer(), referral_id)
    consent, beside = steps_queries.feedback_answer(case), overview_of(case)
    screen = needs_queries.screen_of(case.referral.episode_id)
    result = steps_queries.result_for_treatment(viewer(), case)
    running = referral_steps.what_runs_on(viewer(), case.referral)
    standing = steps_queries.standing_of(case, attempts=beside.attempts)
    if result:
        subject = ("drug_test", result.test_id)
        audit.look(viewer(), case.person.id, "test.result.viewed", subject, purpose=result.purpose.value)
    return show_case(
        "engagement/case/case.html",
        case,
        beside_case=beside,
        screen=screen,
        risks=screen.flags if screen else (),
        needs=needs_in_words(screen) if screen else (),
        urgent_besides=("Pregnant",) if screen and screen.is_pregnant else (),
        consent=consent,
        consent_until=lapses_on(consent.row.taken_at) if consent.live and consent.row else None,
        keyworker="".join(cases_queries.keyworkers_named(viewer(), [case.referral.keyworker_id]).values()),
        is_open=case.is_open,
        ending=endings().get(case.exit.reason) if case.exit else None,
        steps=by_what_they_do(steps_queries.open_steps(viewer(), case, standing)),
        modality=modalities().get(case.start.modality) if case.start else None,
        engaged=counts_as_engaged(clock.today()),
        result=result,
        running=running,
        deadline=referral_steps.next_deadline(running),
        now=clock.now(),
        is_accepted=request.args.get("done") == "accepted" and case.referral.accepted_by_id == viewer().user_id,
        is_noted=request.args.get("done") == "noted" and bool(case.team_note),
        **_set_by_police(case),
        weeks_12=case.start.started_on + REVIEW_AFTER if case.start else None,
        naloxone=outcomes_queries.naloxone_held(beside.supplies),
        said_of_naloxone=screen.naloxone.words if screen and screen.naloxone else "",
        contact=beside.contact or (sending_queries.contact_of(screen) if screen else None),
        latest_lines=beside.lines[:LATEST],
        today=clock.today(),
    )


def _set_by_police(case: Case) -> dict[str, Any]:
    """The conditions of a case, what was before each, and who of the police reported on one; and whether what happened
    at the required assessment may be recorded."""
    changed = steps_queries.conditions_changed(viewer(), case.referral.episode_id)
    conditions = tuple(changed)
    return {
        "conditions": conditions,
        "may_record": not case.has_died and required_assessments_queries.is_still_recorded(viewer(), case),
        "to_confirm": steps_queries.conditions_to_confirm(conditions, case.required_outcome, has_died=case.has_died),
        "police_names": police_names_of(condition.reported_by_id for condition in conditions),
        "changed_from": {condition.id: before for condition, before in changed.items() if before},
    }


# Transfers to the viewer's provider: the list, one of them with what the person agreed to, and the answer to it.


@pages.app_template_global("transfers_waiting")
def transfers_waiting() -> str:
    """How many transfers wait for the viewer's provider, "50+" where they are more than a page, nothing where none do:
    for the links above every list of what comes in."""
    waiting = steps_queries.how_many_coming(viewer())
    return f"{PAGE_SIZE}+" if waiting > PAGE_SIZE else str(waiting or "")


@pages.get("/inbox/transfers")
@permit("inbox.read")
def transfers() -> ResponseReturnValue:
    """Who is on the way to us from another service; and, by number only, transfers that ended lately."""
    marks = marks_asked_for("after", "over_after")
    page = steps_queries.coming(viewer(), marks["after"])
    audit.listed(viewer(), "inbox.viewed", [row.person.id for row in page.rows if row.details])
    over = steps_queries.over_lately(viewer(), marks["over_after"])
    return show("engagement/case/transfers.html", page=page, over=over, marks=marks, today=clock.today())


@pages.get("/inbox/transfers/<int:transfer_id>")
@permit("inbox.read")
def transfer(transfer_id: int) -> ResponseReturnValue:
    """One transfer to us: what consent 1 lets us read, what it does not, and whom to ring."""
    incoming = steps_queries.coming_one(viewer(), transfer_id)
    _looked(incoming)
    agreed = consents_queries.agreements_of(incoming.referral)[REFERRAL] if incoming.details else None
    contact = appointments_queries.contact_facts(case_queries.case_of(incoming.referral)) if incoming.details else None
    return show("engagement/case/transfer.html", incoming=incoming, agreed=agreed, contact=contact, today=clock.today())


@pages.route("/inbox/transfers/<int:transfer_id>/step/<event>", methods=["GET", "POST"])
@permit("inbox.answer")
def step_of_transfer(transfer_id: int, event: str) -> ResponseReturnValue:
    """The person has come; or the transfer goes back to the sender."""
    if event not in BY_THEIR_WORD:
        abort(404)
    incoming, asked = steps_queries.coming_one(viewer(), transfer_id), asked_of_receiver(event)
    form = open_form(form_of(asked), title=asked.title, of=incoming.person.id)
    if response := once(form, lambda: _take_transfer_step(form, asked, transfer_id)):
        return response
    _looked(incoming)
    return show("engagement/case/step_of_transfer.html", form=form, asked=asked, incoming=incoming)


def _take_transfer_step(form: Form, asked: StepAsked, transfer_id: int) -> str:
    given, version = given_by(form, asked), form.seen_version
    actions.answer_transfer(by=viewer(), transfer_id=transfer_id, event=asked.event, given=given, version=version)
    return url_for("engagement.transfers")


def _looked(incoming: Coming) -> None:
    audit.look(viewer(), incoming.person.id, "referral.viewed", ("referral_transfer", incoming.transfer.id))


# The page of any step of a case that has none of its own, and the page of an attempt to find somebody.


@pages.route("/cases/<int:referral_id>/step/<event>", methods=["GET", "POST"])
@permit("case.record")
def step(referral_id: int, event: str) -> ResponseReturnValue:
    """Take one step of a case. What the page asks comes from the table of steps."""
    if event not in IN_CASE:
        abort(404)
    asked, case = steps_asked()[event], case_queries.case(viewer(), referral_id)
    form = open_form(form_of(asked), title=asked.title, of=case.person.id)
    for name, listed in steps_queries.choices_for(viewer(), case, event).items():
        form[name].choices = [Choice(value, words) for value, words in listed]
    if response := once(form, lambda: _take_case_step(form, asked, referral_id)):
        return response
    plan = care_plan_queries.plan_of(case) if event in CLOSING else None
    context = {"form": form, "asked": asked, "plan": plan, "modalities": modalities()}
    return show_case("engagement/case/step.html", case, **context)


def _take_case_step(form: Form, asked: StepAsked, referral_id: int) -> str:
    given = given_by(form, asked)
    version = form.seen_version
    actions.step_in_case(by=viewer(), referral_id=referral_id, event=asked.event, given=given, version=version)
    return case_url(referral_id)


@pages.route("/cases/<int:referral_id>/attempt", methods=["GET", "POST"])
@permit("case.record")
def attempt(referral_id: int) -> ResponseReturnValue:
    """Record an attempt to find somebody: nobody is "not found" without one."""
    case = case_queries.case(viewer(), referral_id)
    form = open_form(AttemptForm, title="An attempt to find somebody", of=case.person.id)
    if response := once(form, lambda: _attempt(form, referral_id)):
        return response
    return show_case("engagement/case/attempt.html", case, form=form, attempts=steps_queries.attempts_of(case))


def _attempt(form: AttemptForm, referral_id: int) -> str:
    case = case_queries.case(viewer(), referral_id)
    facts = AttemptFacts(
        state=case.referral.state,
        has_died=case.has_died,
        now=clock.now(),
        at=form.at.data,
        accepted_at=case.referral.accepted_at or clock.now(),
    )
    actions.record_attempt(by=viewer(), referral_id=referral_id, facts=facts, way=form.way.data, note=form.note.data)
    return url_for("engagement.attempt", referral_id=referral_id)
