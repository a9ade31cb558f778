"""The pages for a changed time or place with its notice (RA2), and for the follow-up."""

from datetime import datetime

from flask import request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock, dates
from pathways.arrest_tests.assessment import queries as diaries
from pathways.audit import record as audit
from pathways.auth.guard import permit, viewer
from pathways.directory.entries.queries import services_open_on
from pathways.directory.forms import ChangedNoticeForm, ChangeTimeForm
from pathways.drafts.desk import once, open_form
from pathways.engagement.appointments.rules import opens_at
from pathways.engagement.follow_up import actions, queries
from pathways.engagement.forms.treatment import STANDING, FollowUpForm, FollowUpNoticeForm, RequiredForm
from pathways.engagement.models.treatment import FollowUp, FollowUpOutcome
from pathways.engagement.required_assessments import actions as required_assessments_actions
from pathways.engagement.required_assessments import queries as required_assessments_queries
from pathways.engagement.required_assessments.queries import Expected
from pathways.engagement.views import pages
from pathways.refusals import OutOfSight, or_out_of_sight
from pathways.ui.pages import copy_asked_for, hand_over, show

# The assessor changes a required assessment's time or place: enter it, print the notice (RA2), give it.


TITLE = "Change the appointment"


@pages.route("/inbox/required-assessments/<int:required_id>/change", methods=["GET", "POST"])
@permit("case.record")
def change_appointment(required_id: int) -> ResponseReturnValue:
    """Enter the new time, then give its notice: the form shown is the next step."""
    expected = required_assessments_queries.expected_one(viewer(), required_id)
    change = diaries.pending_change(required_id)
    # Somebody who sends another time although a colleague's was entered meanwhile keeps what they typed, and is told.
    form = _change_form(expected) if change is None or "reason" in request.form else _changed_notice_form(expected)
    if response := once(form, lambda: _change_done(required_id, form)):
        return response
    audit.look(viewer(), expected.person.id, "required_assessment.viewed", ("required_assessment", required_id))
    given = diaries.changes_of(required_id)
    notice = change if isinstance(form, ChangedNoticeForm) else None
    return show(
        "engagement/follow_up/change_appointment.html",
        form=form,
        expected=expected,
        change=notice,
        given=given,
        is_ended=queries.was_ever_missed(required_id),
        now=clock.now(),
    )


@pages.route("/inbox/required-assessments/<int:required_id>/change/<int:change_id>.pdf")
@permit("case.record")
def changed_notice(required_id: int, change_id: int) -> ResponseReturnValue:
    """The notice of a changed appointment (RA2) as a PDF."""
    required_assessments_queries.expected_one(viewer(), required_id)
    pending = diaries.pending_change(required_id)
    known = [*diaries.changes_of(required_id), *([pending] if pending else [])]
    change = or_out_of_sight(next((change for change in known if change.id == change_id), None))
    paper = actions.print_changed_notice(by=viewer(), required_id=required_id, change=change, number=copy_asked_for())
    return hand_over(paper, kind="application/pdf", name=f"RA2-{change.id}.pdf", inline=True)


def _change_form(expected: Expected) -> ChangeTimeForm:
    form = open_form(
        ChangeTimeForm, title=TITLE, of=expected.person.id, filled={"initial_at": dates.london_date(expected.due_at)}
    )
    ours = [
        service for service in services_open_on(clock.today()) if service.organisation_id == viewer().organisation_id
    ]
    adults = [service for service in ours if not service.young_people]
    times = diaries.times_offered(diaries.kept_for_change(expected.required.id), adults)
    form.offer([(service.id, f"{service.name}, {service.town}") for service in adults], times)
    return form


def _changed_notice_form(expected: Expected) -> ChangedNoticeForm:
    return open_form(ChangedNoticeForm, title=TITLE, of=expected.person.id, filled={"served_at": clock.today()})


def _change_done(required_id: int, form: ChangeTimeForm | ChangedNoticeForm) -> str:
    by, seen = viewer(), form.seen_version
    if isinstance(form, ChangeTimeForm):
        actions.propose_change(
            by=by,
            required_id=required_id,
            new_at=form.initial_at.data,
            service_id=form.service_id.data,
            slot_id=form.slot_id,
            reason=form.reason.data or "",
            seen_version=seen,
        )
    elif form.is_dropped:
        actions.drop_change(by=by, required_id=required_id, seen_version=seen)
    else:
        actions.serve_change(by=by, required_id=required_id, served_at=form.served_at.data, seen_version=seen)
    return url_for("engagement.change_appointment", required_id=required_id)


# The follow-up of a required assessment: decide it, give its notice, change its time, record what happened.


@pages.route("/inbox/required-assessments/<int:required_id>/follow-up", methods=["GET", "POST"])
@permit("case.record")
def follow_up(required_id: int) -> ResponseReturnValue:
    """Decide, then give the notice, later change the time: the form shown is the next step."""
    expected = required_assessments_queries.expected_one(viewer(), required_id)
    live = queries.follow_up_of(required_id)
    form = _decision_form(expected, live) if _asks_to_decide(live) else _follow_up_notice_form(expected)
    if response := once(form, lambda: _follow_up_done(required_id, form)):
        return response
    _record_look(expected)
    binding = queries.given_before(queries.follow_up_of(required_id))
    return show(
        "engagement/follow_up/follow_up.html",
        expected=expected,
        form=form,
        live=live,
        outcome=queries.follow_up_outcome_of(binding),
        may_rebook=queries.may_book_follow_up(binding),
        is_ended=queries.was_ever_missed(required_id),
        now=clock.now(),
    )


@pages.route("/inbox/required-assessments/<int:required_id>/follow-up/outcome", methods=["GET", "POST"])
@permit("case.record")
def follow_up_outcome(required_id: int) -> ResponseReturnValue:
    """Record what became of the follow-up. Saving tells police of a failure; of an attendance they are never told."""
    expected = required_assessments_queries.expected_one(viewer(), required_id)
    binding = queries.given_before(queries.follow_up_of(required_id))
    if binding is None or binding.starts_at is None:
        raise OutOfSight
    so_far = queries.follow_up_outcome_of(binding)
    form = _outcome_form(expected, binding.starts_at, so_far)
    if response := once(form, lambda: _record_outcome(required_id, form)):
        return response
    _record_look(expected)
    opens = opens_at(binding.starts_at)
    return show(
        "engagement/follow_up/follow_up_outcome.html",
        expected=expected,
        form=form,
        binding=binding,
        outcome=so_far,
        notes=queries.notes_on_earlier_times(required_id, of_follow_up=True),
        opens=opens,
        now=clock.now(),
    )


@pages.route("/inbox/required-assessments/<int:required_id>/follow-up.pdf")
@permit("case.record")
def follow_up_notice(required_id: int) -> ResponseReturnValue:
    """The notice of the follow-up as it stands (RA4, RA5, RA2) as a PDF."""
    paper = actions.print_follow_up(by=viewer(), required_id=required_id, number=copy_asked_for())
    return hand_over(paper, kind="application/pdf", name=f"follow-up-{required_id}.pdf", inline=True)


@pages.route("/inbox/required-assessments/<int:required_id>/attended.pdf")
@permit("case.record")
def attended_record(required_id: int) -> ResponseReturnValue:
    """The record that somebody attended and stayed (RA3) as a PDF."""
    paper = actions.print_attended(by=viewer(), required_id=required_id, number=copy_asked_for())
    return hand_over(paper, kind="application/pdf", name=f"RA3-{required_id}.pdf", inline=True)


def _asks_to_decide(live: FollowUp | None) -> bool:
    """Whether the decision is asked, not its notice. A form that was sent is read as what it is, whatever changed."""
    if request.method == "POST":
        return "given_at-day" not in request.form
    return live is None or live.given_at is not None or "again" in request.args


def _record_look(expected: Expected) -> None:
    audit.look(
        viewer(), expected.person.id, "required_assessment.viewed", ("required_assessment", expected.required.id)
    )


def _decision_form(expected: Expected, live: FollowUp | None) -> FollowUpForm:
    filled: dict[str, object] = {"starts_at": dates.add_working_days(clock.today(), 5)}
    if live is not None:
        filled = {"decision": live.decision, "starts_at": live.starts_at, "place": live.place}
    return open_form(FollowUpForm, title="Follow-up assessment", of=expected.person.id, filled=filled)


def _outcome_form(expected: Expected, starts_at: datetime, so_far: FollowUpOutcome | None) -> RequiredForm:
    filled: dict[str, object] = {
        "which": STANDING,
        "outcome": so_far.outcome if so_far else None,
        "at": so_far.at if so_far else starts_at,
        "left_unknown": ["unknown"] if so_far and so_far.is_time_unknown else [],
    }
    form = open_form(RequiredForm, title="Follow-up assessment", of=expected.person.id, filled=filled)
    changed = queries.earlier_times_of_follow_up(expected.required.id)
    form.offer_times(starts_at, [(follow_up.id, follow_up.starts_at) for follow_up in changed])
    return form


def _follow_up_notice_form(expected: Expected) -> FollowUpNoticeForm:
    filled = {"given_at": clock.today()}
    return open_form(FollowUpNoticeForm, title="Follow-up assessment", of=expected.person.id, filled=filled)


def _follow_up_done(required_id: int, form: FollowUpForm | FollowUpNoticeForm) -> str:
    by, version = viewer(), form.seen_version
    if isinstance(form, FollowUpForm):
        actions.decide_follow_up(
            by=by,
            required_id=required_id,
            decision=form.decision.data,
            starts_at=form.starts_at.data,
            place=form.place.data or "",
            reason=form.reason.data or "",
            version=version,
        )
    else:
        actions.give_notice(by=by, required_id=required_id, given_at=form.given_at.data, version=version)
    return url_for("engagement.follow_up", required_id=required_id)


def _record_outcome(required_id: int, form: RequiredForm) -> str:
    if form.earlier is not None:
        required_assessments_actions.note_on_earlier_follow_up(
            by=viewer(),
            required_id=required_id,
            follow_up_id=form.earlier,
            outcome=form.outcome.data,
            version=form.seen_version,
        )
        return request.path
    actions.report_follow_up(
        by=viewer(),
        required_id=required_id,
        outcome=form.outcome.data,
        at=form.at.data,
        is_time_unknown=form.is_time_unknown,
        correction_reason=form.reason,
        version=form.seen_version,
    )
    return url_for("engagement.expected")
