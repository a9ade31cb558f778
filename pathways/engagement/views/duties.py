"""What is told to police of a signed disposal: whether a condition was met."""

from flask import redirect
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.auth.guard import permit, viewer
from pathways.disposals.rules import Reported, done_until
from pathways.drafts.desk import once, open_form
from pathways.engagement import actions, queries
from pathways.engagement.forms import ConditionForm
from pathways.engagement.views.blueprint import case_url, pages, show_case


@pages.route("/cases/<int:referral_id>/conditions/<int:condition_id>/report", methods=["GET", "POST"])
@permit("case.record")
def report_condition(referral_id: int, condition_id: int) -> ResponseReturnValue:
    """Report one condition met or not met, and nothing else."""
    held, condition = queries.condition(viewer(), referral_id, condition_id)
    form = open_form(ConditionForm, title="Report a condition", of=held.person.id, filled={"on": clock.today()})
    form.until = done_until(condition.due_on, clock.today())
    if form.submitted():
        location = once(form, lambda: _report(referral_id, condition_id, form))
        if location:
            return redirect(location)
    return show_case("engagement/report_condition.html", held, form=form, condition=condition)


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
