"""Telling by a link what became of an appointment: making the link, and the one answer that uses it up.

What is told goes the way that everybody's records go; the actor is the provider's stand-in (docs/decisions/0033).
"""

from functools import partial

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from pathways import audit, clock
from pathways.engagement import queries
from pathways.engagement.actions.contacts import offer_appointment, record_outcome
from pathways.engagement.actions.leaving import leave
from pathways.engagement.actions.moving import refuse
from pathways.engagement.models import OutcomeLink
from pathways.engagement.queries import OutcomeAsked, OutcomeWanted
from pathways.engagement.rules import purpose_of_next
from pathways.engagement.rules.told_by_link import DECLINED, Became, Told, bars_to_telling, works_until
from pathways.outbox import actions as outbox
from pathways.outbox.one_time import hash_of, new_name, token_of
from pathways.referrals.models import Referral
from pathways.refusals import OutOfSight, Reason, Refused
from pathways.store import db, rows_changed
from pathways.store.changing import Each, one_after_another
from pathways.store.constraints import unless_at_once

AT_ONCE = 50
_OF_THE_PAGE = {"starts_at": "next_at"}
"""The rules name the fields of the appointments' own page."""


def make_outcome_links(*, key: str, each: Each = one_after_another) -> int:
    """A link, and the message that brings it, for each appointment of a service without accounts that is past.

    `key` is the key of the service, that tokens are made with. Two workers at once make one: an appointment has one.
    One that went to an address which is not the service's any more gets another token, for the address of now. `each`
    is how each of them is done.
    """
    made = 0
    for wanted in queries.outcomes_wanted(AT_ONCE):
        what = f"The link of appointment {wanted.appointment.id} could not be made"
        made += each(partial(_make_link, wanted, key), what)
    for link, referral, to in queries.outcome_links_gone_wrong(AT_ONCE):
        send = partial(_send_anew, link, referral, to, key)
        made += each(send, f"The link of appointment {link.appointment_id} could not be sent anew")
    return made


def _make_link(wanted: OutcomeWanted, key: str) -> bool:
    held, now, name = wanted.referral, clock.now(), new_name()
    audit.hold(held.person_id)
    link = OutcomeLink(
        referral_id=held.id,
        appointment_id=wanted.appointment.id,
        token_hash=hash_of(token_of(name, key)),
        made_at=now,
        expires_at=works_until(clock.london(now), clock.add_working_days),
        sent_to=wanted.service.answer_email or "",
    )
    try:
        with db.session.begin_nested():
            db.session.add(link)
    except IntegrityError as error:  # another worker was first
        unless_at_once(error, "uq_outcome_link_appointment_id")
        return False
    _bring(link, held, name)
    return True


def _send_anew(link: OutcomeLink, held: Referral, to: str, key: str) -> bool:
    """The same link under another token. What has not left yet for the address before is taken back."""
    audit.hold(held.person_id)
    same = (OutcomeLink.id == link.id, OutcomeLink.token_hash == link.token_hash, OutcomeLink.used_at.is_(None))
    change, about = update(OutcomeLink).where(*same), held.person_id
    name = outbox.send_anew(change, to=to, key=key, about_person_id=about, key_begins=_key_of(link))
    if name is None:
        return False
    _bring(link, held, name)
    return True


def _bring(link: OutcomeLink, held: Referral, name: str) -> None:
    """Queue the message that brings a link; `name` is what its token is made from."""
    outbox.queue(
        by=audit.SYSTEM,
        kind="outcome_link",
        to=link.sent_to,
        reference=held.reference or "",
        link="/told/{secret}",
        secret_of=name,
        key=f"{_key_of(link)}{name[:16]}",
        about_person_id=held.person_id,
    )
    audit.dispatched(audit.SYSTEM, held.person_id, "referral.link.made", ("referral", held.id), link=link.id)


def _key_of(link: OutcomeLink) -> str:
    return f"outcome-link {link.id} "


def tell_by_link(*, token: str, form_key: str, told: Told) -> OutcomeAsked:
    """Record what became of the appointment, the next one or the way out, and that it was told by link.

    Raises OutOfSight for a link that does not work (any more), Refused for what was typed, Stale when somebody was
    first; then the link is not used up.
    """
    found = queries.outcome_asked(token)
    audit.hold(found.case.person.id)
    spent = {"used_at": clock.now(), "used_key": form_key, "answered_by": told.who}
    # By the token itself: a link that got another one meanwhile is somebody else's to answer.
    same = (OutcomeLink.id == found.link.id, OutcomeLink.token_hash == hash_of(token))
    fresh = (*same, OutcomeLink.used_at.is_(None))
    change = update(OutcomeLink).where(*fresh).values(**spent)
    if rows_changed(change.execution_options(synchronize_session="fetch")) != 1:
        raise OutOfSight
    refuse(bars_to_telling(told))
    _record(found, told)
    subject = ("referral", found.link.referral_id)
    audit.in_confidence(found.by, found.case.person.id, "referral.link.used", subject, answer=told.became.value)
    return found


def _record(found: OutcomeAsked, told: Told) -> None:
    by, held, outcome = found.by, found.appointment, told.became.outcome
    record_outcome(by=by, referral_id=held.referral_id, appointment_id=held.id, outcome=outcome)
    if told.became is Became.LEFT:
        leave(by=by, referral_id=held.referral_id, reason=DECLINED, exited_on=clock.today())
    elif told.next_at is not None:
        purpose = purpose_of_next(outcome, held.purpose, has_started=found.case.start is not None)
        try:
            offer_appointment(
                by=by,
                referral_id=held.referral_id,
                starts_at=told.next_at,
                place=told.place,
                channel=held.channel,
                purpose=purpose,
            )
        except Refused as refusal:
            raise Refused(reasons=tuple(_on_this_page(each) for each in refusal.reasons)) from refusal


def _on_this_page(reason: Reason) -> Reason:
    return Reason(reason.message, _OF_THE_PAGE.get(reason.field or "", reason.field), reason.source, reason.mark)
