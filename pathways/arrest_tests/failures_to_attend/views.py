"""Failures that police decide about: the list, and one of them."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.arrest_tests.failures_to_attend import actions
from pathways.arrest_tests.failures_to_attend import queries as failing
from pathways.arrest_tests.failures_to_attend.rules import step_in_words, steps_open
from pathways.arrest_tests.forms.assessment import DecideFailureForm
from pathways.arrest_tests.views import pages
from pathways.audit import record as audit
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import names_of
from pathways.drafts.desk import once, open_form
from pathways.people.custody import queries as people
from pathways.ui.pages import marks_asked_for, show

TOO_LATE = (
    "Somebody else recorded the last step meanwhile, and nothing follows it. What you typed is kept as your draft"
)


@pages.get("/failures")
@permit("failure.decide")
def failures() -> ResponseReturnValue:
    """What waits for a decision in the force, the soonest time limit first."""
    marks = marks_asked_for()
    page = failing.failures_waiting(viewer(), marks["after"])
    episodes = [failure.failure.episode_id for failure in page.rows]
    audit.listed(viewer(), "failure.listed", [failure.details.person_id for failure in page.rows], episodes=episodes)
    numbers = people.custody_numbers_of(episodes)
    is_decided = request.args.get("done") == "decided"
    return show(
        "arrest_tests/failures_to_attend/failures.html", page=page, marks=marks, numbers=numbers, is_decided=is_decided
    )


@pages.route("/failures/<int:failure_id>", methods=["GET", "POST"])
@permit("failure.decide")
def failure(failure_id: int) -> ResponseReturnValue:
    """One failure: what was told, what was decided, and the next decision with its reason."""
    failure_view, view = failing.failure(viewer(), failure_id)
    form = open_form(DecideFailureForm, title="Failure", of=view.person.id, filled={"on": clock.today()})
    form.offer(steps_open(failure_view.failure.state if failure_view.has_died else failure_view.state))

    def decide() -> str:
        step, on, reason = form.step.data, form.on.data, form.reason.data or ""
        actions.decide_failure(
            by=viewer(),
            failure_view=failure_view,
            view=view,
            step=step,
            on=on,
            reason=reason,
            seen_version=form.seen_version,
        )
        return url_for("arrest_tests.failures", done="decided")

    if not form.step.choices:
        form.comes_too_late(TOO_LATE)
    elif response := once(form, decide):
        return response
    audit.look(viewer(), view.person.id, "failure.viewed", ("failure", failure_id))
    decisions, may_rebook = failing.decisions_of(failure_id), failing.may_officer_rebook(failure_view.failure)
    names = names_of(decision.recorded_by_id for decision in decisions)
    return show(
        "arrest_tests/failures_to_attend/failure.html",
        form=form,
        failure_view=failure_view,
        view=view,
        decisions=decisions,
        names=names,
        may_rebook=may_rebook,
        looking=viewer(),
        in_words=step_in_words,
    )
