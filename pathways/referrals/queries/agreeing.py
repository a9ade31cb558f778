"""The four consents of one case, as the service that has it reads them."""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from pathways import clock
from pathways.arrest_tests.queries import required_assessment_of
from pathways.auth import Viewer
from pathways.auth.models import User
from pathways.directory import queries as directory
from pathways.people import queries as people
from pathways.people.models import Episode, Person, PersonDetails
from pathways.referrals.models import Consent, Referral
from pathways.referrals.queries.consents import consents_in
from pathways.referrals.queries.referrals import referral, visible_to
from pathways.referrals.rules import (
    FEEDBACK,
    SHARING,
    STATISTICS,
    AskedBy,
    ConsentFacts,
    ConsentState,
    ConsentVerdict,
    Told,
    Whom,
    Wording,
    as_asked_by,
    consent_live,
    lapses_on,
    may_pass_on,
    standing,
    wording,
    words_of,
)
from pathways.refusals import OutOfSight, Reason
from pathways.store import db

NUMBERS = (1, FEEDBACK, STATISTICS, SHARING)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One stored answer, in the words of a page."""

    row: Consent
    asked_by: str
    ends_on: date | None

    @property
    def whom(self) -> tuple[Whom, ...]:
        return tuple(Whom(one) for one in (self.row.shared_with or "").split())


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """One question of a case: the words it was, or is, asked in, the answer that stands, and those before it."""

    number: int
    words: Wording
    verdict: ConsentVerdict
    stands: Answer | None
    earlier: tuple[Answer, ...] = field(default=())

    @property
    def was_answered(self) -> bool:
        """Somebody put the question and the person answered it, whatever the answer."""
        return self.verdict.answer is not ConsentState.NOT_ASKED

    @property
    def may_be_withdrawn(self) -> bool:
        return self.verdict.answer is ConsentState.GIVEN


@dataclass(frozen=True, kw_only=True)
class CaseConsents:
    """One case as the pages of its consents read it. `has_requirement` says that an assessment was required."""

    held: Referral
    details: PersonDetails
    service_name: str
    agreements: dict[int, Agreement]
    told: Told
    has_requirement: bool
    death: tuple[Reason, ...]

    def words_now(self, number: int) -> Wording:
        """The words in which the service asks a question today."""
        return wording(number, clock.today(), self.told, AskedBy.SERVICE)


def case_for_consents(viewer: Viewer, referral_id: int) -> CaseConsents:
    """The consents of a case that the viewer's provider accepted. Raises OutOfSight."""
    held = referral(viewer, referral_id)
    if not viewer.is_treatment or held.accepted_at is None:
        raise OutOfSight
    details = people.details_of(held.person_id)
    return CaseConsents(
        held=held,
        details=details,
        service_name=directory.service(held.service_id).name if held.service_id else "the service",
        agreements=agreements_of(held),
        told=told_when_asked_again(held),
        has_requirement=required_assessment_of(held.episode_id) is not None,
        death=people.bars_of_death(viewer, db.session.get_one(Person, details.person_id)),
    )


def case_of_episode(viewer: Viewer, episode_id: int) -> Referral | None:
    """The case that the viewer's provider has of an episode, if it has one: the latest."""
    if not viewer.is_treatment:
        return None
    ours = (Referral.episode_id == episode_id, Referral.accepted_at.is_not(None), visible_to(viewer))
    return db.session.scalar(select(Referral).where(*ours).order_by(Referral.id.desc()).limit(1))


def consents_of_case(held: Referral) -> tuple[ConsentFacts, ...]:
    """What a case rests on: the answers of its episode, those to questions 3 and 4 only as this service asked them."""
    episode = db.session.get_one(Episode, held.episode_id)
    return as_asked_by(held.service_id, consents_in(episode))


def may_be_told(held: Referral, service_id: int) -> ConsentVerdict:
    """May this service be told of a case, as a transfer would? Of the case's own service: is consent 1 live for it?

    Once a service has the person, what it hands on holds what a required assessment brought out, if there was one.
    """
    rows = consents_of_case(held)
    if service_id == held.service_id or held.accepted_at is None:
        return may_pass_on(rows, service_id, clock.now())
    required = required_assessment_of(held.episode_id) is not None
    return may_pass_on(rows, service_id, clock.now(), from_required_assessment=required)


def agreements_of(held: Referral) -> dict[int, Agreement]:
    """The four questions of a case, by number."""
    facts = consents_of_case(held)
    rows = _rows([one.id for one in facts])
    return {number: _agreement(number, facts, rows) for number in NUMBERS}


def _agreement(number: int, facts: tuple[ConsentFacts, ...], rows: dict[int, Answer]) -> Agreement:
    verdict = consent_live(facts, number, clock.now())
    stands = rows[verdict.row.id] if verdict.row else None
    before = [rows[one.id] for one in facts if one.number == number and verdict.row and one.id != verdict.row.id]
    said = stands.row.wording_version if stands else None
    words = words_of(number, said) if said is not None else wording(number, clock.today())
    return Agreement(number=number, words=words, verdict=verdict, stands=stands, earlier=tuple(reversed(before)))


def _rows(ids: list[int]) -> dict[int, Answer]:
    found = db.session.execute(
        select(Consent, User.name).outerjoin(User, User.id == Consent.taken_by_id).where(Consent.id.in_(ids))
    )
    return {
        row.id: Answer(
            row=row, asked_by=name or "", ends_on=lapses_on(row.taken_at) if row.state is ConsentState.GIVEN else None
        )
        for row, name in found
    }


def told_when_asked_again(held: Referral) -> Told:
    """Whom the words of consent 2 name when the service asks it: those the last answer named, else the police."""
    stands = standing(consents_of_case(held), FEEDBACK)
    return stands.told if stands else Told.POLICE
