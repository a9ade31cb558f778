"""Self-referrals, printing, sending, withdrawing a consent, and where a referral stands in the inbox."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import bindparam, event, select, text, update
from sqlalchemy.orm import Mapper, Session, object_session

from pathways import clock
from pathways.audit import record as audit
from pathways.auth.roles import Role, Viewer
from pathways.directory.entries import queries as directory
from pathways.directory.models import Service
from pathways.documents.copies import printed, record_printing
from pathways.documents.kinds import PaperKind
from pathways.people import queries as people_queries
from pathways.people.custody import queries as custody_queries
from pathways.people.custody.actions import open_episode
from pathways.people.custody.queries import EpisodeView
from pathways.people.custody.rules import EpisodeFacts
from pathways.people.deaths import queries as deaths_queries
from pathways.people.identity import queries as identity_queries
from pathways.people.identity.actions import add_person
from pathways.people.identity.queries import details_of_many
from pathways.people.identity.rules import PersonFacts
from pathways.people.models.custody import Detention
from pathways.people.models.identity import Person
from pathways.people.rules import NoneOfThese
from pathways.referrals import queries as referrals_queries
from pathways.referrals.actions import lock_answers, submit
from pathways.referrals.consents import queries as consents_queries
from pathways.referrals.consents.actions import recall
from pathways.referrals.consents.queries import answers_of, case_for_consents
from pathways.referrals.consents.rules.consents import (
    REFERRAL,
    AskedBy,
    ConsentState,
    Covers,
    How,
    is_asked_by_police,
    standing,
    wording,
)
from pathways.referrals.documents import agreed_paper, referral_paper, slip_paper
from pathways.referrals.models.needs_and_consents import Consent, NeedScreen
from pathways.referrals.models.referral import WAITS, Referral, ReferralEvent
from pathways.referrals.needs import queries as needs_queries
from pathways.referrals.needs.actions import keep_needs
from pathways.referrals.needs.queries import is_read_here, screen_of, slip_of
from pathways.referrals.needs.rules import NaloxoneFacts, ScreenFacts
from pathways.referrals.routing import queries as routing_queries
from pathways.referrals.routing.rules import explanation, needs_a_reason, person_asks_for_it
from pathways.referrals.sending.queries import desks_of, urgency_facts
from pathways.referrals.sending.rules import (
    CameHow,
    bars_to_own_referral,
    bars_to_sending,
    turn_of,
    urgent_because,
)
from pathways.referrals.steps.rules import ReferralState
from pathways.refusals import OutOfSight, Refused, Stale, refuse_if
from pathways.safeguarding.models import RiskScreen
from pathways.safeguarding.rules.risks import RiskAnswers
from pathways.store.base import db, save
from pathways.vocabulary import Origin

# A self-referral, or one by a GP, as a treatment worker records it for their own service: all of it, or nothing.


@dataclass(frozen=True, kw_only=True)
class CameToUs:
    """What a worker records of somebody who came. `person_id` is somebody whom the service knows, otherwise `who` is
    added; `covers` is None where the person does not agree."""

    who: PersonFacts
    person_id: int | None
    none_of_these: NoneOfThese | None
    how_they_came: CameHow
    service_id: int
    needs: ScreenFacts
    risks: RiskAnswers
    naloxone: NaloxoneFacts | None
    covers: Covers | None
    how: How


def record_own_referral(*, by: Viewer, came: CameToUs) -> Referral:
    """Record person, episode, needs and consent 1, and send the referral to the own service: it waits in its inbox.

    Police learn nothing of it. Raises OutOfSight for anybody but a treatment worker, for another provider's service and
    for somebody whom the service does not know; Refused with every reason.
    """
    if by.role is not Role.TW:
        raise OutOfSight
    service = directory.service_of(by, came.service_id)
    known = people_queries.person(by, came.person_id) if came.person_id is not None else None
    _refuse_if_barred(service, known, came)
    person = known or add_person(by=by, facts=came.who, none_of_these=came.none_of_these)
    opened = EpisodeFacts(origin=Origin.SELF, came_on=clock.today())
    view = custody_queries.view_of(open_episode(by=by, person=person, facts=opened))
    keep_needs(by=by, view=view, facts=came.needs, risks=came.risks, naloxone=came.naloxone)
    _keep_consent(by, view, came)
    return _sent(by, view, service, came.how_they_came)


def _refuse_if_barred(service: Service, known: Person | None, came: CameToUs) -> None:
    born_on = identity_queries.details_of(known.id).date_of_birth if known else came.who.date_of_birth
    today = clock.today()
    bars = bars_to_own_referral(
        born_on=born_on,
        today=today,
        for_young_people=service.young_people,
        may_be_chosen=service.id in {open_service.id for open_service in directory.services_open_on(today)},
        how=came.how,
        covers=came.covers,
    )
    refuse_if(bars)


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
    save(row)
    audit.in_confidence(by, view.person.id, "consent.given", ("consent", row.id), number=REFERRAL)


def _sent(by: Viewer, view: EpisodeView, service: Service, came: CameHow) -> Referral:
    """Send the referral with the explanation as it stands. Where another service came first, the reason is that the
    person asked for this one."""
    at, screen = clock.now(), needs_queries.screens_of([view.episode.id])[view.episode.id]
    answer = routing_queries.routing_for(view.episode, screen, view.details)
    referral = Referral(
        person_id=view.person.id,
        episode_id=view.episode.id,
        service_id=service.id,
        organisation_id=service.organisation_id,
        state=ReferralState.DRAFT,
        routing=explanation(answer, chosen_id=service.id, at=at),
        choice_reason=person_asks_for_it() if needs_a_reason(answer, service.id) else None,
        made_at=at,
    )
    save(referral)
    submit(referral, by=by, route=came.route)
    audit.in_confidence(by, view.person.id, "referral.submitted", ("referral", referral.id), service=service.id)
    return referral


# Printing the slip, the referral and what was agreed to. Each copy is stored with its hash, and logged.


def print_slip(*, by: Viewer, view: EpisodeView, number: int | None = None) -> bytes:
    """The slip as it reads now, or an earlier copy. Raises OutOfSight."""
    episode_id = view.episode.id
    draw = partial(slip_paper, view, slip_of(view, tells_required=not by.is_liaison))
    paper = printed(draw, kind=PaperKind.SLIP, about_id=episode_id, episode_id=episode_id, by=by, number=number)
    return record_printing(by, view.person.id, paper, ("episode", episode_id))


def print_referral(*, by: Viewer, view: EpisodeView, referral: Referral, number: int | None = None) -> bytes:
    """A referral that was sent, as the record stands, or an earlier copy. Raises OutOfSight."""
    if referral.sent_at is None or not is_read_here(by, view):
        raise OutOfSight
    draw = partial(referral_paper, view, referral, screen_of(view.episode.id), answers_of(view.episode))
    paper = printed(
        draw, kind=PaperKind.REFERRAL, about_id=referral.id, episode_id=view.episode.id, by=by, number=number
    )
    return record_printing(by, view.person.id, paper, ("referral", referral.id))


def print_agreed(*, by: Viewer, referral_id: int, number: int | None = None) -> bytes:
    """What somebody agreed to, as the answers of their case stand, or an earlier copy. Raises OutOfSight."""
    case = case_for_consents(by, referral_id)
    referral, draw = case.referral, partial(agreed_paper, case)
    paper = printed(
        draw, kind=PaperKind.CONSENTS, about_id=referral.id, episode_id=referral.episode_id, by=by, number=number
    )
    return record_printing(by, case.details.person_id, paper, ("referral", referral.id))


# Sending, once; and withdrawing a consent.


def send(*, by: Viewer, episode_id: int) -> Referral:
    """Send the draft of this episode. A second send returns what the first one sent. Raises Refused with every bar."""
    view = custody_queries.episode(by, episode_id)
    lock_answers(view.person.id)
    draft = referrals_queries.draft_of(episode_id)
    if draft is None and (sent := referrals_queries.sent_of(episode_id)):
        return sent
    bars = bars_to_sending(routing_queries.send_facts(by, view, draft))
    if bars or draft is None:  # without a draft no service was chosen, which is a bar
        raise Refused(reasons=bars)
    event = "submit" if draft.service_id is not None else "submit_no_service"
    route = routing_queries.route_for(view.episode)
    submit(draft, event, by=by, first="This referral was sent a moment ago", route=route)
    audit.change(by, view.person.id, "referral.submitted", ("referral", draft.id), service=draft.service_id)
    return draft


def withdraw_consent(*, by: Viewer, consent_id: int) -> Consent:
    """Withdraw a consent, at once. Consent 1 recalls what no service has accepted; the others move nothing.

    Raises OutOfSight, Refused for a person who died, Stale when another answer was recorded after this one.
    """
    row = consents_queries.consent(by, consent_id)
    person = lock_answers(row.person_id)  # of two at once the second is told
    refuse_if(deaths_queries.bars_of_death(by, person))
    current = standing(consents_queries.answers_beside(row), row.number)
    if current is None or current.id != row.id or row.state is not ConsentState.GIVEN:
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
    save(taken_back)
    if row.number == REFERRAL:
        recall(by, row.person_id)
    log = audit.change if is_asked_by_police(row.number) else audit.in_confidence
    log(by, row.person_id, "consent.withdrawn", ("consent", taken_back.id), number=row.number)
    return taken_back


# Where a referral stands in the inbox: an urgent one first, whatever the day its answer is due.
#
# The order of a list is an index, so it cannot ask the rule: the row stores the rule's answer. It is written in the
# same transaction as the change that may turn it, as long as a service's answer is due. Reading the clocks writes it as
# well, so that a change made past the session is put right within a day.


# Run with every change of a detention, of needs or of risks: built once.
_CONCERNED = (
    select(Referral)
    .where(
        Referral.episode_id.in_(bindparam("episodes", expanding=True))
        | Referral.id.in_(bindparam("referrals", expanding=True)),
        text(f"referral.{WAITS}"),
    )
    .order_by(Referral.id)
)
_EPISODES, _REFERRALS = "urgency_of_episodes", "urgency_of_referrals"
SENT_ANEW = frozenset({"submit", "released"})


def _of_episode(_: Mapper[Any], __: Any, row: Any) -> None:
    if session := object_session(row):
        session.info.setdefault(_EPISODES, set()).add(row.episode_id)


def _of_step(_: Mapper[ReferralEvent], __: Any, row: ReferralEvent) -> None:
    session = object_session(row)
    if session and row.event in SENT_ANEW:
        session.info.setdefault(_REFERRALS, set()).add(row.referral_id)


def _put_in_turn(session: Session, _: Any) -> None:
    """Ask the rule once for everything that changed, after all of it is written."""
    episodes, steps = session.info.pop(_EPISODES, set()), session.info.pop(_REFERRALS, set())
    if not episodes and not steps:
        return
    rows = session.scalars(_CONCERNED, {"episodes": list(episodes), "referrals": list(steps)}).all()
    if not rows:
        return
    born_on = {number: each.date_of_birth for number, each in details_of_many({row.person_id for row in rows}).items()}
    facts = urgency_facts(rows, desks_of({row.episode_id for row in rows}), born_on)
    for row in rows:
        turn = turn_of(urgent_because(facts[row.id])) if row.id in facts else row.inbox_turn
        session.execute(
            update(Referral).where(Referral.id == row.id, Referral.inbox_turn != turn).values(inbox_turn=turn)
        )


for _kind in (Detention, NeedScreen, RiskScreen):
    event.listen(_kind, "after_insert", _of_episode)
    event.listen(_kind, "after_update", _of_episode)
event.listen(ReferralEvent, "after_insert", _of_step)
event.listen(db.session, "after_flush_postexec", _put_in_turn)
