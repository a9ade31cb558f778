"""After the requirement: the laboratory's answer, an end before its time, and what police decide about a failure."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways import audit, clock
from pathways.arrest_tests import actions, queries
from pathways.arrest_tests.forms.life_cycle import DecideFailureForm, EndForm, LabForm, LabToldForm
from pathways.arrest_tests.models import LabCheck
from pathways.arrest_tests.queries import failures as failing
from pathways.arrest_tests.queries import laboratory as labs
from pathways.arrest_tests.rules.deciding_failures import steps_open
from pathways.arrest_tests.rules.laboratory import LabState, steps_from
from pathways.arrest_tests.views.blueprint import pages, record_look
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import names_of
from pathways.drafts.desk import once, open_form
from pathways.people import queries as people
from pathways.people.queries import EpisodeView
from pathways.refusals import OutOfSight, Reason
from pathways.ui.pages import show

TOO_LATE = (
    "Somebody else recorded the last step meanwhile, and nothing follows it. What you typed is kept as your draft"
)


@pages.route("/episodes/<int:episode_id>/drug-test/laboratory", methods=["GET", "POST"])
@permit("test.record")
def laboratory(episode_id: int) -> ResponseReturnValue:
    """Dispute, send, answer, tell the person: the form that is open is the next step."""
    view = people.episode(viewer(), episode_id)
    test = queries.deciding_test(episode_id)
    if test is None or test.overall_result is None:
        raise OutOfSight
    check = labs.lab_check_of(test.id)
    form = _lab_form(view, check)
    if isinstance(form, LabForm) and not form.step.choices:
        _keep_what_comes_too_late(form)
    elif form is not None and form.submitted() and (location := once(form, lambda: _lab_done(view, form))):
        return redirect(location)
    audit.look(viewer(), view.person.id, "test.result.viewed", ("drug_test", test.id), purpose="s63B7_b")
    steps = labs.steps_of(check)
    names = names_of(one.recorded_by_id for one in steps)
    return show("arrest_tests/laboratory.html", form=form, view=view, test=test, check=check, steps=steps, names=names)


@pages.route("/episodes/<int:episode_id>/required-assessment/end", methods=["GET", "POST"])
@permit("assessment.impose")
def end_requirement(episode_id: int) -> ResponseReturnValue:
    """A court's bail condition, or a requirement imposed in error."""
    view = people.episode(viewer(), episode_id)
    required = queries.required_assessment_of(episode_id)
    if required is None or required.notice_served_at is None:
        raise OutOfSight
    form = open_form(EndForm, title="End the requirement", of=view.person.id, filled={"on": clock.today()})
    if form.submitted() and (location := once(form, lambda: _end(view, form))):
        return redirect(location)
    record_look(view, "end of requirement")
    return show("arrest_tests/end_requirement.html", form=form, view=view, required=required)


@pages.get("/failures")
@permit("failure.decide")
def failures() -> ResponseReturnValue:
    """What waits for a decision in the force, the soonest time limit first."""
    found = failing.failures_waiting(viewer())
    episodes = [one.failure.episode_id for one in found]
    audit.listed(viewer(), "failure.listed", [one.details.person_id for one in found], episodes=episodes)
    return show("arrest_tests/failures.html", found=found, numbers=people.custody_numbers_of(episodes))


@pages.route("/failures/<int:failure_id>", methods=["GET", "POST"])
@permit("failure.decide")
def failure(failure_id: int) -> ResponseReturnValue:
    """One failure: what was told, what was decided, and the next decision with its reason."""
    held, view = failing.failure(viewer(), failure_id)
    form = open_form(DecideFailureForm, title="Failure", of=view.person.id, filled={"on": clock.today()})
    form.offer(steps_open(held.failure.state if held.has_died else held.state))

    def decide() -> str:
        step, on, reason = form.step.data, form.on.data, form.reason.data or ""
        actions.decide_failure(
            by=viewer(), held=held, view=view, step=step, on=on, reason=reason, seen_version=form.seen_version
        )
        return url_for("arrest_tests.failures")

    if not form.step.choices:
        _keep_what_comes_too_late(form)
    elif form.submitted() and (location := once(form, decide)):
        return redirect(location)
    audit.look(viewer(), view.person.id, "failure.viewed", ("failure", failure_id))
    decisions, may_rebook = failing.decisions_of(failure_id), failing.may_officer_rebook(held.failure)
    names = names_of(one.recorded_by_id for one in decisions)
    return show(
        "arrest_tests/failure.html",
        form=form,
        held=held,
        view=view,
        decisions=decisions,
        names=names,
        may_rebook=may_rebook,
    )


def _keep_what_comes_too_late(form: LabForm | DecideFailureForm) -> None:
    """Nothing follows any more, since somebody else has decided: what was typed is kept, and the page says so."""
    if form.is_submitted():
        form.submitted()
        form.step.errors = []
        form.refuse((Reason(TOO_LATE),))


def _lab_form(view: EpisodeView, check: LabCheck | None) -> LabForm | LabToldForm | None:
    """The next step, or what was sent for one that came before it; None where nothing follows."""
    filled, of = {"at": clock.today()}, view.person.id
    is_late = request.method == "POST" and "words" in request.form
    if check is not None and check.state is LabState.NOT_CONFIRMED and not check.told_at and not is_late:
        return open_form(LabToldForm, title="Laboratory", of=of, filled=filled)
    steps = steps_from(check.state if check else None)
    if not steps and request.method != "POST":
        return None
    form = open_form(LabForm, title="Laboratory", of=of, filled=filled)
    form.offer(steps)
    return form


def _lab_done(view: EpisodeView, form: LabForm | LabToldForm) -> str:
    by, seen = viewer(), form.seen_version
    if isinstance(form, LabToldForm):
        actions.tell_not_confirmed(by=by, view=view, at=form.at.data, seen_version=seen)
    else:
        words, reference = form.words.data or "", form.reference.data or ""
        actions.record_lab_step(
            by=by,
            view=view,
            step=form.step.data,
            at=form.at.data,
            words=words,
            reference=reference,
            basis=form.basis.data,
            seen_version=seen,
        )
    return url_for("arrest_tests.laboratory", episode_id=view.episode.id)


def _end(view: EpisodeView, form: EndForm) -> str:
    facts = {"why": form.why.data, "reason": form.reason.data or "", "on": form.on.data}
    actions.end_requirement(by=viewer(), view=view, **facts, seen_version=form.seen_version)
    return url_for("casefile.task_list", episode_id=view.episode.id)
