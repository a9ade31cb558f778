"""The required assessment: decide, tell, hand over the notice, all before release."""

from typing import TypeGuard

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.arrest_tests import actions, documents, queries
from pathways.arrest_tests.forms import AssessmentForm, NoticeForm
from pathways.arrest_tests.models import RequiredAssessment
from pathways.arrest_tests.queries import diaries
from pathways.arrest_tests.queries.required_otherwise import otherwise_of, rules_of_requirements
from pathways.arrest_tests.rules import AssessmentDecision, may_assessment_be_required
from pathways.arrest_tests.rules.words import AllSaid, assessment_words
from pathways.arrest_tests.views.blueprint import next_page, pages, record_look
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import suite
from pathways.directory.queries import services_open_on
from pathways.drafts.desk import once, open_form
from pathways.people import queries as people
from pathways.people.queries import EpisodeView
from pathways.refusals import OutOfSight
from pathways.safeguarding.queries import may_be_sent_to
from pathways.ui.pages import copy_asked_for, hand_over, show


@pages.route("/episodes/<int:episode_id>/required-assessment", methods=["GET", "POST"])
@permit("assessment.impose")
def required_assessment(episode_id: int) -> ResponseReturnValue:
    """Require both assessments at a time and a service, or say why not; then say the five things and give the notice.

    Until the notice is handed over, `?change` asks for the time and the place again.
    """
    view = people.episode(viewer(), episode_id)
    decided = queries.decision_of(episode_id)
    if request.method != "POST" and "change" not in request.args and _is_to_be_told(decided):
        return _tell(view, decided, _notice_form(view, at=url_for("arrest_tests.serve_notice", episode_id=episode_id)))
    form = open_form(
        AssessmentForm, title="Required assessment", of=view.person.id, filled=_decided(episode_id, decided)
    )
    open_now = may_be_sent_to(services_open_on(clock.today()), view.person.id)
    services = [one for one in open_now if not one.young_people]
    form.offer(
        [(one.id, f"{one.name}, {one.town}") for one in services],
        diaries.times_offered(diaries.kept_for(episode_id), services, near=_town_of(view)),
    )
    if form.submitted() and (location := once(form, lambda: _decide(view, form))):
        return redirect(location)
    record_look(view, "required assessment")
    answer = may_assessment_be_required(queries.assessment_facts(view, clock.now(), decided=decided))
    held = bool(decided and decided.imposed_at) and queries.is_held(queries.deciding_test(episode_id))
    otherwise = otherwise_of(episode_id)
    return show(
        "arrest_tests/required_assessment.html",
        form=form,
        view=view,
        decided=decided,
        answer=answer,
        held=held,
        otherwise=otherwise,
        otherwise_rules=rules_of_requirements(otherwise),
    )


def _town_of(view: EpisodeView) -> str:
    """The town of the suite where somebody is: the nearest place stands first."""
    place = suite(view.episode.suite_id) if view.episode.suite_id else None
    return place.town if place else ""


@pages.route("/episodes/<int:episode_id>/required-assessment/notice", methods=["GET", "POST"])
@permit("assessment.impose")
def serve_notice(episode_id: int) -> ResponseReturnValue:
    """Record that the five things were said, and when the notice was handed over. The page before it asks."""
    view = people.episode(viewer(), episode_id)
    required = queries.required_assessment_of(episode_id)
    if required is None or required.initial_at is None:
        raise OutOfSight
    if request.method != "POST":
        return redirect(url_for("arrest_tests.required_assessment", episode_id=episode_id))
    form = _notice_form(view)
    if form.submitted() and (location := once(form, lambda: _serve(view, form))):
        return redirect(location)
    return _tell(view, required, form)


def _is_to_be_told(decided: RequiredAssessment | None) -> TypeGuard[RequiredAssessment]:
    return decided is not None and decided.imposed_at is not None and decided.notice_served_at is None


def _notice_form(view: EpisodeView, at: str = "") -> NoticeForm:
    filled = {"served_at": clock.today()}
    return open_form(NoticeForm, title="Notice of assessment", of=view.person.id, filled=filled, at=at)


def _tell(view: EpisodeView, required: RequiredAssessment, form: NoticeForm) -> ResponseReturnValue:
    """The words to say with the chosen time and place, the paper to print, and the two answers."""
    record_look(view, "notice of assessment")
    when = documents.when_in_words(required.initial_at) if required.initial_at else ""
    words = assessment_words(when, required.initial_place or "")
    answer = may_assessment_be_required(queries.assessment_facts(view, clock.now(), decided=required))
    slot = None if required.notice_served_at else diaries.chosen_time(required)
    return show(
        "arrest_tests/serve_notice.html",
        form=form,
        view=view,
        required=required,
        words=words,
        answer=answer,
        held_until=diaries.held_until(view.episode.id, slot),
        is_lost=diaries.is_lost(view.episode.id, slot),
        now=clock.now(),
    )


@pages.route("/episodes/<int:episode_id>/required-assessment/notice.pdf")
@permit("assessment.impose")
def notice(episode_id: int) -> ResponseReturnValue:
    """The notice (RA1) as a PDF: as it was handed over, or as the record stands before that."""
    view = people.episode(viewer(), episode_id)
    required = queries.required_assessment_of(episode_id)
    if required is None:
        raise OutOfSight
    paper = actions.print_notice(by=viewer(), view=view, required=required, number=copy_asked_for())
    return hand_over(paper, kind="application/pdf", name=f"RA1-{required.id}.pdf", inline=True)


def _decide(view: EpisodeView, form: AssessmentForm) -> str:
    made = actions.decide_assessment(
        by=viewer(),
        view=view,
        decision=form.decision.data,
        not_imposed_reason=form.not_imposed_reason.data or "",
        initial_at=form.initial_at.data,
        service_id=form.service_id.data,
        slot_id=form.slot_id,
        seen_version=form.seen_version,
    )
    imposed = made.decision is AssessmentDecision.IMPOSED
    return next_page(form, view.episode.id, "arrest_tests.required_assessment" if imposed else "disposals.choose")


def _serve(view: EpisodeView, form: NoticeForm) -> str:
    actions.serve_notice(
        by=viewer(),
        view=view,
        all_said=form.all_said.data is AllSaid.ALL,
        served_at=form.served_at.data,
        seen_version=form.seen_version,
    )
    return next_page(form, view.episode.id, "disposals.choose", done="notice")


def _decided(episode_id: int, decided: RequiredAssessment | None) -> dict[str, object]:
    """What was decided, or tomorrow's date still to be filled."""
    if decided is None:
        return {"initial_at": clock.add_working_days(clock.today(), 1)}
    slot = diaries.chosen_time(decided)
    return {
        "slot": str(slot.id) if slot and not diaries.is_lost(episode_id, slot) else None,
        "decision": decided.decision,
        "not_imposed_reason": decided.not_imposed_reason,
        "initial_at": decided.initial_at or clock.add_working_days(clock.today(), 1),
        "service_id": decided.service_id,
    }
