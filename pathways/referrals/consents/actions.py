"""What withdrawing a consent does to referrals, asking consents at the service, and letting them lapse."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, insert, literal, select

from pathways import clock
from pathways.audit import models as audit_models
from pathways.audit import record as audit
from pathways.auth.roles import Viewer
from pathways.directory.entries import queries as directory
from pathways.people.custody.queries import records_of_whom
from pathways.people.deaths import queries as deaths_queries
from pathways.people.identity.queries import details_of_many
from pathways.people.models.custody import Episode
from pathways.people.models.identity import Person
from pathways.referrals import queries as referrals_queries
from pathways.referrals.actions import end_transfers, lock_answers, move
from pathways.referrals.consents import queries
from pathways.referrals.consents.queries import consents_in
from pathways.referrals.consents.rules.consents import (
    REFERRAL,
    AgreedRecipient,
    AskedBy,
    ConsentFacts,
    ConsentState,
    Covers,
    is_asked_by_police,
    is_over,
    named,
    standing,
    wording,
)
from pathways.referrals.consents.rules.sharing import AnswerGiven, bars_to_answers
from pathways.referrals.models.needs_and_consents import Consent
from pathways.referrals.models.referral import Referral, marking_clocks_due
from pathways.referrals.queries import episode_of, is_after_acceptance
from pathways.referrals.steps.rules import REFERRAL_STEPS, ReferralState, is_closed
from pathways.refusals import OutOfSight, refuse_if
from pathways.store.base import db, save
from pathways.store.together import among

# What withdrawing consent 1 does to the referrals that rested on it.


EVENT = "consent_withdrawn"


def recall(by: Viewer, person_id: int) -> None:
    """Consent 1 is withdrawn: recall what no service has accepted. After acceptance only the sharing ends.

    All records of the person count. The rows are locked until the transaction ends, so that an acceptance comes wholly
    before or wholly after.
    """
    open_now = (
        select(Referral)
        .where(
            Referral.person_id.in_(records_of_whom(literal(person_id))),
            Referral.state.in_(REFERRAL_STEPS.states_before(EVENT) & REFERRAL_STEPS.groups["SENT"]),
        )
        .order_by(Referral.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    for referral in db.session.scalars(open_now).all():
        if not _has_them_until_placed(referral):
            _recall(by, referral)


def recall_after_pause(by: Viewer, referral: Referral) -> None:
    """When somebody returns, recall what no service had accepted, if the consent was withdrawn while they were away.

    A consent given again meanwhile covers a new referral: this one was taken from the service where it waited.
    """
    if referral.accepted_at is not None:
        return
    stands = standing(consents_in(episode_of(referral)), REFERRAL)
    is_over = stands is not None and stands.state in (ConsentState.WITHDRAWN, ConsentState.REFUSED)
    if is_over or (referral.service_id is None and referral.state is not ReferralState.NEEDS_PLACE):
        _recall(by, referral)


def _recall(by: Viewer, referral: Referral) -> None:
    values: dict[str, Any] = {}
    if referral.state is ReferralState.SUSPENDED:
        # It stays paused, but nobody reads on: no service that had not accepted, and none that was to take over.
        values = {} if referral.accepted_at else {"service_id": None, "organisation_id": None}
        end_transfers([referral], EVENT, by=by)
    move(referral, EVENT, by=by, reason=EVENT, **values)
    if is_closed(referral.state):
        quietly = referral.accepted_at is not None or is_after_acceptance(referral)
        audit.noted(by, referral.person_id, "referral.recalled", ("referral", referral.id), quietly=quietly)


def _has_them_until_placed(referral: Referral) -> bool:
    """Whether a service handed the person back and has them until there is a place: this does not end that treatment.

    Nothing more is shared all the same: a place is only given under a live consent.
    """
    if referral.state is not ReferralState.NEEDS_PLACE or referral.accepted_at is None or referral.service_id is None:
        return False
    closed_on = directory.service(referral.service_id).closed_on
    return closed_on is None or closed_on > clock.today()


# Consents asked by the service that has the case: questions 3 and 4, and any of the four asked again.


def record_answers(*, by: Viewer, referral_id: int, answers: Iterable[AnswerGiven]) -> tuple[Consent, ...]:
    """Record what the person answered the service, one row a question. Earlier answers stay as they are.

    Raises OutOfSight unless the viewer's provider accepted the case, Refused with every reason.
    """
    referral, given = referrals_queries.referral(by, referral_id), tuple(answers)
    if not by.is_treatment or referral.accepted_at is None:
        raise OutOfSight
    refuse_if(deaths_queries.bars_of_death(by, lock_answers(referral.person_id)) or bars_to_answers(given))
    recipient = queries.told_when_asked_again(queries.consents_of_case(referral))
    rows = tuple(_row(by, referral, answer, recipient) for answer in given)
    if any(answer.number == REFERRAL and answer.state is ConsentState.REFUSED for answer in given):
        recall(by, referral.person_id)
    return rows


def _row(by: Viewer, referral: Referral, answer: AnswerGiven, recipient: AgreedRecipient) -> Consent:
    was_asked, agrees = answer.state is not ConsentState.NOT_ASKED, answer.state is ConsentState.GIVEN
    ours = not is_asked_by_police(answer.number)
    how = "signed" if answer.signed else "oral"
    row = Consent(
        person_id=referral.person_id,
        episode_id=referral.episode_id,
        number=answer.number,
        state=answer.state,
        covers=answer.covers if agrees else None,
        service_id=referral.service_id if ours or (agrees and answer.covers is Covers.NAMED) else None,
        shared_with=named(answer.whom) or None,
        wording_version=wording(answer.number, clock.today(), recipient, AskedBy.SERVICE).version,
        how=how if was_asked and answer.understood else None,
        understood=not was_asked or bool(answer.understood),
        not_understood_why=answer.why_not or None if was_asked else None,
        helped=answer.helped if was_asked else None,
        language=answer.language or None if was_asked else None,
        taken_at=clock.now(),
        taken_by_id=by.user_id,
    )
    save(row)
    # Police see the answers to the first two. They must not even notice that the service asked the others.
    log = audit.in_confidence if ours else audit.change
    log(by, referral.person_id, f"consent.{answer.state.value}", ("consent", row.id), number=answer.number)
    return row


# Consents that have lapsed by the clock: a row is added for each, recorded by nobody.


def lapse(*, person_id: int, consent_ids: Collection[int], by: audit_models.Actor = audit_models.SYSTEM) -> int:
    """Record which of these consents of one person have lapsed; returns how many. Flushed, never committed.

    It moves no referral and stops no clock: a lapsed consent opens nothing new, and what it showed is hidden. If two
    workers come at once, the person is locked and the answer read again, so each lapse is one row.
    """
    lock_answers(person_id)
    return len(_record_lapses(by, consent_ids))


def lapse_those_free(
    *, consents: Mapping[int, Collection[int]], by: audit_models.Actor = audit_models.SYSTEM
) -> tuple[int, ...]:
    """Record which of these consents, by person id, have lapsed, as `lapse` does, of those people whom nobody has
    locked; a dozen statements for all of them. Returns the people of whom it recorded nothing.

    It waits for nobody: whom somebody else has locked is left to `lapse`, and so is whose record was joined to another.
    """
    free = audit.lock_free(consents)
    theirs = {each for each, details in details_of_many(free).items() if details.person_id == each}
    locked = set(db.session.scalars(_LOCK_OF_FREE, {"of_people": theirs}))
    lapses = _record_lapses(by, [each for person_id in locked for each in consents[person_id]])
    return tuple(each for each in consents if each not in {row.person_id for row in lapses})


_LOCK_OF_FREE = (
    select(Person.id)
    .where(among(Person.id, "of_people"))
    .order_by(Person.id)
    .with_for_update(key_share=True, skip_locked=True)  # as `lock_answers` locks
)


def _record_lapses(by: audit_models.Actor, consent_ids: Collection[int]) -> list[Consent]:
    """Record which of these answers, of people who are locked, have lapsed. Returns the answers that lapsed, not the
    rows that say so."""
    rows = db.session.scalars(
        select(Consent).where(among(Consent.id, consent_ids)).order_by(Consent.person_id, Consent.id)
    ).all()
    episodes = db.session.scalars(
        select(Episode).where(among(Episode.id, {row.episode_id for row in rows})).order_by(Episode.id)
    ).all()
    answers = queries.consents_in_many(episodes)
    closed_at = queries.closed_at([episode.id for episode in episodes])
    over = [row for row in rows if _is_over(row, answers[row.episode_id], closed_at.get(row.episode_id))]
    if not over:
        return []
    numbers = {row[0]: row[1] for row in db.session.execute(_ADD_LAPSES, [_as_lapsed(row) for row in over])}
    # Written past the session, which would have done it.
    db.session.execute(_MARK_CLOCKS_DUE, {"of_episodes": {row.episode_id for row in over}, "now": clock.now()})
    # In confidence, whichever consent it is: a lapse at the end of an episode would tell police that the case ended.
    audit.record_all(
        audit.entry_about_person(
            by, row.person_id, "consent.expired", ("consent", numbers[row.id]), {"number": row.number}
        )
        for row in over
    )
    return over


_CONSENT = cast(Table, Consent.__table__)
_ADD_LAPSES = insert(_CONSENT).returning(_CONSENT.c.lapses_id, _CONSENT.c.id)
_MARK_CLOCKS_DUE = marking_clocks_due(among(Referral.episode_id, "of_episodes"))


def _as_lapsed(row: Consent) -> dict[str, Any]:
    return {
        "person_id": row.person_id,
        "episode_id": row.episode_id,
        "number": row.number,
        "state": ConsentState.EXPIRED,
        "wording_version": row.wording_version,
        "understood": True,
        "taken_at": clock.now(),
        "service_id": None if is_asked_by_police(row.number) else row.service_id,
        "lapses_id": row.id,
    }


def _is_over(row: Consent, every: Iterable[ConsentFacts], closed_at: datetime | None) -> bool:
    """Whether this answer stands and has lapsed."""
    beside = [answer for answer in queries.answers_beside(row, every) if answer.episode_id == row.episode_id]
    current = standing(beside, row.number)
    return current is not None and current.id == row.id and is_over(current, clock.today(), closed_at=closed_at)
