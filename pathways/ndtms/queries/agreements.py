"""Whether people agree that the national statistics have an episode of theirs, and how it stood when a month ended.

It is all that decides who is in a file, and all that is asked before one is handed over.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, and_, exists, or_, select

from pathways import dates
from pathways.arrest_tests.models.assessment import RequiredAssessment
from pathways.auth.roles import Role, Viewer
from pathways.engagement.models.case import Assessment, CarePlan, Exit, StructuredStart
from pathways.ndtms.models import AgencyCode
from pathways.ndtms.queries.treatment import OF_REFERRALS
from pathways.ndtms.rules.lists import Month, reason_of_steps
from pathways.people import queries as shut_queries
from pathways.people import queries as sight_queries
from pathways.people.identity.queries import heads_beside
from pathways.people.models.identity import Person, PersonDetails
from pathways.referrals.consents.queries import consent_facts
from pathways.referrals.consents.rules.consents import STATISTICS, ConsentFacts, as_asked_by, in_episode
from pathways.referrals.consents.rules.sharing import ForStatistics, ndtms_consent
from pathways.referrals.models.needs_and_consents import Consent
from pathways.referrals.models.referral import Referral, ReferralEvent
from pathways.referrals.steps.rules import ReferralState, is_closed
from pathways.refusals import OutOfSight
from pathways.store.base import db, shared_alias
from pathways.store.together import among

# What people answered about the national statistics, for many people at once.


@dataclass(frozen=True)
class Answers:
    """What people answered, all read at one moment, so that all rows of a file have the same one."""

    at: datetime
    by_person: Mapping[int, tuple[ConsentFacts, ...]]

    def of(
        self,
        person_id: int,
        *,
        episode_id: int,
        service_id: int | None,
        ended_on: date | None,
        is_required: bool,
    ) -> ForStatistics:
        """Whether an episode goes in full, by what this service asked in it.

        A yes to another service, or to this one in an earlier case, does not count, as on the page of the case.
        `is_required`: it came of a required assessment (s.15(3) asks for writing). The episode lasts to the end of its
        last day.
        """
        ended_at = dates.from_london(ended_on + timedelta(days=1), time.min) if ended_on else None
        answers = as_asked_by(service_id, in_episode(self.by_person.get(person_id, ()), episode_id))
        return ndtms_consent(answers, self.at, ended_at=ended_at, from_required_assessment=is_required)


def answers_about_statistics(person_ids: Collection[int], *, at: datetime) -> Answers:
    """What these people have answered, also on a record that was merged with theirs. They are named as they stay."""
    stays = sight_queries.surviving_id().label("stays")
    rows = (
        select(
            stays,
            Consent.id,
            Consent.number,
            Consent.state,
            Consent.taken_at,
            Consent.episode_id,
            Consent.covers,
            Consent.service_id,
            Consent.how,
            Consent.understood,
            Consent.wording_version,
            Consent.shared_with,
            Consent.withdraws_id,
            Consent.lapses_id,
        )
        .join(Person, Person.id == Consent.person_id)
        .where(
            Consent.number == STATISTICS, or_(among(Person.id, "of_people"), among(Person.merged_into_id, "of_people"))
        )
        .order_by(Consent.taken_at, Consent.id)
    )
    answers: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.execute(rows, {"of_people": person_ids}):
        answers[row.stays].append(row)
    return Answers(at, {person_id: consent_facts(of_person) for person_id, of_person in answers.items()})


# Why an episode ended that has no exit on record: transferred, in custody, lost, declined.


def ended_otherwise(referral_ids: Collection[int]) -> dict[int, str]:
    """The reason by referral, from its steps. Where these give none it is left out, and the pre-flight asks for it."""
    rows = (
        select(ReferralEvent.referral_id, ReferralEvent.event)
        .join(Referral, Referral.id == ReferralEvent.referral_id)
        .outerjoin(Exit, (Exit.referral_id == Referral.id) & Exit.undone_at.is_(None))
        .where(among(Referral.id, OF_REFERRALS), Referral.closed_at.is_not(None), Exit.id.is_(None))
        .order_by(ReferralEvent.at, ReferralEvent.id)
    )
    steps: dict[int, list[str]] = defaultdict(list)
    for referral_id, event in db.session.execute(rows, {OF_REFERRALS: referral_ids}):
        steps[referral_id].append(event)
    return {referral_id: reason for referral_id, taken in steps.items() if (reason := reason_of_steps(taken))}


# The episodes of a month, and how each stands.


_ASKED = shared_alias(Person)
_WHOSE = _ASKED.id == Referral.person_id
OF_PEOPLE: Final = "of_people"
"""The numbers of the people, each by the record that stays, as a statement is given them."""
NEVER_WERE = (ReferralState.ERROR, ReferralState.DUPLICATE)


@dataclass(frozen=True, kw_only=True, slots=True)
class AnsweredEpisode:
    """What goes of every episode, whether the person agrees, and how it stood when the month ended."""

    referral_id: int
    reference: str
    person_id: int
    agency_code: str
    consent: ForStatistics
    ended_on: date | None
    reason: str
    died_on: date | None


def ours(viewer: Viewer) -> tuple[ColumnElement[bool], ...]:
    """The referrals that the viewer's provider accepted, however long ago they closed, unless the record is shut to
    them.

    The monthly return covers all of them, but for those of before: the other system has sent them. Opening such a case
    is another matter, and ends a while after it closed (rule R6). Raises OutOfSight for everybody but a provider's
    manager.
    """
    if viewer.role is not Role.PM:
        raise OutOfSight
    return (
        Referral.organisation_id == viewer.organisation_id,
        Referral.accepted_at.is_not(None),
        Referral.state.not_in(NEVER_WERE),
        Referral.is_of_before.is_(False),
        shut_queries.is_open_to(viewer, Referral.person_id),
    )


@dataclass(frozen=True, kw_only=True)
class Begun:
    """The referrals assessed by the end of a month, in their order, each with what their episode rests on besides the
    month and the moment; and those accepted by then and not assessed."""

    rests_on: Mapping[int, tuple[str, str | None]]
    not_yet: frozenset[int]


def begun_by(viewer: Viewer, month: Month) -> Begun:
    """The episodes of a month. Each rests on the agency code of its service, which is recorded of nobody, and on the
    heads of the logs of the person's records. Raises OutOfSight for everybody but a provider's manager.
    """
    return _begun(db.session.execute(_resting(_progress(month).where(*_taken_by(viewer, month)))))


def begun_of(viewer: Viewer, month: Month, person_ids: Collection[int]) -> tuple[Begun, frozenset[int]]:
    """The episodes of a month of these people, each named by the record that stays; and all referrals that they have,
    also those which are none. Raises OutOfSight for everybody but a provider's manager.
    """
    is_ours = and_(*_taken_by(viewer, month)).label("is_ours")
    theirs = _resting(_progress(month)).where(sight_queries.is_record_of(OF_PEOPLE, _ASKED)).add_columns(is_ours)
    rows = db.session.execute(theirs, {OF_PEOPLE: person_ids}).all()
    return _begun(row[:-1] for row in rows if row.is_ours), frozenset(row.id for row in rows)


def _begun(rows: Iterable[Sequence[Any]]) -> Begun:
    rests_on, not_yet = {}, set()
    for referral_id, has_begun, code, heads in rows:
        if has_begun:
            rests_on[referral_id] = code or "", heads
        else:
            not_yet.add(referral_id)
    return Begun(rests_on=rests_on, not_yet=frozenset(not_yet))


def _resting(referrals: Select[int, bool | None]) -> Select[int, bool | None, str | None, str | None]:
    """With each of these referrals, what its episode rests on."""
    rests_on = referrals.add_columns(AgencyCode.code, heads_beside(_ASKED)).join(_ASKED, _WHOSE)
    return rests_on.outerjoin(AgencyCode, AgencyCode.service_id == Referral.service_id)


def begun_among(viewer: Viewer, month: Month, referral_ids: Collection[int]) -> list[int]:
    """Those of these referrals that are episodes of a month. Raises OutOfSight for everybody but a provider's
    manager."""
    accepted = _progress(month).where(*_taken_by(viewer, month), among(Referral.id, OF_REFERRALS))
    return [row.id for row in db.session.execute(accepted, {OF_REFERRALS: referral_ids}) if row.has_begun]


def answered(referral_ids: Collection[int], month: Month, at: datetime) -> list[AnsweredEpisode]:
    """How these episodes stand, in the order of the referrals. Whether somebody agrees is asked as of `at`."""
    rows = db.session.execute(_STANDING, {OF_REFERRALS: referral_ids}).all()
    answers = answers_about_statistics([row.stays for row in rows], at=at)
    reasons = ended_otherwise(referral_ids)
    return [_answered(row, month, answers, reasons) for row in rows]


def _progress(month: Month) -> Select[int, bool | None]:
    """The number of each referral, and whether anything of the episode happened by the end of the month: an assessment,
    a care plan, a start."""
    days = (Assessment.attended_on, CarePlan.agreed_on, StructuredStart.started_on)
    return (
        select(Referral.id, or_(*(day <= month.ends_on for day in days)).label("has_begun"))
        .outerjoin(Assessment, (Assessment.referral_id == Referral.id) & Assessment.superseded_at.is_(None))
        .outerjoin(CarePlan, (CarePlan.referral_id == Referral.id) & CarePlan.superseded_at.is_(None))
        .outerjoin(
            StructuredStart, (StructuredStart.referral_id == Referral.id) & StructuredStart.superseded_at.is_(None)
        )
        .order_by(Referral.id)
    )


def _taken_by(viewer: Viewer, month: Month) -> tuple[ColumnElement[bool], ...]:
    """The referrals that the viewer's provider accepted and had by the end of the month."""
    end = dates.from_london(month.ends_on + timedelta(days=1), time.min)
    return *ours(viewer), Referral.first_submitted_at < end


def _standing() -> Select[*tuple[Any, ...]]:
    """One row for each referral: whose it is, and what ended it."""
    required = exists().where(
        RequiredAssessment.episode_id == Referral.episode_id, RequiredAssessment.notice_served_at.is_not(None)
    )
    return (
        select(
            Referral.id,
            Referral.reference,
            Referral.episode_id,
            Referral.service_id,
            Referral.state,
            Referral.closed_at,
            Person.id.label("stays"),
            Person.died_at,
            AgencyCode.code,
            Exit.reason,
            Exit.exited_on,
            required.label("is_required"),
        )
        .join(_ASKED, _WHOSE)
        .join(Person, Person.id == sight_queries.surviving_id(_ASKED))  # death and details are of the record that stays
        .join(PersonDetails, (PersonDetails.person_id == Person.id) & PersonDetails.superseded_at.is_(None))
        .outerjoin(AgencyCode, AgencyCode.service_id == Referral.service_id)
        .outerjoin(Exit, (Exit.referral_id == Referral.id) & Exit.undone_at.is_(None))
        .where(among(Referral.id, OF_REFERRALS))
        .order_by(Referral.id)
    )


_STANDING = _standing()


def _answered(row: Row[Any], month: Month, answers: Answers, reasons: Mapping[int, str]) -> AnsweredEpisode:
    died_on = dates.london_date(row.died_at) if row.died_at else None
    ended_on, reason = _ended(row, died_on, reasons)
    if ended_on is not None and ended_on > month.ends_on:
        ended_on, reason = None, ""
    return AnsweredEpisode(
        referral_id=row.id,
        reference=row.reference or "",
        person_id=row.stays,
        agency_code=row.code or "",
        consent=answers.of(
            row.stays,
            episode_id=row.episode_id,
            service_id=row.service_id,
            ended_on=ended_on,
            is_required=row.is_required,
        ),
        ended_on=ended_on,
        reason=reason,
        died_on=died_on,
    )


def _ended(row: Row[Any], died_on: date | None, ended: Mapping[int, str]) -> tuple[date | None, str]:
    """When and why an episode ended, if it has. Somebody who had left and died later keeps the way they left."""
    if row.exited_on is not None:
        return row.exited_on, row.reason or ""
    closed_on = dates.london_date(row.closed_at) if row.closed_at is not None and is_closed(row.state) else None
    if died_on is not None and (closed_on is None or died_on < closed_on):
        return died_on, "89"
    return closed_on, ended.get(row.id, "") if closed_on else ""
