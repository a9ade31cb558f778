"""The pages of a required assessment: decide, hand over the notice, change the appointment, end it."""

from typing import TypeGuard

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock, dates
from pathways.arrest_tests.assessment import actions, queries
from pathways.arrest_tests.assessment import queries as diaries
from pathways.arrest_tests.assessment.rules import AssessmentDecision, may_assessment_be_required
from pathways.arrest_tests.disclosure import actions as disclosure_actions
from pathways.arrest_tests.failures_to_attend.queries import is_follow_up_ended
from pathways.arrest_tests.forms.assessment import EndRequirementForm, NoticeForm, RequiredAssessmentForm
from pathways.arrest_tests.held_records.queries import otherwise_of, rules_of_requirements
from pathways.arrest_tests.lawful_basis.queries import arrest_of
from pathways.arrest_tests.models.assessment import AppointmentChange, RequiredAssessment
from pathways.arrest_tests.rules import AllSaid, assessment_words
from pathways.arrest_tests.views import next_page, pages, record_look, shown_arrest
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import suite
from pathways.directory.entries.queries import services_open_on
from pathways.directory.forms import ChangedNoticeForm, ChangeTimeForm
from pathways.drafts.desk import once, open_form
from pathways.people.custody import queries as people
from pathways.people.custody.queries import EpisodeView
from pathways.refusals import OutOfSight, or_out_of_sight
from pathways.safeguarding.queries import may_be_sent_to
from pathways.ui.pages import copy_asked_for, hand_over, show

# Before release: decide whether to require the assessments, say the five things, hand over the notice (RA1).


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
        RequiredAssessmentForm, title="Required assessment", of=view.person.id, filled=_decided(episode_id, decided)
    )
    open_now = may_be_sent_to(services_open_on(clock.today()), view.person.id)
    services = [service for service in open_now if not service.young_people]
    form.offer(
        [(service.id, f"{service.name}, {service.town}") for service in services],
        diaries.times_offered(diaries.kept_for(episode_id), services, near=_town_of(view)),
    )
    if response := once(form, lambda: _decide(view, form)):
        return response
    record_look(view, "required assessment")
    rows = shown_arrest(view, arrest_of(view))
    answer = may_assessment_be_required(queries.assessment_facts(view, clock.now(), rows=rows, decided=decided))
    counts = rows.tests.deciding if decided and decided.imposed_at else None
    otherwise = otherwise_of(episode_id)
    return show(
        "arrest_tests/assessment/required_assessment.html",
        form=form,
        view=view,
        decided=decided,
        answer=answer,
        is_test_held=counts is not None and counts.is_held,
        otherwise=otherwise,
        otherwise_rules=rules_of_requirements(otherwise),
    )


def _town_of(view: EpisodeView) -> str:
    """The town of the person's suite, so that the nearest service is offered first."""
    place = suite(view.episode.suite_id) if view.episode.suite_id else None
    return place.town if place else ""


@pages.route("/episodes/<int:episode_id>/required-assessment/notice", methods=["GET", "POST"])
@permit("assessment.impose")
def serve_notice(episode_id: int) -> ResponseReturnValue:
    """Record that the five things were said, and when the notice was handed over."""
    view = people.episode(viewer(), episode_id)
    required = queries.required_assessment_of(episode_id)
    if required is None or required.initial_at is None:
        raise OutOfSight
    if request.method != "POST":
        return redirect(url_for("arrest_tests.required_assessment", episode_id=episode_id))
    form = _notice_form(view)
    if response := once(form, lambda: _serve(view, form)):
        return response
    return _tell(view, required, form)


def _is_to_be_told(decided: RequiredAssessment | None) -> TypeGuard[RequiredAssessment]:
    return decided is not None and decided.imposed_at is not None and decided.notice_served_at is None


def _notice_form(view: EpisodeView, at: str = "") -> NoticeForm:
    filled = {"served_at": clock.today()}
    return open_form(NoticeForm, title="Notice of assessment", of=view.person.id, filled=filled, at=at)


def _tell(view: EpisodeView, required: RequiredAssessment, form: NoticeForm) -> ResponseReturnValue:
    """The page with the words to say, the paper to print, and the form that records both."""
    record_look(view, "notice of assessment")
    when = dates.when_in_words(required.initial_at) if required.initial_at else ""
    words = assessment_words(when, required.initial_place or "")
    rows = shown_arrest(view, arrest_of(view))
    answer = may_assessment_be_required(queries.assessment_facts(view, clock.now(), rows=rows, decided=required))
    slot = None if required.notice_served_at else diaries.chosen_time(required)
    return show(
        "arrest_tests/assessment/serve_notice.html",
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
    """The notice (RA1) as a PDF: as it was handed over, or before that from the record as it is."""
    view = people.episode(viewer(), episode_id)
    required = or_out_of_sight(queries.required_assessment_of(episode_id))
    paper = disclosure_actions.print_notice(by=viewer(), view=view, required=required, number=copy_asked_for())
    return hand_over(paper, kind="application/pdf", name=f"RA1-{required.id}.pdf", inline=True)


def _decide(view: EpisodeView, form: RequiredAssessmentForm) -> str:
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
    """What was decided, to fill the form; without a decision only the next working day."""
    if decided is None:
        return {"initial_at": dates.add_working_days(clock.today(), 1)}
    slot = diaries.chosen_time(decided)
    return {
        "slot": str(slot.id) if slot and not diaries.is_lost(episode_id, slot) else None,
        "decision": decided.decision,
        "not_imposed_reason": decided.not_imposed_reason,
        "initial_at": decided.initial_at or dates.add_working_days(clock.today(), 1),
        "service_id": decided.service_id,
    }


# A changed time or place of a required assessment: enter it, print the notice (RA2), give it, record when.


TITLE = "Change the appointment"


@pages.route("/episodes/<int:episode_id>/required-assessment/change", methods=["GET", "POST"])
@permit("assessment.impose")
def change_appointment(episode_id: int) -> ResponseReturnValue:
    """Change the appointment: first enter the new time, then record its notice. The form is that of the next step."""
    view, required = _served(episode_id)
    change = diaries.pending_change(required.id)
    # An officer who sends another time after a colleague entered one keeps what they typed, and is told.
    form = _change_form(view, required) if change is None or "reason" in request.form else _changed_notice_form(view)
    if response := once(form, lambda: _done(view, required, form)):
        return response
    record_look(view, "change of appointment")
    given = diaries.changes_of(required.id)
    notice = change if isinstance(form, ChangedNoticeForm) else None
    return show(
        "arrest_tests/assessment/change_appointment.html",
        form=form,
        view=view,
        required=required,
        change=notice,
        given=given,
        is_ended=is_follow_up_ended(required.id, clock.now()),
        now=clock.now(),
    )


@pages.route("/episodes/<int:episode_id>/required-assessment/change/<int:change_id>.pdf")
@permit("assessment.impose")
def changed_notice(episode_id: int, change_id: int) -> ResponseReturnValue:
    """The notice of a changed appointment (RA2) as a PDF."""
    view, required = _served(episode_id)
    change = _of(required, change_id)
    paper = actions.print_changed_notice(
        by=viewer(), person=view.person, required=required, change=change, number=copy_asked_for()
    )
    return hand_over(paper, kind="application/pdf", name=f"RA2-{change.id}.pdf", inline=True)


def _served(episode_id: int) -> tuple[EpisodeView, RequiredAssessment]:
    view = people.episode(viewer(), episode_id)
    required = queries.required_assessment_of(episode_id)
    if required is None or required.notice_served_at is None:
        raise OutOfSight
    return view, required


def _of(required: RequiredAssessment, change_id: int) -> AppointmentChange:
    pending = diaries.pending_change(required.id)
    known = [*diaries.changes_of(required.id), *([pending] if pending else [])]
    return or_out_of_sight(next((change for change in known if change.id == change_id), None))


def _change_form(view: EpisodeView, required: RequiredAssessment) -> ChangeTimeForm:
    filled = {"initial_at": dates.london_date(required.initial_at) if required.initial_at else None}
    form = open_form(ChangeTimeForm, title=TITLE, of=view.person.id, filled=filled)
    open_now = may_be_sent_to(services_open_on(clock.today()), view.person.id)
    services = [service for service in open_now if not service.young_people]
    times = diaries.times_offered(diaries.kept_for_change(required.id), services)
    form.offer([(service.id, f"{service.name}, {service.town}") for service in services], times)
    return form


def _changed_notice_form(view: EpisodeView) -> ChangedNoticeForm:
    return open_form(ChangedNoticeForm, title=TITLE, of=view.person.id, filled={"served_at": clock.today()})


def _done(view: EpisodeView, required: RequiredAssessment, form: ChangeTimeForm | ChangedNoticeForm) -> str:
    by, person, seen = viewer(), view.person, form.seen_version
    if isinstance(form, ChangeTimeForm):
        actions.propose_change(
            by=by,
            person=person,
            required=required,
            new_at=form.initial_at.data,
            service_id=form.service_id.data,
            slot_id=form.slot_id,
            reason=form.reason.data or "",
            seen_version=seen,
        )
    elif form.is_dropped:
        actions.drop_change(by=by, person=person, required=required, seen_version=seen)
    else:
        served_at = form.served_at.data
        actions.serve_change(by=by, person=person, required=required, served_at=served_at, seen_version=seen)
    return url_for("arrest_tests.change_appointment", episode_id=view.episode.id)


# A requirement that ends before the person has complied with it.


@pages.route("/episodes/<int:episode_id>/required-assessment/end", methods=["GET", "POST"])
@permit("assessment.impose")
def end_requirement(episode_id: int) -> ResponseReturnValue:
    """End a requirement: a court imposed a bail condition, or it was imposed in error."""
    view = people.episode(viewer(), episode_id)
    required = queries.required_assessment_of(episode_id)
    if required is None or required.notice_served_at is None:
        raise OutOfSight
    form = open_form(EndRequirementForm, title="End the requirement", of=view.person.id, filled={"on": clock.today()})
    if response := once(form, lambda: _end(view, form)):
        return response
    record_look(view, "end of requirement")
    return show("arrest_tests/assessment/end_requirement.html", form=form, view=view, required=required)


def _end(view: EpisodeView, form: EndRequirementForm) -> str:
    facts = {"why": form.why.data, "reason": form.reason.data or "", "on": form.on.data}
    actions.end_requirement(by=viewer(), view=view, **facts, seen_version=form.seen_version)
    return url_for("casefile.task_list", episode_id=view.episode.id)
