"""The sender's referrals, withdrawing a consent, and the steps that a sender takes."""

from typing import Any

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue

from pathways.audit import record as audit
from pathways.auth.guard import permit, viewer
from pathways.directory.entries import queries as directory
from pathways.drafts.desk import once, open_form
from pathways.people.custody import queries as custody_queries
from pathways.people.identity import queries as identity_queries
from pathways.referrals import queries as referrals_queries
from pathways.referrals.consents import queries as consents_queries
from pathways.referrals.consents.rules.consents import told_by
from pathways.referrals.forms.referral import TakeConsentBackForm
from pathways.referrals.models.needs_and_consents import Consent
from pathways.referrals.needs import queries as needs_queries
from pathways.referrals.sending import actions as sending_actions
from pathways.referrals.steps import actions, queries
from pathways.referrals.steps.actions import OF_CUSTODY, OF_THE_REFERRER
from pathways.referrals.steps.rules import said_to_police, steps_asked
from pathways.referrals.views import pages
from pathways.step_tables.forms import form_of, given_by
from pathways.step_tables.rules import StepAsked
from pathways.ui.forms import Form
from pathways.ui.pages import show

# The viewer's referrals, and withdrawing a consent.


@pages.get("/referrals")
@permit("referral.read")
def mine() -> ResponseReturnValue:
    """The referrals the viewer sent, as far as police may always see them: never past "Accepted"."""
    after = request.args.get("after")
    page = referrals_queries.mine(viewer(), after)
    ids = {row.person_id for row in page.rows}
    audit.listed(viewer(), "referral.listed", ids)
    names = directory.service_names({row.service_id for row in page.rows if row.service_id})
    known = identity_queries.details_of_many(ids)
    facts: dict[str, Any] = {
        "names": names,
        "known": known,
        "as_police_read": said_to_police,
        "was_told": "told" in request.args,
    }
    facts["to_ask"] = queries.must_be_asked_again(page.rows)
    return show("referrals/steps/mine.html", page=page, after=after, **facts)


@pages.route("/consents/<int:consent_id>/withdraw", methods=["GET", "POST"])
@permit("consent.withdraw")
def withdraw(consent_id: int) -> ResponseReturnValue:
    """Withdraw a consent. The person may say so to any worker, and it counts at once."""
    row = consents_queries.consent(viewer(), consent_id)
    details = identity_queries.details_of(row.person_id)
    form, back = (
        open_form(TakeConsentBackForm, title="Withdraw a consent", of=row.person_id),
        _back_from_withdrawing(row),
    )
    if response := once(form, lambda: _withdraw(consent_id, back)):
        return response
    audit.look(viewer(), row.person_id, "consent.viewed", ("consent", row.id))
    return show(
        "referrals/steps/withdraw.html",
        is_required=needs_queries.has_required_assessment(viewer(), row.episode_id),
        form=form,
        row=row,
        details=details,
        back=back,
        recipient=told_by(row.number, row.wording_version),
    )


def _withdraw(consent_id: int, back: str) -> str:
    sending_actions.withdraw_consent(by=viewer(), consent_id=consent_id)
    return back


def _back_from_withdrawing(row: Consent) -> str:
    if viewer().is_police or viewer().is_liaison:
        return url_for("casefile.task_list", episode_id=row.episode_id)
    if case := consents_queries.case_of_episode(viewer(), row.episode_id):
        return url_for("referrals.agreements", referral_id=case.id)
    return url_for("acceptance.inbox" if viewer().is_treatment else "acceptance.placing")


# The steps of a referral's sender: close a draft, recall it, answer a question, tell of custody.


@pages.route("/referrals/<int:referral_id>/step/<event>", methods=["GET", "POST"])
@permit("referral.send")
def step(referral_id: int, event: str) -> ResponseReturnValue:
    """Take one step of a referral that somebody here sent, or has not sent yet."""
    if event not in (*OF_THE_REFERRER, *OF_CUSTODY):
        abort(404)
    asked, referral = steps_asked()[event], referrals_queries.referral(viewer(), referral_id)
    view = custody_queries.view_of(referrals_queries.episode_of(referral))
    form = open_form(form_of(asked), title=asked.title, of=view.person.id)
    if response := once(form, lambda: _take(form, asked, referral_id)):
        return response
    audit.look(viewer(), view.person.id, "referral.viewed", ("referral", referral.id))
    question = queries.question_of(referral) if event == "answered" else None
    return show(
        "referrals/steps/step.html",
        form=form,
        asked=asked,
        referral=referral,
        view=view,
        question=question,
    )


def _take(form: Form, asked: StepAsked, referral_id: int) -> str:
    given = given_by(form, asked)
    referral = actions.step_by_referrer(by=viewer(), referral_id=referral_id, event=asked.event, given=given)
    if referral.sent_at is None:
        return url_for("casefile.task_list", episode_id=referral.episode_id)
    return url_for("referrals.mine", told="custody" if asked.event in OF_CUSTODY else None)
