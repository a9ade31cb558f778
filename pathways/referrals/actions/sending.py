"""Sending, once; and taking a consent back."""

from pathways import audit, clock
from pathways.auth import Viewer
from pathways.people import queries as people
from pathways.referrals import queries
from pathways.referrals.actions.holding import hold_answers
from pathways.referrals.actions.moving import move
from pathways.referrals.actions.recalling import recall
from pathways.referrals.models import Consent, Referral
from pathways.referrals.rules import (
    REFERRAL,
    ConsentState,
    bars_to_sending,
    due_on,
    is_asked_by_police,
    reference,
    standing,
)
from pathways.refusals import Refused, Stale
from pathways.store import db


def send(*, by: Viewer, episode_id: int) -> Referral:
    """Send the draft of this episode. A second send returns what the first one sent. Raises Refused with every bar."""
    view = people.episode(by, episode_id)
    hold_answers(view.person.id)
    draft = queries.draft_of(episode_id)
    if draft is None and (sent := queries.sent_of(episode_id)):
        return sent
    bars = bars_to_sending(queries.send_facts(by, view, draft))
    if bars or draft is None:  # without a draft no service was chosen, which is a bar
        raise Refused(reasons=bars)
    at = clock.now()
    move(
        draft,
        "submit" if draft.service_id is not None else "submit_no_service",
        by=by,
        first="This referral was sent a moment ago",
        reference=reference(clock.today(), draft.id),
        first_submitted_at=at,
        sent_at=at,
        sent_by_id=by.user_id,
        due_on=due_on(clock.london(at), clock.add_working_days),
        route=queries.route_for(view.episode),
    )
    audit.change(by, view.person.id, "referral.submitted", ("referral", draft.id), service=draft.service_id)
    return draft


def withdraw_consent(*, by: Viewer, consent_id: int) -> Consent:
    """A person takes a consent back, at once. Consent 1 recalls what no service has accepted; the others move nothing.

    Raises Refused for a person who died, Stale when another answer was recorded after the one that is named.
    """
    row = queries.consent(by, consent_id)
    person = hold_answers(row.person_id)  # of two at once the second is told
    if bars := people.bars_of_death(by, person):
        raise Refused(reasons=bars)
    held = standing(queries.answers_beside(row), row.number)
    if held is None or held.id != row.id or row.state is not ConsentState.GIVEN:
        raise Stale("This answer has been replaced: another was recorded after it")
    taken_back = Consent(
        person_id=row.person_id,
        episode_id=row.episode_id,
        number=row.number,
        state=ConsentState.WITHDRAWN,
        service_id=None if is_asked_by_police(row.number) else row.service_id,
        wording_version=row.wording_version,
        understood=True,
        taken_at=clock.now(),
        taken_by_id=by.user_id,
        withdraws_id=row.id,
    )
    db.session.add(taken_back)
    db.session.flush()
    if row.number == REFERRAL:
        recall(by, row.person_id)
    log = audit.change if is_asked_by_police(row.number) else audit.in_confidence
    log(by, row.person_id, "consent.withdrawn", ("consent", taken_back.id), number=row.number)
    return taken_back
