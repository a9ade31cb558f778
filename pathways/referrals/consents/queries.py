"""Answers about consents and who may read them, the four consents of a case, and which consents have lapsed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Integer, Row, bindparam, exists, func, or_, select

from pathways import clock, dates
from pathways.arrest_tests.assessment.queries import is_required_in, required_assessments_of
from pathways.auth.models import User
from pathways.auth.roles import Viewer
from pathways.directory.models import Service
from pathways.people.custody import queries as custody_queries
from pathways.people.deaths import queries as deaths_queries
from pathways.people.models.custody import Episode
from pathways.people.models.identity import Person, PersonDetails
from pathways.people.queries import surviving_id
from pathways.referrals.consents.rules.consents import (
    FEEDBACK,
    REFERRAL,
    SHARING,
    STATISTICS,
    AgreedRecipient,
    AskedBy,
    ConsentFacts,
    ConsentState,
    ConsentVerdict,
    ConsentWording,
    Whom,
    as_asked_by,
    consent_live,
    first_day_still_live,
    heard_by,
    in_episode,
    is_asked_by_police,
    lapses_on,
    standing,
    told_by,
    wording,
    words_of,
)
from pathways.referrals.consents.rules.sharing import may_pass_on
from pathways.referrals.models.needs_and_consents import Consent
from pathways.referrals.models.referral import Referral
from pathways.referrals.queries import referral, visible_to
from pathways.referrals.rules import REOPENS_WITHIN_DAYS
from pathways.referrals.steps.rules import REFERRAL_STEPS
from pathways.refusals import OutOfSight, Reason, or_out_of_sight
from pathways.store.base import db, shared, shared_alias
from pathways.store.together import among

# The answers about consents, and who may read them.

_WHO, _RECORD = shared_alias(Person), shared_alias(Person)
_CONSENTS = (
    select(_WHO.id, Consent)
    .join(_RECORD, or_(_RECORD.id == surviving_id(_WHO), _RECORD.merged_into_id == surviving_id(_WHO)))
    .join(Consent, Consent.person_id == _RECORD.id)
    .where(_WHO.id.in_(bindparam("of_people", expanding=True)))
    .order_by(Consent.taken_at, Consent.id)
)


def consents_of_many(person_ids: Collection[int]) -> dict[int, tuple[Consent, ...]]:
    """Every answer of these people, oldest first, by the id asked for, those under a merged record too. One read."""
    answers: dict[int, list[Consent]] = {person_id: [] for person_id in person_ids}
    for person_id, row in db.session.execute(_CONSENTS, {"of_people": list(answers)}):
        answers[person_id].append(row)
    return {person_id: tuple(rows) for person_id, rows in answers.items()}


def consent_facts(rows: Iterable[Consent | Row[Any]]) -> tuple[ConsentFacts, ...]:
    """Stored answers, or their columns, as the rules read them."""
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
            recipient=told_by(row.number, row.wording_version),
            shared_with=frozenset(Whom(name) for name in (row.shared_with or "").split()),
            ends_id=row.withdraws_id or row.lapses_id,
        )
        for row in rows
    )


def consents_in_many(episodes: Collection[Episode]) -> dict[int, tuple[ConsentFacts, ...]]:
    """What the referrals of these episodes rest on, by episode (`consents_in`); one statement for all."""
    answers = consents_of_many({episode.person_id for episode in episodes})
    return {episode.id: in_episode(consent_facts(answers[episode.person_id]), episode.id) for episode in episodes}


def consents_in(episode: Episode) -> tuple[ConsentFacts, ...]:
    """What a referral of this episode rests on: the answers given in it, and withdrawals by the person anywhere."""
    return consents_in_many([episode])[episode.id]


def answers_beside(row: Consent, every: Iterable[ConsentFacts] | None = None) -> tuple[ConsentFacts, ...]:
    """Every answer that may stand instead of this one; for questions 3 and 4, only those to the same service.

    They are read for its own episode (`consents_in`; `every`, where the caller has read it): an answer in a later one
    does not keep anybody from withdrawing it.
    """
    answers = consents_in(db.session.get_one(Episode, row.episode_id)) if every is None else tuple(every)
    if is_asked_by_police(row.number):
        return answers
    return tuple(answer for answer in answers if answer.number == row.number and answer.service_id == row.service_id)


def told_in(viewer: Viewer, episode: Episode) -> AgreedRecipient:
    """Whom consent 2 names when this viewer asks it in this episode: only those who will be told how it went."""
    if not viewer.is_liaison:
        return AgreedRecipient.POLICE
    return AgreedRecipient.LIAISON if episode.organisation_id == viewer.organisation_id else AgreedRecipient.BOTH


def answers_of(episode: Episode, recipient: AgreedRecipient | None = None) -> dict[int, ConsentVerdict]:
    """Consents 1 and 2 as they stand in an episode now, by number; with `recipient`, only what counts for it."""
    return answers_among(consents_in(episode), recipient)


def answers_among(
    consents: tuple[ConsentFacts, ...], recipient: AgreedRecipient | None = None
) -> dict[int, ConsentVerdict]:
    """Consents 1 and 2 of an episode as these answers leave them now (`answers_of`)."""
    counted = consents if recipient is None else heard_by(recipient, consents)
    return {number: consent_live(counted, number, clock.now()) for number in (REFERRAL, FEEDBACK)}


def consent(viewer: Viewer, consent_id: int) -> Consent:
    """One answer, for viewers who may see the person's episode or their referral. Raises OutOfSight."""
    consent = or_out_of_sight(db.session.get(Consent, consent_id))
    if not is_asked_by_police(consent.number):
        if not (viewer.is_treatment and _is_reached(viewer, consent.episode_id, consent.service_id)):
            raise OutOfSight  # what a service asked for itself, nobody else knows to have been asked
        return consent
    is_reached = not viewer.is_police and _is_reached(viewer, consent.episode_id)
    if viewer.is_police or (viewer.is_liaison and not is_reached):
        custody_queries.episode(viewer, consent.episode_id)
    elif not is_reached:
        raise OutOfSight
    return consent


def _is_reached(viewer: Viewer, episode_id: int, service_id: int | None = None) -> bool:
    """Whether the viewer may see a referral of this episode; with `service_id`, one with that service."""
    seen = select(Referral.id).where(Referral.episode_id == episode_id, visible_to(viewer))
    if service_id is not None:
        seen = seen.where(Referral.service_id == service_id)
    return db.session.scalar(seen.limit(1)) is not None


# The four consents of one case, as the service that has it reads them.


NUMBERS = (1, FEEDBACK, STATISTICS, SHARING)


@dataclass(frozen=True, kw_only=True)
class ConsentAnswer:
    """One stored answer, as a page shows it."""

    row: Consent
    asked_by: str
    ends_on: date | None

    @property
    def whom(self) -> tuple[Whom, ...]:
        return tuple(Whom(name) for name in (self.row.shared_with or "").split())


@dataclass(frozen=True, kw_only=True)
class ConsentQuestion:
    """One question of a case: the words it was or would be asked in, the answer that stands, and earlier answers."""

    number: int
    words: ConsentWording
    verdict: ConsentVerdict
    stands: ConsentAnswer | None
    earlier: tuple[ConsentAnswer, ...] = field(default=())

    @property
    def was_answered(self) -> bool:
        """Whether the question was put and the person answered it, whatever the answer."""
        return self.verdict.answer is not ConsentState.NOT_ASKED

    @property
    def may_be_withdrawn(self) -> bool:
        return self.verdict.answer is ConsentState.GIVEN


@dataclass(frozen=True, kw_only=True)
class CaseConsents:
    """One case as the pages about its consents read it. `has_requirement`: an assessment was required."""

    referral: Referral
    details: PersonDetails
    service_name: str
    agreements: dict[int, ConsentQuestion]
    recipient: AgreedRecipient
    has_requirement: bool
    death: tuple[Reason, ...]

    def words_now(self, number: int) -> ConsentWording:
        """The words in which the service asks a question today."""
        return wording(number, clock.today(), self.recipient, AskedBy.SERVICE)


_BESIDE = (
    select(Person, PersonDetails, Service.name, exists().where(is_required_in(Referral.episode_id)).correlate(Referral))
    .select_from(Referral)
    .join(_RECORD, _RECORD.id == Referral.person_id)
    .join(Person, Person.id == surviving_id(_RECORD))
    .join(PersonDetails, (PersonDetails.person_id == Person.id) & PersonDetails.superseded_at.is_(None))
    .outerjoin(Service, Service.id == Referral.service_id)
    .where(Referral.id == bindparam("of_referral"))
)


def case_for_consents(viewer: Viewer, referral_id: int) -> CaseConsents:
    """The consents of a case that the viewer's provider accepted. Raises OutOfSight."""
    own_referral = referral(viewer, referral_id)
    if not viewer.is_treatment or own_referral.accepted_at is None:
        raise OutOfSight
    person, details, service, is_required = db.session.execute(_BESIDE, {"of_referral": referral_id}).one()
    facts, rows = _answers_of(own_referral)
    return CaseConsents(
        referral=own_referral,
        details=details,
        service_name=service or "the service",
        agreements={number: _agreement(number, facts, rows) for number in NUMBERS},
        recipient=told_when_asked_again(facts),
        has_requirement=is_required,
        death=deaths_queries.bars_of_death(viewer, person),
    )


def case_of_episode(viewer: Viewer, episode_id: int) -> Referral | None:
    """The latest case that the viewer's provider has of an episode; None if it has none."""
    if not viewer.is_treatment:
        return None
    ours = (Referral.episode_id == episode_id, Referral.accepted_at.is_not(None), visible_to(viewer))
    return db.session.scalar(select(Referral).where(*ours).order_by(Referral.id.desc()).limit(1))


def consents_of_case(referral: Referral) -> tuple[ConsentFacts, ...]:
    """What a case rests on: the answers of its episode; those to questions 3 and 4 only as this service asked them."""
    return consents_of_cases([referral])[referral.id]


def consents_of_cases(referrals: Collection[Referral]) -> dict[int, tuple[ConsentFacts, ...]]:
    """What these cases rest on (`consents_of_case`), by referral; one statement for all."""
    answers = consents_of_many({row.person_id for row in referrals})
    return {
        row.id: as_asked_by(row.service_id, in_episode(consent_facts(answers[row.person_id]), row.episode_id))
        for row in referrals
    }


def may_be_told(referral: Referral, service_id: int) -> ConsentVerdict:
    """Whether this service may be told of a case, as a transfer would. For the case's own service: is consent 1 live.

    Once a service has accepted, what it hands on includes what came out of a required assessment, if there was one.
    """
    return may_be_told_of([(referral, service_id)])[referral.id]


def may_be_told_of(cases: Collection[tuple[Referral, int]]) -> dict[int, ConsentVerdict]:
    """Of each of these cases, by referral, whether its service may be told of it (`may_be_told`)."""
    consents, now = consents_of_cases([referral for referral, _ in cases]), clock.now()
    passed_on = {row.episode_id for row, service_id in cases if service_id != row.service_id and row.accepted_at}
    required = required_assessments_of(passed_on) if passed_on else {}
    return {
        row.id: may_pass_on(
            consents[row.id],
            service_id,
            now,
            from_required_assessment=service_id != row.service_id
            and row.accepted_at is not None
            and row.episode_id in required,
        )
        for row, service_id in cases
    }


def agreements_of(referral: Referral) -> dict[int, ConsentQuestion]:
    """The four questions of a case, by number."""
    facts, rows = _answers_of(referral)
    return {number: _agreement(number, facts, rows) for number in NUMBERS}


def _agreement(number: int, facts: tuple[ConsentFacts, ...], rows: dict[int, ConsentAnswer]) -> ConsentQuestion:
    verdict = consent_live(facts, number, clock.now())
    stands = rows[verdict.row.id] if verdict.row else None
    before = [rows[fact.id] for fact in facts if fact.number == number and verdict.row and fact.id != verdict.row.id]
    version = stands.row.wording_version if stands else None
    words = words_of(number, version) if version is not None else wording(number, clock.today())
    return ConsentQuestion(number=number, words=words, verdict=verdict, stands=stands, earlier=tuple(reversed(before)))


_WITH_NAMES = _CONSENTS.add_columns(User.name).outerjoin(User, User.id == Consent.taken_by_id)


def _answers_of(referral: Referral) -> tuple[tuple[ConsentFacts, ...], dict[int, ConsentAnswer]]:
    """What a case rests on (`consents_of_case`), and each answer with who asked, by its number: one statement."""
    rows = db.session.execute(_WITH_NAMES, {"of_people": [referral.person_id]}).all()
    facts = in_episode(consent_facts(row for _, row, _ in rows), referral.episode_id)
    answers = {
        row.id: ConsentAnswer(
            row=row, asked_by=name or "", ends_on=lapses_on(row.taken_at) if row.state is ConsentState.GIVEN else None
        )
        for _, row, name in rows
    }
    return as_asked_by(referral.service_id, facts), answers


def told_when_asked_again(facts: tuple[ConsentFacts, ...]) -> AgreedRecipient:
    """Whom consent 2 names when the service asks it: those whom the last answer in a case named, else the police."""
    stands = standing(facts, FEEDBACK)
    return stands.recipient if stands else AgreedRecipient.POLICE


# Consents that have lapsed, after 12 months or with their episode, and have no row yet that says so.


LOOKS_BACK = timedelta(days=31)
"""How far back to look for lapses. Whether a consent is live after 12 months is read from its date anyway."""

# Built once: the worker runs these every few seconds.
_LATER, _SAID, _STILL = shared_alias(Consent), shared_alias(Consent), shared_alias(Referral)
_IS_OPEN = exists().where(_STILL.episode_id == Referral.episode_id, _STILL.state.in_(REFERRAL_STEPS.groups["SENT"]))
_STANDING_AND_GIVEN = (
    select(Consent)
    .where(
        Consent.state == ConsentState.GIVEN,
        ~exists().where(_SAID.lapses_id == Consent.id),
        ~exists().where(
            _LATER.episode_id == Consent.episode_id, _LATER.number == Consent.number, _LATER.id > Consent.id
        ),
    )
    .order_by(Consent.taken_at, Consent.id)
    .limit(bindparam("most", type_=Integer))
)
_AFTER_TWELVE_MONTHS = _STANDING_AND_GIVEN.where(
    Consent.taken_at < bindparam("until"), Consent.taken_at >= bindparam("since")
)


_LAST_CLOSED = shared(
    select(Referral.episode_id, func.max(Referral.closed_at).label("closed_at"))
    .where(
        Referral.closed_at < bindparam("until"),
        Referral.closed_at >= bindparam("since"),
        Referral.sent_at.is_not(None),
        ~_IS_OPEN,
    )
    .group_by(Referral.episode_id)
    .subquery()
)
_WITH_THEIR_EPISODE = _STANDING_AND_GIVEN.join(_LAST_CLOSED, _LAST_CLOSED.c.episode_id == Consent.episode_id).where(
    Consent.taken_at <= _LAST_CLOSED.c.closed_at
)
"""Given answers of episodes whose last referral closed so long ago that nobody may re-open it."""


def lapsed(most: int, back: timedelta = LOOKS_BACK) -> dict[int, tuple[int, ...]]:
    """Ids of answers that were given and have lapsed, by person id; at most `most` answers.

    A worker that stood still for longer than `back` passes a longer time once.
    """
    answers: dict[int, Consent] = {}
    for rows, first_day in (
        (_AFTER_TWELVE_MONTHS, first_day_still_live(clock.today())),
        (_WITH_THEIR_EPISODE, clock.today() - timedelta(days=REOPENS_WITHIN_DAYS - 1)),
    ):
        until = dates.from_london(first_day, time(0))
        asked = {"until": until, "since": until - back, "most": most}
        answers |= {row.id: row for row in db.session.scalars(rows, asked)}
    by_person: dict[int, tuple[int, ...]] = {}
    for row in sorted(answers.values(), key=lambda row: (row.person_id, row.id))[:most]:
        by_person[row.person_id] = (*by_person.get(row.person_id, ()), row.id)
    return by_person


def closed_at(episode_ids: Collection[int]) -> dict[int, datetime]:
    """By episode, when its last referral closed; of those alone where none is open and one was sent."""
    closed = select(Referral.episode_id, func.max(Referral.closed_at)).group_by(Referral.episode_id)
    of_these = closed.where(among(Referral.episode_id, episode_ids), Referral.sent_at.is_not(None), ~_IS_OPEN)
    return {row[0]: row[1] for row in db.session.execute(of_these) if row[1] is not None}
