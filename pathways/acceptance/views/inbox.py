"""The provider's inbox and one referral in it."""

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from pathways import audit, clock
from pathways.acceptance import queries
from pathways.acceptance.models import Decline
from pathways.acceptance.queries import Offer
from pathways.acceptance.rules import DueGroup, inbox_lede
from pathways.acceptance.views.blueprint import pages, step_form
from pathways.auth.guard import permit, viewer
from pathways.directory import queries as directory
from pathways.drafts.desk import open_form
from pathways.referrals import queries as referrals
from pathways.referrals.rules import FEEDBACK, REFERRAL, kept_routing
from pathways.ui.pages import show


@pages.get("/inbox")
@permit("inbox.read")
def inbox() -> ResponseReturnValue:
    """What is offered to my service, by when an answer is due. Never a test result."""
    after = request.args.get("after")
    page = queries.inbox(viewer(), after)
    audit.listed(viewer(), "inbox.viewed", [row.referral.person_id for row in page.rows])
    grouped = {group: [row for row in page.rows if row.group is group] for group in DueGroup}
    lede = inbox_lede({group: len(rows) for group, rows in grouped.items()}, more=bool(page.after))
    facts: dict[str, Any] = {"page": page, "grouped": grouped, "lede": lede}
    facts["speak_by"] = queries.speak_by(viewer(), [row.referral for row in grouped[DueGroup.URGENT]])
    ours = [each for each in directory.services_of(viewer().organisation_id) if each.closed_on is None]
    facts["towns"] = {each.id: each.town for each in ours} if len(ours) > 1 else {}
    return show("acceptance/inbox.html", after=after, now=clock.now(), **facts)


@pages.get("/inbox/<int:referral_id>")
@permit("inbox.read")
def offer(referral_id: int) -> ResponseReturnValue:
    """One referral, before acceptance. Of one that was declined here only reason and number are left."""
    if declined := queries.our_decline(viewer(), referral_id):
        return declined_page(declined)
    if withdrawn := queries.taken_back(viewer(), referral_id):
        return show("acceptance/offer.html", withdrawn=withdrawn)
    found = queries.offer(viewer(), referral_id)
    at = url_for("acceptance.step", referral_id=referral_id, event="acknowledge")
    received = open_form(step_form("acknowledge"), title="We have it", of=found.referral.person_id, at=at)
    audit.look(viewer(), found.referral.person_id, "referral.viewed", ("referral", referral_id))
    history = queries.history_of(found.referral)
    speak = queries.speak_by(viewer(), [found.referral] if found.urgent else []).get(referral_id)
    return show("acceptance/offer.html", received=received, at=at, history=history, speak=speak, **about(found))


def declined_page(declined: Decline) -> ResponseReturnValue:
    """What the organisation keeps of a referral it declined: reason and number, and where it went."""
    return show("acceptance/offer.html", declined=declined, went=queries.onward_was(declined))


def about(found: Offer) -> dict[str, Any]:
    """What the three pages of one referral share. The sentence about custody follows the person's live consent."""
    answers = referrals.answers_of(found.episode)
    return {
        "offer": found,
        "taken": queries.taken(found.referral),
        "duties": queries.duties_of(found.referral, found.episode),
        "referral_consent": answers[REFERRAL],
        "feedback_consent": answers[FEEDBACK],
        "why_here": kept_routing(found.referral.routing),
        "note_with": queries.note_with(found.referral),
        "detained": referrals.detained_at(found.episode),
    }
