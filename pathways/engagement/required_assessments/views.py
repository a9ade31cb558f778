"""The service's pages of required assessments, conditions, concerns, services to avoid, and incidents."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.arrest_tests.models.assessment import RequiredAssessment
from pathways.audit import record as audit
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import names_of
from pathways.dates import age_on
from pathways.directory.entries.queries import services_of
from pathways.disposals.conditions.rules import Reported, done_until
from pathways.disposals.models import Condition
from pathways.drafts.desk import once, open_form
from pathways.engagement.appointments.rules import opens_at
from pathways.engagement.case.queries import case as case_queries
from pathways.engagement.case.queries import steps as steps_queries
from pathways.engagement.follow_up import queries as follow_up_queries
from pathways.engagement.forms.case import LeakForm
from pathways.engagement.forms.treatment import STANDING, CaseAvoidForm, CaseConcernForm, ConditionForm, RequiredForm
from pathways.engagement.models.treatment import RequiredAssessmentOutcome
from pathways.engagement.required_assessments import actions, queries
from pathways.engagement.views import case_url, pages, show_case
from pathways.people.identity.rules import ADULT
from pathways.safeguarding.queries import concerns_of, services_offered, to_avoid
from pathways.safeguarding.rules.concerns import what_to_do
from pathways.ui.pages import show

# Services to avoid, asked by the service that has the case: before a transfer, a joint plan or another place.


@pages.route("/cases/<int:referral_id>/avoid", methods=["GET", "POST"])
@permit("case.record")
def avoid(referral_id: int) -> ResponseReturnValue:
    """Which services this person must not be sent to, and why, in confidence."""
    case = case_queries.case(viewer(), referral_id)
    is_keyworker = case.referral.keyworker_id == viewer().user_id
    rows = to_avoid(viewer(), case.person.id, is_keyworker=is_keyworker)
    filled = {"services": sorted({row.service_id for row in rows})}
    form = open_form(CaseAvoidForm, title="Services to avoid", of=case.person.id, filled=filled)
    offered = services_offered(rows)
    form.offer_services(offered)
    if response := once(form, lambda: _record_services_to_avoid(form, referral_id)):
        return response
    audit.look(viewer(), case.person.id, "safeguarding.viewed", ("referral", referral_id))
    return show_case("engagement/required_assessments/avoid.html", case, form=form, rows=rows, names=dict(offered))


def _record_services_to_avoid(form: CaseAvoidForm, referral_id: int) -> str:
    seen = form.seen_version
    actions.record_services_to_avoid(by=viewer(), referral_id=referral_id, facts=form.facts(), seen_version=seen)
    return case_url(referral_id)


# What is told to police of a signed disposal: whether a condition was met.


@pages.route("/cases/<int:referral_id>/conditions/<int:condition_id>/report", methods=["GET", "POST"])
@permit("case.record")
def report_condition(referral_id: int, condition_id: int) -> ResponseReturnValue:
    """Report one condition met or not met, and nothing else."""
    case, condition = steps_queries.condition(viewer(), referral_id, condition_id)
    form = open_form(ConditionForm, title="Report a condition", of=case.person.id, filled={"on": clock.today()})
    form.until = done_until(condition.due_on, clock.today())
    if response := once(form, lambda: _report(referral_id, condition_id, form)):
        return response
    return show_case("engagement/required_assessments/report_condition.html", case, form=form, condition=condition)


def _report(referral_id: int, condition_id: int, form: ConditionForm) -> str:
    actions.report_condition(
        by=viewer(),
        referral_id=referral_id,
        condition_id=condition_id,
        met=form.reported.data is Reported.MET,
        on=form.on.data,
        version=form.seen_version,
    )
    return case_url(referral_id)


# Something was told without consent: the manager of the service records it, and reads earlier incidents.


@pages.route("/cases/<int:referral_id>/incident", methods=["GET", "POST"])
@permit("incident.record")
def incident(referral_id: int) -> ResponseReturnValue:
    """What of this case was told to somebody who may not know it."""
    case = case_queries.case(viewer(), referral_id)
    filled = {"told_at": clock.today()}
    form = open_form(LeakForm, title="Told without consent", of=case.person.id, filled=filled)
    if response := once(form, lambda: _record_leak(form, referral_id)):
        return response
    rows = queries.leaks_of(case)
    names = names_of(row.recorded_by_id for row in rows)
    return show_case("engagement/required_assessments/incident.html", case, form=form, rows=rows, names=names)


def _record_leak(form: LeakForm, referral_id: int) -> str:
    actions.record_leak(by=viewer(), referral_id=referral_id, facts=form.facts(), version=form.seen_version)
    return case_url(referral_id)


# Required assessments: people whom notices tell to come, and what became of it, on its own page or on the case.


@pages.get("/inbox/required-assessments")
@permit("case.read")
def expected() -> ResponseReturnValue:
    """People whom a notice tells to come to a service of the provider: what is on the notice, and nothing else."""
    after = request.args.get("after")
    lists, now = follow_up_queries.expected_lists(viewer(), after), clock.now()
    shown = [*lists.page.rows, *lists.recorded, *(row.expected for row in lists.follow_ups)]
    audit.listed(viewer(), "required_assessment.listed", [row.person.id for row in shown])
    return show(
        "engagement/required_assessments/expected.html",
        page=lists.page,
        after=after,
        to_record=[row for row in lists.page.rows if opens_at(row.due_at) <= now],
        to_come=[row for row in lists.page.rows if opens_at(row.due_at) > now],
        recorded=lists.recorded,
        follow_ups=lists.follow_ups,
        diaries=services_of(viewer().organisation_id) if viewer().may("diary.keep") else (),
    )


@pages.route("/inbox/required-assessments/<int:required_id>", methods=["GET", "POST"])
@permit("case.record")
def expected_assessment(required_id: int) -> ResponseReturnValue:
    """One assessment, with or without a referral. Saving tells police of a failure; of an attendance never."""
    expected = queries.expected_one(viewer(), required_id)
    form = _form(expected.person.id, expected.outcome, expected.required)
    if response := once(form, lambda: _record_outcome(required_id, form, url_for("engagement.expected"))):
        return response
    if request.method == "POST":  # what was refused may have been recorded meanwhile
        expected = queries.expected_one(viewer(), required_id)
    audit.look(viewer(), expected.person.id, "required_assessment.viewed", ("required_assessment", required_id))
    return show(
        "engagement/required_assessments/expected_assessment.html",
        expected=expected,
        form=form,
        opens=opens_at(expected.due_at),
        notes=follow_up_queries.notes_on_earlier_times(required_id),
        may_rebook=follow_up_queries.may_book_initial(expected.required),
        to_confirm=_to_confirm(expected),
        is_follow_up_ended=follow_up_queries.was_ever_missed(required_id),
        now=clock.now(),
    )


def _to_confirm(expected: queries.Expected) -> tuple[Condition, ...]:
    """The conditions of the case, if it is one, that still wait for a report though the assessment was attended."""
    if expected.referral is None or not expected.is_a_case:
        return ()
    conditions = steps_queries.conditions_for(viewer(), expected.referral.episode_id)
    return steps_queries.conditions_to_confirm(conditions, expected.outcome, has_died=expected.has_died)


@pages.route("/cases/<int:referral_id>/required-assessment/failure", methods=["GET", "POST"])
@permit("case.record")
def required_assessment(referral_id: int) -> ResponseReturnValue:
    """Record a required assessment on a case of the provider, by the same action as on the notice's own page."""
    case = case_queries.case(viewer(), referral_id)
    required = case.required if case.is_assessor else None
    if required is None or required.initial_at is None:
        return show_case("engagement/required_assessments/required_assessment.html", case, form=None)
    required_id, back = required.id, case_url(referral_id)
    if not queries.is_still_recorded(viewer(), case):
        return show_case("engagement/required_assessments/required_assessment.html", case, form=None)
    form = _form(case.person.id, case.required_outcome, required)
    if response := once(form, lambda: _record_outcome(required_id, form, back)):
        return response
    if request.method == "POST":  # what was refused may have been recorded meanwhile
        case = case_queries.case(viewer(), referral_id)
    notes = follow_up_queries.notes_on_earlier_times(required_id)
    return show_case("engagement/required_assessments/required_assessment.html", case, form=form, notes=notes)


def _form(person_id: int, so_far: RequiredAssessmentOutcome | None, required: RequiredAssessment) -> RequiredForm:
    """The form, filled with what stands; else with what was pressed on the list, and the time on the notice."""
    pressed, due_at = request.args.get("outcome"), required.initial_at
    is_unknown = ["unknown"] if so_far and so_far.is_time_unknown else []
    filled = {
        "which": STANDING,
        "outcome": pressed or (so_far.outcome if so_far else None),
        "at": so_far.at if so_far else due_at,
        "left_unknown": is_unknown,
    }
    form = open_form(RequiredForm, title="Required assessment", of=person_id, filled=filled)
    form.offer_times(due_at, [(change.id, change.old_at) for change in follow_up_queries.earlier_times(required)])
    return form


def _record_outcome(required_id: int, form: RequiredForm, location: str) -> str:
    if form.earlier is not None:
        actions.note_on_earlier_time(
            by=viewer(),
            required_id=required_id,
            change_id=form.earlier,
            outcome=form.outcome.data,
            version=form.seen_version,
        )
        return request.path
    actions.report_required_assessment(
        by=viewer(),
        required_id=required_id,
        outcome=form.outcome.data,
        at=form.at.data,
        is_time_unknown=form.is_time_unknown,
        correction_reason=form.reason,
        version=form.seen_version,
    )
    return location


# A provider's concern: it goes to police, who review it and notify. A provider submits nothing itself.


@pages.route("/cases/<int:referral_id>/safeguarding", methods=["GET", "POST"])
@permit("case.record")
def concern(referral_id: int) -> ResponseReturnValue:
    """What was raised about this person, and raising a concern: what to do now, and where it goes."""
    case = case_queries.case(viewer(), referral_id)
    form = open_form(CaseConcernForm, title="Safeguarding", of=case.person.id)
    forces = queries.forces_of_case(case.referral)
    form.offer(forces, services_offered())
    if response := once(form, lambda: _raise(form, referral_id)):
        return response
    rows = concerns_of(viewer(), case.referral.episode_id)
    audit.look(viewer(), case.person.id, "safeguarding.viewed", ("referral", referral_id))
    is_child = age_on(case.details.date_of_birth, clock.today()) < ADULT
    return show_case(
        "engagement/required_assessments/concern.html",
        case,
        form=form,
        force=forces[0].name if len(forces) == 1 else "the police",
        rows=rows,
        names=names_of(row.raised_by_id for row in rows),
        to_do=what_to_do(by_provider=True, is_child=is_child),
    )


def _raise(form: CaseConcernForm, referral_id: int) -> str:
    actions.raise_concern(by=viewer(), referral_id=referral_id, facts=form.concern())
    return case_url(referral_id)
