"""A changed time or place of a required assessment: enter it, print the notice (RA2), give it, record when."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.arrest_tests import actions, queries
from pathways.arrest_tests.models import AppointmentChange, RequiredAssessment
from pathways.arrest_tests.queries import diaries
from pathways.arrest_tests.queries.failures import is_follow_up_ended
from pathways.arrest_tests.views.blueprint import pages, record_look
from pathways.auth.guard import permit, viewer
from pathways.directory.forms import ChangedNoticeForm, ChangeTimeForm
from pathways.directory.queries import services_open_on
from pathways.drafts.desk import once, open_form
from pathways.people import queries as people
from pathways.people.queries import EpisodeView
from pathways.refusals import OutOfSight
from pathways.safeguarding.queries import may_be_sent_to
from pathways.ui.pages import copy_asked_for, hand_over, show

TITLE = "Change the appointment"


@pages.route("/episodes/<int:episode_id>/required-assessment/change", methods=["GET", "POST"])
@permit("assessment.impose")
def change_appointment(episode_id: int) -> ResponseReturnValue:
    """First the new time, then its notice: the form that is open is the next step."""
    view, required = _served(episode_id)
    change = diaries.pending_change(required.id)
    # Whoever sent another time although a colleague's is entered meanwhile keeps what they typed, and is told.
    form = _change_form(view, required) if change is None or "reason" in request.form else _notice_form(view)
    if form.submitted():
        location = once(form, lambda: _done(view, required, form))
        if location:
            return redirect(location)
    record_look(view, "change of appointment")
    given = diaries.changes_of(required.id)
    notice = change if isinstance(form, ChangedNoticeForm) else None
    return show(
        "arrest_tests/change_appointment.html",
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
    found = next((one for one in known if one.id == change_id), None)
    if found is None:
        raise OutOfSight
    return found


def _change_form(view: EpisodeView, required: RequiredAssessment) -> ChangeTimeForm:
    filled = {"initial_at": clock.london_date(required.initial_at) if required.initial_at else None}
    form = open_form(ChangeTimeForm, title=TITLE, of=view.person.id, filled=filled)
    open_now = may_be_sent_to(services_open_on(clock.today()), view.person.id)
    services = [one for one in open_now if not one.young_people]
    times = diaries.times_offered(diaries.kept_for_change(required.id), services)
    form.offer([(one.id, f"{one.name}, {one.town}") for one in services], times)
    return form


def _notice_form(view: EpisodeView) -> ChangedNoticeForm:
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
