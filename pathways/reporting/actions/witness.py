"""Whoever keeps the Board's minutes, outside: what is sent there, with a link, and the one answer that uses it up."""

from pathways import clock
from pathways.audit import record as audit
from pathways.audit.entries import last_digest
from pathways.audit.models import Actor
from pathways.auth.links import STRANGER
from pathways.auth.models import User
from pathways.auth.queries import mail_of
from pathways.links import actions as links
from pathways.links.queries import link_of
from pathways.links.rules import hash_of, new_name, token_of
from pathways.outbox import actions as outbox
from pathways.refusals import or_out_of_sight, refuse_if
from pathways.reporting.models import BoardShowing, WitnessLink
from pathways.reporting.queries.witness import WitnessAsked, answered, asked
from pathways.reporting.rules.proof import ANSWERED_OUTSIDE, MESSAGE_OF, facts_outside, key_of_message, signs_of
from pathways.reporting.rules.showings import LINK_WORKS_FOR, MinutesAnswer, WitnessAnswer, why_no_answer_of_minutes
from pathways.store.base import db, save


def send_outside(row: BoardShowing, by: Actor, action: str, organisation_id: int | None, *, key: str = "") -> None:
    """Send the digest of the entry of this action, which was just written on the chain of an organisation, to the
    witness of a showing: in the same transaction. With `key`, the service's key, the message brings a link by which
    they answer; else it names the page of the record.
    """
    if not row.witness:
        return
    name = _make_link(row, key) if key else ""
    outbox.queue(
        by=by,
        kind=MESSAGE_OF[action],
        to=row.witness,
        reference=signs_of(last_digest(organisation_id)),
        key=key_of_message(row.id, action),
        link="/minutes/{secret}" if name else f"/reports/board/shown/{row.id}",
        secret_of=name,
    )


def _make_link(row: BoardShowing, key: str) -> str:
    name, at = new_name(), clock.now()
    token = hash_of(token_of(name, key))
    save(WitnessLink(showing_id=row.id, token_hash=token, made_at=at, expires_at=at + LINK_WORKS_FOR))
    return name


def answer_outside(*, token: str, form_key: str, witness: str, answer: MinutesAnswer, who: str) -> WitnessAsked:
    """Keep the one answer of whoever keeps the minutes, and tell who recorded it and who read them here; a receipt with
    the digest of its entry goes out. `witness` is the address that is set now.

    Raises OutOfSight for a link that does not work, Refused for a yes without a minute or for something else without
    what; then the link is not used up.
    """
    refuse_if(why_no_answer_of_minutes(answer))
    row = or_out_of_sight(db.session.get(BoardShowing, link_of(WitnessLink, token).showing_id))
    db.session.refresh(row, with_for_update=True)  # of two links of one showing the first that is used counts
    of_what = asked(token, witness)
    links.use(WitnessLink, token, used_key=form_key, answered_by=who, **answer.facts)
    facts = facts_outside(of_what.showing, WitnessAnswer(clock.now(), who, **answer.facts), of_what.sha256)
    audit.administered(STRANGER, ANSWERED_OUTSIDE, of_what.organisation_id, **facts)
    send_outside(row, STRANGER, ANSWERED_OUTSIDE, of_what.organisation_id)
    _tell(row, of_what)
    return answered(token, witness, form_key)


def _tell(row: BoardShowing, of_what: WitnessAsked) -> None:
    """Whoever recorded it and whoever read the minutes here learn that an answer has come."""
    for user_id in filter(None, {row.proposed_by_id, row.decided_by_id}):
        user = db.session.get_one(User, user_id)
        if user.disabled_at is None:
            outbox.queue(
                by=STRANGER,
                kind="witness_answered",
                to=mail_of(user),
                reference=of_what.fingerprint,
                key=f"witness-answered:{row.id}:{user_id}",
                link=f"/reports/board/shown/{row.id}",
            )
