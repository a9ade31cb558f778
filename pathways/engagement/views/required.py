"""Required assessments: whom notices tell to come, and what became of it, on the notice's own page or on the case."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways import audit, clock
from pathways.arrest_tests.models import RequiredAssessment
from pathways.auth.guard import permit, viewer
from pathways.directory.queries import services_of
from pathways.disposals.models import Condition
from pathways.drafts.desk import once, open_form
from pathways.engagement import actions, queries
from pathways.engagement.forms import STANDING, RequiredForm
from pathways.engagement.models import RequiredAssessmentOutcome
from pathways.engagement.rules import opens_at
from pathways.engagement.views.blueprint import case_url, pages, show_case
from pathways.ui.pages import show


@pages.get("/inbox/required-assessments")
@permit("case.read")
def expected() -> ResponseReturnValue:
    """Whom a notice tells to come to a service of the provider: what stands on the notice, and nothing else."""
    after = request.args.get("after")
    page, now = queries.expected(viewer(), after), clock.now()
    recorded = () if after else queries.recorded_lately(viewer())
    follow_ups = () if after else queries.follow_ups_expected(viewer())
    shown = [*page.rows, *recorded, *(row.held for row in follow_ups)]
    audit.listed(viewer(), "required_assessment.listed", [row.person.id for row in shown])
    return show(
        "engagement/expected.html",
        page=page,
        after=after,
        to_record=[row for row in page.rows if opens_at(row.due_at) <= now],
        to_come=[row for row in page.rows if opens_at(row.due_at) > now],
        recorded=recorded,
        follow_ups=follow_ups,
        diaries=services_of(viewer().organisation_id) if viewer().may("diary.keep") else (),
    )


@pages.route("/inbox/required-assessments/<int:required_id>", methods=["GET", "POST"])
@permit("case.record")
def expected_assessment(required_id: int) -> ResponseReturnValue:
    """One of them, with or without a referral. A failure is told to police by saving; an attendance is not."""
    held = queries.expected_one(viewer(), required_id)
    form = _form(held.person.id, held.outcome, held.required)
    if form.submitted() and (location := once(form, lambda: _tell(required_id, form, url_for("engagement.expected")))):
        return redirect(location)
    held = queries.expected_one(viewer(), required_id)
    audit.look(viewer(), held.person.id, "required_assessment.viewed", ("required_assessment", required_id))
    return show(
        "engagement/expected_assessment.html",
        held=held,
        form=form,
        opens=opens_at(held.due_at),
        notes=queries.notes_on_earlier_times(required_id),
        may_rebook=queries.may_book_initial(held.required),
        to_confirm=_to_confirm(held),
        is_follow_up_ended=queries.was_ever_missed(required_id),
        now=clock.now(),
    )


def _to_confirm(held: queries.Expected) -> tuple[Condition, ...]:
    """The conditions of the case, if it is one, that wait for a word though the required assessment was attended."""
    if held.referral is None or not held.is_a_case:
        return ()
    case = queries.case(viewer(), held.referral.id)
    return queries.conditions_to_confirm(queries.conditions_for(viewer(), case), case)


@pages.route("/cases/<int:referral_id>/required-assessment/failure", methods=["GET", "POST"])
@permit("case.record")
def required_assessment(referral_id: int) -> ResponseReturnValue:
    """The same on the case that the provider accepted, by the same action: one fact."""
    held = queries.case(viewer(), referral_id)
    required = held.required if held.is_assessor else None
    if required is None or required.initial_at is None:
        return show_case("engagement/required_assessment.html", held, form=None)
    required_id, back = required.id, case_url(referral_id)
    form = _form(held.person.id, held.required_outcome, required)
    if form.submitted() and (location := once(form, lambda: _tell(required_id, form, back))):
        return redirect(location)
    notes = queries.notes_on_earlier_times(required_id)
    return show_case("engagement/required_assessment.html", held, form=form, notes=notes)


def _form(person_id: int, so_far: RequiredAssessmentOutcome | None, required: RequiredAssessment) -> RequiredForm:
    """Filled with what stands; else with what was pressed on the list, and the time on the notice."""
    pressed, due_at = request.args.get("outcome"), required.initial_at
    is_unknown = ["unknown"] if so_far and so_far.is_time_unknown else []
    filled = {
        "which": STANDING,
        "outcome": pressed or (so_far.outcome if so_far else None),
        "at": so_far.at if so_far else due_at,
        "left_unknown": is_unknown,
    }
    form = open_form(RequiredForm, title="Required assessment", of=person_id, filled=filled)
    form.offer_times(due_at, [(change.id, change.old_at) for change in queries.earlier_times(required)])
    return form


def _tell(required_id: int, form: RequiredForm, location: str) -> str:
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
