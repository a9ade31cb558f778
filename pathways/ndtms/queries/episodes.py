"""The treatment episodes of a provider as the national file asks for them: as they stood at the end of a month."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, String, exists, or_, select, type_coerce
from sqlalchemy.orm import aliased

from pathways import clock, dates
from pathways.arrest_tests.models.assessment import RequiredAssessment
from pathways.auth.roles import Role, Viewer
from pathways.engagement.models.case import Assessment, CarePlan, Exit, StructuredStart
from pathways.engagement.models.treatment import NeedsAssessed
from pathways.ndtms.models import AgencyCode
from pathways.ndtms.queries.treatment import (
    OF_REFERRALS,
    FileSubstance,
    first_offers,
    interventions,
    substances_said,
    tops,
)
from pathways.ndtms.rules.file import EpisodeRow, FileIntervention, Top, ended_with, initial
from pathways.ndtms.rules.lists import Month, reason_of_steps
from pathways.people import queries as shut_queries
from pathways.people import queries as sight_queries
from pathways.people.models.identity import Person, PersonDetails
from pathways.referrals.consents.queries import consent_facts
from pathways.referrals.consents.rules.consents import STATISTICS, ConsentFacts, ConsentState, as_asked_by, in_episode
from pathways.referrals.consents.rules.sharing import ForStatistics, ndtms_consent
from pathways.referrals.models.needs_and_consents import Consent, NaloxoneOffer, NeedScreen
from pathways.referrals.models.referral import Referral, ReferralEvent
from pathways.referrals.routing.queries import result_was_overturned, route_counted, sample_was_asked
from pathways.referrals.sending.rules import ReferralRoute
from pathways.referrals.steps.rules import ReferralState, is_closed
from pathways.refusals import OutOfSight
from pathways.store.base import db
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


LOT = 2_000
"""Episodes that are read at once. What is read of a lot is let go before the next one."""
NEVER_WERE = (ReferralState.ERROR, ReferralState.DUPLICATE)
NOT_AGAIN = (ConsentState.REFUSED.label, ConsentState.WITHDRAWN.label)
"""Answers that stand: nobody is asked again until they agree by themselves."""


@dataclass(frozen=True, kw_only=True)
class _Beside:
    """What is read besides the main rows of a lot, once for all of them: by person, or by referral."""

    answers: Answers
    uses: Mapping[int, tuple[FileSubstance, ...]]
    ended: Mapping[int, str]
    treated: Mapping[int, tuple[FileIntervention, ...]]
    scored: Mapping[int, tuple[Top, ...]]
    offered: Mapping[int, date]


def ours(viewer: Viewer) -> tuple[ColumnElement[bool], ...]:
    """The referrals that the viewer's provider accepted, however long ago they closed, unless the record is shut to
    them.

    The monthly return covers all of them. Opening such a case is another matter, and ends a while after it closed
    (rule R6). Raises OutOfSight for everybody but a provider's manager.
    """
    if viewer.role is not Role.PM:
        raise OutOfSight
    return (
        Referral.organisation_id == viewer.organisation_id,
        Referral.accepted_at.is_not(None),
        Referral.state.not_in(NEVER_WERE),
        shut_queries.is_open_to(viewer, Referral.person_id),
    )


def episodes(
    viewer: Viewer, month: Month, *, tell: Callable[[int, int], None] | None = None
) -> tuple[Iterator[EpisodeRow], int]:
    """Every episode assessed by the end of the month, in the order of the referrals, and how many were accepted by then
    and not assessed. A lot of episodes is read when the first of it is asked for; `tell` is then told how many of how
    many are read.

    Later events are left out. Whether somebody agrees is asked as of now: if they withdrew since the month ended, their
    row is reduced all the same.
    """
    end, at = dates.from_london(month.ends_on + timedelta(days=1), time.min), clock.now()
    accepted = db.session.execute(_accepted((*ours(viewer), Referral.first_submitted_at < end), month)).all()
    begun = [row.id for row in accepted if row.has_begun]
    return _by_lots(begun, month, at, tell or _nobody), len(accepted) - len(begun)


def _nobody(_done: int, _total: int) -> None:
    """Nobody waits to hear how far it is."""


def _by_lots(
    begun: Sequence[int], month: Month, at: datetime, tell: Callable[[int, int], None]
) -> Iterator[EpisodeRow]:
    for start in range(0, len(begun), LOT):
        tell(start, len(begun))
        yield from _of_lot(begun[start : start + LOT], month, at)
    tell(len(begun), len(begun))


def _of_lot(referral_ids: Sequence[int], month: Month, at: datetime) -> Iterator[EpisodeRow]:
    """The episodes of these referrals, in their order."""
    rows = db.session.execute(_whole(among(Referral.id, OF_REFERRALS)), {OF_REFERRALS: referral_ids}).all()
    beside = _Beside(
        answers=answers_about_statistics([row.stays for row in rows], at=at),
        uses=substances_said(referral_ids),
        ended=ended_otherwise(referral_ids),
        treated=interventions(referral_ids, month),
        scored=tops(referral_ids, month),
        offered=first_offers(referral_ids, month),
    )
    return (_row(row, month, beside) for row in rows)


def _accepted(which: Iterable[ColumnElement[bool]], month: Month) -> Select[int, bool | None]:
    """The number of each of these referrals, and whether anything of the episode happened by the end of the month: an
    assessment, a care plan, a start."""
    days = (Assessment.attended_on, CarePlan.agreed_on, StructuredStart.started_on)
    return (
        select(Referral.id, or_(*(day <= month.ends_on for day in days)).label("has_begun"))
        .outerjoin(Assessment, (Assessment.referral_id == Referral.id) & Assessment.superseded_at.is_(None))
        .outerjoin(CarePlan, (CarePlan.referral_id == Referral.id) & CarePlan.superseded_at.is_(None))
        .outerjoin(
            StructuredStart, (StructuredStart.referral_id == Referral.id) & StructuredStart.superseded_at.is_(None)
        )
        .where(*which)
        .order_by(Referral.id)
    )


def _whole(which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """One row for each referral, joined to the one row that stands of each record about it."""
    required = exists().where(
        RequiredAssessment.episode_id == Referral.episode_id, RequiredAssessment.notice_served_at.is_not(None)
    )
    asked = aliased(Person)
    return (
        select(
            Referral.id,
            Referral.reference,
            Referral.episode_id,
            Referral.service_id,
            Referral.route,
            Referral.state,
            Referral.first_submitted_at,
            Referral.closed_at,
            Person.id.label("stays"),
            Person.died_at,
            PersonDetails.given_names,
            PersonDetails.surname,
            PersonDetails.date_of_birth,
            _stored(PersonDetails.sex),
            _stored(PersonDetails.ethnicity),
            AgencyCode.code,
            Assessment.attended_on,
            CarePlan.agreed_on,
            StructuredStart.started_on,
            Exit.reason,
            Exit.exited_on,
            NeedScreen.outcode,
            _stored(NeedScreen.injected),
            _stored(NeedScreen.housing),
            _stored(NeedScreen.mental_health),
            _stored(NaloxoneOffer.answer).label("naloxone"),
            NeedsAssessed.injecting,
            NeedsAssessed.housing.label("housing_assessed"),
            _stored(NeedsAssessed.mental_health).label("mental_health_assessed"),
            _stored(NeedsAssessed.naloxone).label("naloxone_assessed"),
            NeedsAssessed.children,
            NeedsAssessed.employment,
            _stored(NeedsAssessed.pregnant),
            required.label("is_required"),
            sample_was_asked(Referral.episode_id).label("sample_asked"),
            result_was_overturned(Referral.episode_id).label("is_overturned"),
        )
        .join(asked, asked.id == Referral.person_id)
        .join(Person, Person.id == sight_queries.surviving_id(asked))  # death and details are of the record that stays
        .join(PersonDetails, (PersonDetails.person_id == Person.id) & PersonDetails.superseded_at.is_(None))
        .outerjoin(AgencyCode, AgencyCode.service_id == Referral.service_id)
        .outerjoin(Assessment, (Assessment.referral_id == Referral.id) & Assessment.superseded_at.is_(None))
        .outerjoin(CarePlan, (CarePlan.referral_id == Referral.id) & CarePlan.superseded_at.is_(None))
        .outerjoin(
            StructuredStart, (StructuredStart.referral_id == Referral.id) & StructuredStart.superseded_at.is_(None)
        )
        .outerjoin(Exit, (Exit.referral_id == Referral.id) & Exit.undone_at.is_(None))
        .outerjoin(NeedScreen, (NeedScreen.episode_id == Referral.episode_id) & NeedScreen.superseded_at.is_(None))
        .outerjoin(
            NaloxoneOffer,
            (NaloxoneOffer.episode_id == Referral.episode_id) & NaloxoneOffer.superseded_at.is_(None),
        )
        .outerjoin(NeedsAssessed, (NeedsAssessed.referral_id == Referral.id) & NeedsAssessed.superseded_at.is_(None))
        .where(which)
        .order_by(Referral.id)
    )


def _route(row: Row[Any]) -> ReferralRoute:
    return route_counted(row.route, row.episode_id, sample_asked=row.sample_asked, is_overturned=row.is_overturned)


def _row(row: Row[Any], month: Month, beside: _Beside) -> EpisodeRow:
    uses = beside.uses.get(row.id, ())
    died_on = dates.london_date(row.died_at) if row.died_at else None
    ended_on, reason = _ended(row, died_on, beside.ended)
    if ended_on is not None and ended_on > month.ends_on:
        ended_on, reason = None, ""
    consent = beside.answers.of(
        row.stays,
        episode_id=row.episode_id,
        service_id=row.service_id,
        ended_on=ended_on,
        is_required=row.is_required,
    )
    until = month.ends_on
    offered = beside.offered.get(row.id)
    return EpisodeRow(
        referral_id=row.id,
        reference=row.reference or "",
        person_id=row.stays,
        CLIENTID=str(row.stays),
        EPISODID=row.reference or "",
        AGNCY=row.code or "",
        CONSENT=consent.letter,
        consent_asked=consent.was_asked,
        consent_why=consent.why,
        may_be_asked=ended_on is None and not consent.full and consent.why not in NOT_AGAIN,
        FINITIAL=initial(row.given_names),
        SINITIAL=initial(row.surname),
        DOB=row.date_of_birth,
        SEX=row.sex,
        ETHNIC=row.ethnicity or "",
        REFLD=dates.london_date(row.first_submitted_at),
        PC=row.outcode or "",
        ACCMNEED=row.housing_assessed or row.housing or "",
        PRNTSTAT=row.children or "",
        PREGNANT=row.pregnant or "",
        DUALDIAG=row.mental_health_assessed or row.mental_health or "",
        EMPSTAT=row.employment or "",
        substances=tuple(use.substance for use in uses),
        ROUTE=uses[0].route if uses else "",
        INJSTAT=row.injecting or row.injected or "",
        RFLS=_route(row).value if row.route else "",
        TRIAGED=row.attended_on if row.attended_on and row.attended_on <= until else None,
        CPLANDT=row.agreed_on if row.agreed_on and row.agreed_on <= until else None,
        DISD=ended_on,
        DISRSN=reason,
        died_on=died_on,
        NALOXISS=row.naloxone_assessed or row.naloxone or "",
        interventions=tuple(
            ended_with(
                intervention if intervention.MODID > 1 else replace(intervention, FAOMODDT=offered), ended_on, reason
            )
            for intervention in beside.treated.get(row.id, ())
        ),
        tops=beside.scored.get(row.id, ()),
    )


def _ended(row: Row[Any], died_on: date | None, ended: Mapping[int, str]) -> tuple[date | None, str]:
    """When and why an episode ended, if it has. Somebody who had left and died later keeps the way they left."""
    if row.exited_on is not None:
        return row.exited_on, row.reason or ""
    closed_on = dates.london_date(row.closed_at) if row.closed_at is not None and is_closed(row.state) else None
    if died_on is not None and (closed_on is None or died_on < closed_on):
        return died_on, "89"
    return closed_on, ended.get(row.id, "") if closed_on else ""


def _stored(column: Any) -> ColumnElement[str]:
    """A word of a list as it is stored: the file has no use for more of it."""
    return type_coerce(column, String).label(column.key)
