"""The pages of consents for the service that has the case: what was agreed, asking, and the paper of it."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from pathways.audit import record as audit
from pathways.auth.guard import permit, viewer
from pathways.drafts.desk import once, open_form
from pathways.referrals.consents import actions, queries
from pathways.referrals.consents.rules.consents import FEEDBACK, REFERRAL, SHARING, STATISTICS
from pathways.referrals.consents.rules.sharing import AnswerGiven
from pathways.referrals.forms.consents import AskAgainForm, ServiceConsentsForm
from pathways.referrals.models.referral import Referral
from pathways.referrals.sending import actions as sending_actions
from pathways.referrals.views import pages
from pathways.ui.pages import copy_asked_for, hand_over, show


@pages.route("/cases/<int:referral_id>/consents", methods=["GET", "POST"])
@permit("case.record")
def agreements(referral_id: int) -> ResponseReturnValue:
    """The four consents: the two that custody asked, to read, and the two that the service asks."""
    case = queries.case_for_consents(viewer(), referral_id)
    form = open_form(ServiceConsentsForm, title="What the person agrees to", of=case.details.person_id)
    if case.has_requirement:
        form.say_what_stands()
    for number in (STATISTICS, SHARING):
        if case.agreements[number].was_answered:
            form.need_not_answer(number)
    if response := once(form, lambda: _record(case.referral, form.answers(), form.seen_version)):
        return response
    if request.method == "POST":  # what was refused may have been answered meanwhile
        case = queries.case_for_consents(viewer(), referral_id)
    audit.look(viewer(), case.details.person_id, "consent.viewed", ("referral", referral_id))
    return show("referrals/consents/agreements.html", form=form, case=case)


@pages.get("/cases/<int:referral_id>/consents.pdf")
@permit("case.record")
def agreed(referral_id: int) -> ResponseReturnValue:
    """What the person agreed to as a PDF, to sign and to take home."""
    content = sending_actions.print_agreed(by=viewer(), referral_id=referral_id, number=copy_asked_for())
    return hand_over(content, kind="application/pdf", name=f"agreed-{referral_id}.pdf", inline=True)


@pages.route('/cases/<int:referral_id>/consents/<any("referral", "feedback"):question>', methods=["GET", "POST"])
@permit("case.record")
def ask_again(referral_id: int, question: str) -> ResponseReturnValue:
    """Consent 1 or 2, which custody asks first, asked again by the service."""
    number = {"referral": REFERRAL, "feedback": FEEDBACK}[question]
    case = queries.case_for_consents(viewer(), referral_id)
    form = open_form(AskAgainForm, title="Ask again", of=case.details.person_id)
    form.ask(number)
    if case.has_requirement:
        form.say_what_stands()
    if response := once(form, lambda: _record(case.referral, form.answers(number), form.seen_version)):
        return response
    audit.look(viewer(), case.details.person_id, "consent.viewed", ("referral", referral_id))
    return show("referrals/consents/ask_again.html", form=form, case=case, number=number, words=case.words_now(number))


def _record(referral: Referral, answers: tuple[AnswerGiven, ...], version: int | None) -> str:
    audit.expect(referral.person_id, version or 0, in_confidence=True)
    actions.record_answers(by=viewer(), referral_id=referral.id, answers=answers)
    return url_for("referrals.agreements", referral_id=referral.id)
