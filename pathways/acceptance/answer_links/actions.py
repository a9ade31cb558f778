"""Making and sending the links by which a service answers, and the one answer that uses a link up."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from sqlalchemy import update

from pathways import clock, dates
from pathways.acceptance.actions import accept, decline, step_at_inbox
from pathways.acceptance.answer_links import queries
from pathways.acceptance.answer_links.queries import Opened, Wanted
from pathways.acceptance.models import AnswerLink
from pathways.acceptance.rules import LinkAnswer, link_ends
from pathways.audit import record as audit
from pathways.auth.models import User
from pathways.auth.queries import mail_of
from pathways.links import actions as links
from pathways.links.actions import LinkLetter
from pathways.outbox import actions as outbox
from pathways.referrals.models.referral import Referral
from pathways.store.base import Each, db, one_after_another

AT_ONCE = 50


def make_links(*, key: str, each: Each = one_after_another) -> int:
    """Make a link, and queue the message that brings it, for each referral that waits for a service without accounts.

    `key` is the secret that tokens are made with. Two workers at once make one link only: a step has one link. A link
    that went to an address the service no longer has gets another token, which goes to the address it has now.
    `each` runs the work for one link. Returns how many links were made or sent again.
    """
    made = 0
    for wanted in queries.links_wanted(AT_ONCE):
        made += each(partial(_make_link, wanted, key), f"The link of referral {wanted.referral.id} could not be made")
    for link, referral, to in queries.links_gone_wrong(AT_ONCE):
        send = partial(_send_anew, link, referral, to, key)
        made += each(send, f"The link of referral {referral.id} could not be sent anew")
    return made


def _make_link(wanted: Wanted, key: str) -> bool:
    referral, now = wanted.referral, clock.now()
    live = (AnswerLink.referral_id == referral.id, AnswerLink.used_at.is_(None), AnswerLink.ended_at.is_(None))
    link = AnswerLink(
        referral_id=referral.id,
        event_id=wanted.event_id,
        expires_at=link_ends(referral.due_on, dates.london(now), dates.add_working_days),
        sent_to=wanted.service.answer_email or "",
    )
    before = update(AnswerLink).where(*live).values(ended_at=now)
    unique = ("uq_answer_link_event_id", "uq_answer_link_live")
    return links.make(link, _letter(referral), key=key, unique=unique, before=before)


def _send_anew(link: AnswerLink, referral: Referral, to: str, key: str) -> bool:
    return links.send_anew(link, _letter(referral), to=to, key=key)


def _letter(referral: Referral) -> LinkLetter:
    reference = referral.reference or ""
    return LinkLetter(kind="answer_link", path="/answer/{secret}", person_id=referral.person_id, reference=reference)


def answer_by_link(
    *, token: str, form_key: str, answer: LinkAnswer, who: str, given: Mapping[str, Any], tells: bool = True
) -> Opened:
    """Give the one answer of a link, through the same actions as every other answer.

    `given` is what was typed for this answer: first_slot and place, reason, or about and question; `tells` queues the
    text about the appointment. The actor is the provider's stand-in; `who` is kept with the link. Raises OutOfSight for
    a link that does not work, Refused for what was typed, Stale when somebody answered first; the link is then not used
    up.
    """
    opened = queries.opened(token)
    person_id = opened.offer.referral.person_id
    audit.lock(person_id)
    links.use(AnswerLink, token, used_key=form_key, answer=answer, answered_by=who)
    by, referral_id = opened.by, opened.link.referral_id
    if answer is LinkAnswer.ACCEPT:
        slot, place, note = given["first_slot"], str(given["place"]), f"Answered by link by {who}"
        first = {"first_slot_at": slot, "place": place, "tells": tells}
        accept(by=by, referral_id=referral_id, keyworker_id=by.user_id, note=note, **first)
    elif answer is LinkAnswer.DECLINE:
        decline(by=by, referral_id=referral_id, reason=given["reason"])
    elif answer is LinkAnswer.ASK:
        asked = {"of_whom": "referrer", "about": given["about"], "question": given["question"]}
        step_at_inbox(by=by, referral_id=referral_id, event="ask", given=asked)
    else:
        _tell_sender(opened)
    audit.in_confidence(by, person_id, "referral.link.used", ("referral", referral_id), answer=answer.value)
    return opened


def _tell_sender(opened: Opened) -> None:
    """The link reached the wrong place: its sender is told, and the referral keeps waiting under its own clock."""
    referral: Referral = opened.offer.referral
    sender = db.session.get(User, referral.sent_by_id) if referral.sent_by_id is not None else None
    if sender is not None and sender.disabled_at is None:
        outbox.queue(
            by=opened.by,
            kind="link_misdirected",
            to=mail_of(sender),
            reference=referral.reference or "",
            link="/referrals",
            key=f"link-misdirected-{opened.link.id}",
            about_person_id=referral.person_id,
        )
