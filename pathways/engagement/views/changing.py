"""The assessor changes a required assessment's time or place: enter it, print the notice (RA2), give it."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways import audit, clock
from pathways.arrest_tests.queries import diaries
from pathways.auth.guard import permit, viewer
from pathways.directory.forms import ChangedNoticeForm, ChangeTimeForm
from pathways.directory.queries import services_open_on
from pathways.drafts.desk import once, open_form
from pathways.engagement import actions, queries
from pathways.engagement.queries import Expected
from pathways.engagement.views.blueprint import pages
from pathways.refusals import OutOfSight
from pathways.ui.pages import copy_asked_for, hand_over, show

TITLE = "Change the appointment"


@pages.route("/inbox/required-assessments/<int:required_id>/change", methods=["GET", "POST"])
@permit("case.record")
def change_appointment(required_id: int) -> ResponseReturnValue:
    """First the new time, then its notice: the form that is open is the next step."""
    held = queries.expected_one(viewer(), required_id)
    change = diaries.pending_change(required_id)
    # Whoever sent another time although a colleague's is entered meanwhile keeps what they typed, and is told.
    form = _change_form(held) if change is None or "reason" in request.form else _notice_form(held)
    if form.submitted() and (location := once(form, lambda: _done(required_id, form))):
        return redirect(location)
    audit.look(viewer(), held.person.id, "required_assessment.viewed", ("required_assessment", required_id))
    given = diaries.changes_of(required_id)
    notice = change if isinstance(form, ChangedNoticeForm) else None
    return show(
        "engagement/change_appointment.html",
        form=form,
        held=held,
        change=notice,
        given=given,
        is_ended=queries.was_ever_missed(required_id),
        now=clock.now(),
    )


@pages.route("/inbox/required-assessments/<int:required_id>/change/<int:change_id>.pdf")
@permit("case.record")
def changed_notice(required_id: int, change_id: int) -> ResponseReturnValue:
    """The notice of a changed appointment (RA2) as a PDF."""
    queries.expected_one(viewer(), required_id)
    pending = diaries.pending_change(required_id)
    known = [*diaries.changes_of(required_id), *([pending] if pending else [])]
    change = next((one for one in known if one.id == change_id), None)
    if change is None:
        raise OutOfSight
    paper = actions.print_changed_notice(by=viewer(), required_id=required_id, change=change, number=copy_asked_for())
    return hand_over(paper, kind="application/pdf", name=f"RA2-{change.id}.pdf", inline=True)


def _change_form(held: Expected) -> ChangeTimeForm:
    form = open_form(
        ChangeTimeForm, title=TITLE, of=held.person.id, filled={"initial_at": clock.london_date(held.due_at)}
    )
    ours = [one for one in services_open_on(clock.today()) if one.organisation_id == viewer().organisation_id]
    adults = [one for one in ours if not one.young_people]
    times = diaries.times_offered(diaries.kept_for_change(held.required.id), adults)
    form.offer([(one.id, f"{one.name}, {one.town}") for one in adults], times)
    return form


def _notice_form(held: Expected) -> ChangedNoticeForm:
    return open_form(ChangedNoticeForm, title=TITLE, of=held.person.id, filled={"served_at": clock.today()})


def _done(required_id: int, form: ChangeTimeForm | ChangedNoticeForm) -> str:
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
