"""A self-referral, or one by a GP, as a treatment worker records it for the own service: all of it, or nothing."""

from dataclasses import dataclass

from pathways import audit, clock
from pathways.auth import Role, Viewer
from pathways.directory import queries as directory
from pathways.directory.models import Service
from pathways.people import queries as people
from pathways.people.actions import add_person, open_episode
from pathways.people.models import Person
from pathways.people.queries import EpisodeView
from pathways.people.rules import EpisodeFacts, NoneOfThese, PersonFacts
from pathways.referrals import queries
from pathways.referrals.actions.asking import keep_needs
from pathways.referrals.actions.moving import move
from pathways.referrals.models import Consent, Referral
from pathways.referrals.rules import (
    REFERRAL,
    AskedBy,
    CameHow,
    ChoiceReason,
    ConsentState,
    Covers,
    How,
    NaloxoneFacts,
    ReferralState,
    ScreenFacts,
    bars_to_own_referral,
    due_on,
    explanation,
    needs_a_reason,
    reference,
    wording,
)
from pathways.refusals import OutOfSight, Refused
from pathways.safeguarding.rules import RiskAnswers
from pathways.store import db
from pathways.vocabulary import Origin


@dataclass(frozen=True, kw_only=True)
class CameToUs:
    """What a worker records of somebody who came. `person_id` is somebody whom the service knows, else `who` is new;
    `covers` is None where the person does not agree."""

    who: PersonFacts
    person_id: int | None
    none_of_these: NoneOfThese | None
    how_they_came: CameHow
    service_id: int
    said: ScreenFacts
    risks: RiskAnswers
    naloxone: NaloxoneFacts | None
    covers: Covers | None
    how: How


def record_own_referral(*, by: Viewer, came: CameToUs) -> Referral:
    """Person, episode, needs, consent 1 and the referral to the own service, sent: it waits in the own inbox.

    Police learn nothing of it. Raises OutOfSight for whoever is no treatment worker, for another's service and for
    somebody whom the service does not know; Refused with every reason.
    """
    if by.role is not Role.TW:
        raise OutOfSight
    service = directory.service_of(by, came.service_id)
    known = people.person(by, came.person_id) if came.person_id is not None else None
    _refuse_if_barred(service, known, came)
    person = known or add_person(by=by, facts=came.who, none_of_these=came.none_of_these)
    opened = EpisodeFacts(origin=Origin.SELF, came_on=clock.today())
    view = people.view_of(open_episode(by=by, person=person, facts=opened))
    keep_needs(by=by, view=view, said=came.said, risks=came.risks, naloxone=came.naloxone)
    _keep_consent(by, view, came)
    return _sent(by, view, service, came.how_they_came)


def _refuse_if_barred(service: Service, known: Person | None, came: CameToUs) -> None:
    born_on = people.details_of(known.id).date_of_birth if known else came.who.date_of_birth
    today = clock.today()
    bars = bars_to_own_referral(
        born_on=born_on,
        today=today,
        for_young_people=service.young_people,
        may_be_chosen=service.id in {one.id for one in directory.services_open_on(today)},
        how=came.how,
        covers=came.covers,
    )
    if bars:
        raise Refused(reasons=bars)


def _keep_consent(by: Viewer, view: EpisodeView, came: CameToUs) -> None:
    row = Consent(
        person_id=view.person.id,
        episode_id=view.episode.id,
        number=REFERRAL,
        state=ConsentState.GIVEN,
        covers=came.covers,
        service_id=came.service_id if came.covers is Covers.NAMED else None,
        wording_version=wording(REFERRAL, clock.today(), asked_by=AskedBy.SERVICE).version,
        how=came.how.value,
        understood=True,
        taken_at=clock.now(),
        taken_by_id=by.user_id,
    )
    db.session.add(row)
    db.session.flush()
    audit.in_confidence(by, view.person.id, "consent.given", ("consent", row.id), number=REFERRAL)


def _sent(by: Viewer, view: EpisodeView, service: Service, came: CameHow) -> Referral:
    """The referral with the explanation as it stands: that they came here is the reason where another stood first."""
    at, screen = clock.now(), queries.screens_of([view.episode.id])[view.episode.id]
    answer = queries.routing_for(view.episode, screen)
    held = Referral(
        person_id=view.person.id,
        episode_id=view.episode.id,
        service_id=service.id,
        organisation_id=service.organisation_id,
        state=ReferralState.DRAFT,
        routing=explanation(answer, chosen_id=service.id, at=at),
        choice_reason=ChoiceReason.ASKED_FOR if needs_a_reason(answer, service.id) else None,
        made_at=at,
    )
    db.session.add(held)
    db.session.flush()
    move(
        held,
        "submit",
        by=by,
        reference=reference(clock.today(), held.id),
        first_submitted_at=at,
        sent_at=at,
        sent_by_id=by.user_id,
        due_on=due_on(clock.london(at), clock.add_working_days),
        route=came.route,
    )
    audit.in_confidence(by, view.person.id, "referral.submitted", ("referral", held.id), service=service.id)
    return held
