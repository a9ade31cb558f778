"""The assessment: one page, also for putting it right."""

from flask import redirect
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.acceptance.queries import keyworkers
from pathways.auth.guard import permit, viewer
from pathways.drafts.desk import once, open_form
from pathways.engagement import actions, queries
from pathways.engagement.forms import AssessmentForm
from pathways.engagement.queries import Case
from pathways.engagement.views.blueprint import case_url, pages, show_case
from pathways.referrals import queries as referrals
from pathways.vocabulary import YesNo


@pages.route("/cases/<int:referral_id>/assessment", methods=["GET", "POST"])
@permit("case.record")
def assessment(referral_id: int) -> ResponseReturnValue:
    """The assessment: when, by whom, what the person uses, needs agreed."""
    held = queries.case(viewer(), referral_id)
    form = open_form(AssessmentForm, title="Assessment", of=held.person.id, filled=_assessment_so_far(held))
    form.offer_colleagues((one.id, one.name) for one in keyworkers(viewer(), held.referral.person_id))
    if form.submitted():
        location = once(form, lambda: _assess(referral_id, form))
        if location:
            return redirect(location)
    before = referrals.screen_of(held.referral.episode_id)
    said = before.facts.uses_in_words if before else ""
    return show_case("engagement/assessment.html", held, form=form, said=said)


def _assessment_so_far(held: Case) -> dict[str, object]:
    if held.assessment is None:
        return {"attended_on": max(held.attended_on, default=clock.today()), "assessor": viewer().user_id}
    return {
        "attended_on": held.assessment.attended_on,
        "assessor": held.assessment.assessor_id,
        "uses_substances": YesNo.YES if held.assessment.uses_substances else YesNo.NO,
        "substances": held.substances,
        "needs_agreed": held.assessment.needs_agreed,
    }


def _assess(referral_id: int, form: AssessmentForm) -> str:
    actions.record_assessment(
        by=viewer(),
        referral_id=referral_id,
        attended_on=form.attended_on.data,
        assessor_id=form.assessor.data,
        uses_substances=form.uses_substances.data is YesNo.YES,
        substances=tuple(form.substances.data),
        needs_agreed=form.needs_agreed.data,
        correction_reason=form.reason,
        version=form.seen_version,
    )
    return case_url(referral_id)
