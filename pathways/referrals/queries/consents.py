"""The answers to the two questions, and who may read them."""

from collections.abc import Iterable

from sqlalchemy import bindparam, select

from pathways import clock
from pathways.auth import Viewer
from pathways.people import queries as people
from pathways.people.models import Episode
from pathways.referrals.models import Consent, Referral
from pathways.referrals.queries.referrals import visible_to
from pathways.referrals.rules import (
    FEEDBACK,
    REFERRAL,
    ConsentFacts,
    ConsentVerdict,
    Covers,
    ReferralState,
    Told,
    Whom,
    consent_live,
    heard_by,
    in_episode,
    is_asked_by_police,
    told_by,
)
from pathways.refusals import OutOfSight
from pathways.store import db

_CONSENTS = (
    select(Consent)
    .where(Consent.person_id.in_(people.records_of_whom(bindparam("of_person"))))
    .order_by(Consent.taken_at, Consent.id)
)


def consents_of(person_id: int) -> tuple[Consent, ...]:
    """Every answer of a person, oldest first, those under a record that was merged away included."""
    return tuple(db.session.scalars(_CONSENTS, {"of_person": person_id}))


def consent_facts(rows: Iterable[Consent]) -> tuple[ConsentFacts, ...]:
    """Stored answers as the rules read them."""
    return tuple(
        ConsentFacts(
            id=row.id,
            number=row.number,
            state=row.state,
            taken_at=row.taken_at,
            episode_id=row.episode_id,
            covers=row.covers,
            service_id=row.service_id,
            signed=row.how == "signed",
            understood=row.understood,
            told=told_by(row.number, row.wording_version),
            shared_with=frozenset(Whom(one) for one in (row.shared_with or "").split()),
            ends_id=row.withdraws_id or row.lapses_id,
        )
        for row in rows
    )


def consents_in(episode: Episode) -> tuple[ConsentFacts, ...]:
    """What a referral of this episode rests on: the answers given in it, and what the person took back anywhere."""
    return in_episode(consent_facts(consents_of(episode.person_id)), episode.id)


def answers_beside(row: Consent) -> tuple[ConsentFacts, ...]:
    """Every answer of the person that may stand in the place of this one: to questions 3 and 4, of the same service.

    As its own episode reads them: what was answered in another one since does not keep anybody from taking this back.
    """
    every = consents_in(db.session.get_one(Episode, row.episode_id))
    if is_asked_by_police(row.number):
        return every
    return tuple(one for one in every if one.number == row.number and one.service_id == row.service_id)


def told_in(viewer: Viewer, episode: Episode) -> Told:
    """Whom the words of consent 2 name when this viewer asks in this episode: only those who will read its fruit."""
    if not viewer.is_liaison:
        return Told.POLICE
    return Told.LIAISON if episode.organisation_id == viewer.organisation_id else Told.BOTH


def answers_of(episode: Episode, told: Told | None = None) -> dict[int, ConsentVerdict]:
    """Both consents as they stand in an episode now; where `told` says for whom, only what was agreed to for them."""
    held = consents_in(episode) if told is None else heard_by(told, consents_in(episode))
    return {number: consent_live(held, number, clock.now()) for number in (REFERRAL, FEEDBACK)}


def must_be_asked_again(sent: Iterable[Referral]) -> frozenset[int]:
    """Of referrals as whoever sent them knows them, those without a place whose consent reaches no other service."""
    without = [row for row in sent if row.state is ReferralState.NEEDS_PLACE and row.accepted_at is None]
    to_ask = set()
    for unplaced in without:
        verdict = answers_of(db.session.get_one(Episode, unplaced.episode_id))[REFERRAL]
        if not (verdict.live and verdict.row and verdict.row.covers is Covers.ANY_LISTED):
            to_ask.add(unplaced.id)
    return frozenset(to_ask)


def consent(viewer: Viewer, consent_id: int) -> Consent:
    """One answer, for whoever may see the person's episode or their referral. Raises OutOfSight."""
    found = db.session.get(Consent, consent_id)
    if found is None:
        raise OutOfSight
    if not is_asked_by_police(found.number):
        if not (viewer.is_treatment and _is_reached(viewer, found.episode_id, found.service_id)):
            raise OutOfSight  # what a service asked for itself, nobody else knows to have been asked
        return found
    is_reached = not viewer.is_police and _is_reached(viewer, found.episode_id)
    if viewer.is_police or (viewer.is_liaison and not is_reached):
        people.episode(viewer, found.episode_id)
    elif not is_reached:
        raise OutOfSight
    return found


def _is_reached(viewer: Viewer, episode_id: int, service_id: int | None = None) -> bool:
    """Whether the viewer reads a referral of this episode; if a service is named, one with that service."""
    seen = select(Referral.id).where(Referral.episode_id == episode_id, visible_to(viewer))
    if service_id is not None:
        seen = seen.where(Referral.service_id == service_id)
    return db.session.scalar(seen.limit(1)) is not None
