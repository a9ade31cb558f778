"""After a planned exit: whose check-in is due, recording one. And the person's own feedback."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from pathways import audit, clock
from pathways.auth.guard import permit, viewer
from pathways.drafts.desk import once, open_form
from pathways.engagement import actions, queries
from pathways.engagement.forms import CheckInForm, FeedbackForm
from pathways.engagement.rules import FEWEST, NUMBERS, WHEN, Grade, due_on
from pathways.engagement.views.blueprint import case_url, pages, show_case
from pathways.refusals import OutOfSight
from pathways.ui.pages import show


@pages.get("/check-ins")
@permit("case.read")
def check_ins() -> ResponseReturnValue:
    """Whose check-in is due after they completed treatment."""
    rows = queries.check_ins_due(viewer())
    audit.listed(viewer(), "check_in.listed", [row.details.person_id for row in rows])
    return show("engagement/check_ins.html", rows=rows, when=WHEN, today=clock.today())


@pages.route("/check-ins/<int:referral_id>/<int:check_in_number>", methods=["GET", "POST"])
@permit("case.record")
def check_in(referral_id: int, check_in_number: int) -> ResponseReturnValue:
    """One check-in: the name and how to reach them, nothing of the case."""
    held = queries.after_exit(viewer(), referral_id)
    if check_in_number not in NUMBERS:
        raise OutOfSight
    form = open_form(CheckInForm, title="Check-in", of=held.details.person_id)
    if form.submitted() and (to := once(form, lambda: _check_in(referral_id, check_in_number, form))):
        return redirect(to)
    audit.look(viewer(), held.details.person_id, "check_in.viewed", ("referral", referral_id))
    due = due_on(check_in_number, held.exited_on)
    return show("engagement/check_in.html", held=held, form=form, number=check_in_number, when=WHEN, due=due)


@pages.route("/cases/<int:referral_id>/feedback", methods=["GET", "POST"])
@permit("case.record")
def feedback(referral_id: int) -> ResponseReturnValue:
    """The person's own feedback: hand over the screen. Nothing kept leads to them."""
    held = queries.case(viewer(), referral_id)
    form = open_form(FeedbackForm, title="Feedback", of=held.person.id)
    if form.submitted() and (to := once(form, lambda: _feedback(referral_id, form))):
        return redirect(to)
    return show_case("engagement/feedback.html", held, form=form)


@pages.get("/feedback")
@permit("feedback.read")
def feedback_read() -> ResponseReturnValue:
    """What people said of the service, for its manager, once five answered."""
    said = queries.feedback_of(viewer())
    asked = FeedbackForm(formdata=None)
    questions = [(name, asked[name].label.text) for name in said.answers]
    return show("engagement/feedback_read.html", said=said, questions=questions, grades=tuple(Grade), fewest=FEWEST)


def _check_in(referral_id: int, number: int, form: CheckInForm) -> str:
    actions.check_in(
        by=viewer(), referral_id=referral_id, number=number, outcome=form.outcome.data, note=form.note.data or ""
    )
    return url_for("engagement.check_ins")


def _feedback(referral_id: int, form: FeedbackForm) -> str:
    actions.give_feedback(
        by=viewer(),
        referral_id=referral_id,
        respected=form.respected.data,
        in_time=form.in_time.data,
        helped=form.helped.data,
        words=form.words.data or "",
    )
    return case_url(referral_id)
