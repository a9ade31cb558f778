"""My referrals, and a consent taken back."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways import audit
from pathways.auth.guard import permit, viewer
from pathways.directory import queries as directory
from pathways.drafts.desk import once, open_form
from pathways.people import queries as people
from pathways.referrals import actions, queries
from pathways.referrals.forms import WithdrawForm
from pathways.referrals.models import Consent
from pathways.referrals.rules import said_to_police, told_by
from pathways.referrals.views.blueprint import pages
from pathways.ui.pages import show


@pages.get("/referrals")
@permit("referral.read")
def mine() -> ResponseReturnValue:
    """The referrals the viewer sent, as far as police may always see them: never past "Accepted"."""
    after = request.args.get("after")
    page = queries.mine(viewer(), after)
    ids = {row.person_id for row in page.rows}
    audit.listed(viewer(), "referral.listed", ids)
    names = directory.service_names({row.service_id for row in page.rows if row.service_id})
    known = people.details_of_many(ids)
    facts: dict[str, Any] = {"names": names, "known": known, "told": said_to_police, "was_told": "told" in request.args}
    facts["to_ask"] = queries.must_be_asked_again(page.rows)
    return show("referrals/mine.html", page=page, after=after, **facts)


@pages.route("/consents/<int:consent_id>/withdraw", methods=["GET", "POST"])
@permit("consent.withdraw")
def withdraw(consent_id: int) -> ResponseReturnValue:
    """The person takes a consent back: at once, said to any worker."""
    row = queries.consent(viewer(), consent_id)
    details = people.details_of(row.person_id)
    form, back = open_form(WithdrawForm, title="Withdraw a consent", of=row.person_id), _back_from_withdrawing(row)
    if form.submitted() and (to := once(form, lambda: _withdraw(consent_id, back))):
        return redirect(to)
    audit.look(viewer(), row.person_id, "consent.viewed", ("consent", row.id))
    return show(
        "referrals/withdraw.html",
        is_required=queries.has_required_assessment(viewer(), row.episode_id),
        form=form,
        row=row,
        details=details,
        back=back,
        told=told_by(row.number, row.wording_version),
    )


def _withdraw(consent_id: int, back: str) -> str:
    actions.withdraw_consent(by=viewer(), consent_id=consent_id)
    return back


def _back_from_withdrawing(row: Consent) -> str:
    if viewer().is_police or viewer().is_liaison:
        return url_for("casefile.task_list", episode_id=row.episode_id)
    if case := queries.case_of_episode(viewer(), row.episode_id):
        return url_for("referrals.agreements", referral_id=case.id)
    return url_for("acceptance.inbox" if viewer().is_treatment else "acceptance.placing")
