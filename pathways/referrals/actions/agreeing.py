"""What the person agrees to, asked by the service that has the case: questions 3 and 4, and any asked again."""

from collections.abc import Iterable

from pathways import audit, clock
from pathways.auth import Viewer
from pathways.people import queries as people
from pathways.referrals import queries
from pathways.referrals.actions.holding import hold_answers
from pathways.referrals.actions.recalling import recall
from pathways.referrals.models import Consent, Referral
from pathways.referrals.rules import (
    REFERRAL,
    AnswerGiven,
    AskedBy,
    ConsentState,
    Covers,
    Told,
    bars_to_answers,
    is_asked_by_police,
    named,
    wording,
)
from pathways.refusals import OutOfSight, Refused
from pathways.store import db


def record_answers(*, by: Viewer, referral_id: int, answers: Iterable[AnswerGiven]) -> tuple[Consent, ...]:
    """Keep what the person answered the service, a row a question. Earlier answers stay as they are.

    Raises OutOfSight unless the viewer's provider accepted the case, Refused with every reason.
    """
    held, given = queries.referral(by, referral_id), tuple(answers)
    if not by.is_treatment or held.accepted_at is None:
        raise OutOfSight
    if bars := people.bars_of_death(by, hold_answers(held.person_id)) or bars_to_answers(given):
        raise Refused(reasons=bars)
    told = queries.told_when_asked_again(held)
    rows = tuple(_row(by, held, one, told) for one in given)
    if any(one.number == REFERRAL and one.state is ConsentState.REFUSED for one in given):
        recall(by, held.person_id)
    return rows


def _row(by: Viewer, held: Referral, one: AnswerGiven, told: Told) -> Consent:
    was_asked, agrees = one.state is not ConsentState.NOT_ASKED, one.state is ConsentState.GIVEN
    ours = not is_asked_by_police(one.number)
    how = "signed" if one.signed else "oral"
    row = Consent(
        person_id=held.person_id,
        episode_id=held.episode_id,
        number=one.number,
        state=one.state,
        covers=one.covers if agrees else None,
        service_id=held.service_id if ours or (agrees and one.covers is Covers.NAMED) else None,
        shared_with=named(one.whom) or None,
        wording_version=wording(one.number, clock.today(), told, AskedBy.SERVICE).version,
        how=how if was_asked and one.understood else None,
        understood=not was_asked or bool(one.understood),
        not_understood_why=one.why_not or None if was_asked else None,
        helped=one.helped if was_asked else None,
        language=one.language or None if was_asked else None,
        taken_at=clock.now(),
        taken_by_id=by.user_id,
    )
    db.session.add(row)
    db.session.flush()
    # Police see the answers to the first two. That the service asked the others is none of theirs to notice.
    log = audit.in_confidence if ours else audit.change
    log(by, held.person_id, f"consent.{one.state.value}", ("consent", row.id), number=one.number)
    return row
