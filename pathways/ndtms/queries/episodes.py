"""The treatment episodes of a provider as the national file asks for them: as they stood at the end of a month."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, String, select, type_coerce
from sqlalchemy.orm import aliased

from pathways import dates
from pathways.engagement.models.case import Assessment, CarePlan
from pathways.engagement.models.treatment import NeedsAssessed
from pathways.ndtms.queries.agreements import AnsweredEpisode, answered
from pathways.ndtms.queries.treatment import (
    OF_REFERRALS,
    FileSubstance,
    first_offers,
    interventions,
    substances_said,
    tops,
)
from pathways.ndtms.rules.file import EpisodeRow, FileIntervention, Top, ended_with, initial
from pathways.ndtms.rules.lists import Month
from pathways.people import queries as sight_queries
from pathways.people.models.identity import Person, PersonDetails
from pathways.referrals.consents.rules.consents import ConsentState
from pathways.referrals.models.needs_and_consents import NaloxoneOffer, NeedScreen
from pathways.referrals.models.referral import Referral
from pathways.referrals.routing.queries import result_was_overturned, route_counted, sample_was_asked
from pathways.referrals.sending.rules import ReferralRoute
from pathways.store.base import db
from pathways.store.together import among

# The episodes of a provider, a lot at a time: how each stands, and the details of those whose person agrees.


LOT = 2_000
"""Episodes that are read at once. What is read of a lot is let go before the next one."""
NOT_AGAIN = (ConsentState.REFUSED.label, ConsentState.WITHDRAWN.label)
"""Answers that stand: nobody is asked again until they agree by themselves."""


@dataclass(frozen=True, kw_only=True)
class _Details:
    """What is read of the episodes of a lot that go in full, by referral."""

    recorded: Mapping[int, Row[Any]]
    uses: Mapping[int, tuple[FileSubstance, ...]]
    treated: Mapping[int, tuple[FileIntervention, ...]]
    scored: Mapping[int, tuple[Top, ...]]
    offered: Mapping[int, date]


def _nobody(_done: int, _total: int) -> None:
    """Nobody waits to hear how far it is."""


def episodes(
    begun: Sequence[int], month: Month, at: datetime, tell: Callable[[int, int], None] = _nobody
) -> Iterator[EpisodeRow]:
    """These episodes of a month, in the order of the referrals. A lot of episodes is read when the first of it is asked
    for; `tell` is then told how many of how many are read.

    What happened after the month is left out. Whether somebody agrees is asked as of `at`: if they withdrew since the
    month ended, their row is reduced all the same.
    """
    for start in range(0, len(begun), LOT):
        tell(start, len(begun))
        yield from _of_lot(begun[start : start + LOT], month, at)
    tell(len(begun), len(begun))


def _of_lot(referral_ids: Sequence[int], month: Month, at: datetime) -> Iterator[EpisodeRow]:
    """The episodes of these referrals, in their order. Nothing more is read of somebody who does not agree."""
    standing = answered(referral_ids, month, at)
    details = _details_of([episode.referral_id for episode in standing if episode.consent.full], month)
    return (_in_full(each, month, details) if each.consent.full else _reduced(each) for each in standing)


def _details_of(referral_ids: Sequence[int], month: Month) -> _Details:
    treated = interventions(referral_ids, month)
    return _Details(
        recorded={row.id: row for row in db.session.execute(_RECORDED, {OF_REFERRALS: referral_ids})},
        uses=substances_said(referral_ids),
        treated=treated,
        scored=tops(referral_ids, month),
        offered=first_offers([referral_id for referral_id, begun in treated.items() if begun], month),
    )


def _recorded() -> Select[*tuple[Any, ...]]:
    """One row for each referral, joined to the one row that stands of each record about it."""
    asked = aliased(Person)
    return (
        select(
            Referral.id,
            Referral.episode_id,
            Referral.route,
            Referral.first_submitted_at,
            PersonDetails.given_names,
            PersonDetails.surname,
            PersonDetails.date_of_birth,
            _stored(PersonDetails.sex),
            _stored(PersonDetails.ethnicity),
            Assessment.attended_on,
            CarePlan.agreed_on,
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
            sample_was_asked(Referral.episode_id).label("sample_asked"),
            result_was_overturned(Referral.episode_id).label("is_overturned"),
        )
        .join(asked, asked.id == Referral.person_id)
        .join(
            PersonDetails,
            (PersonDetails.person_id == sight_queries.surviving_id(asked)) & PersonDetails.superseded_at.is_(None),
        )
        .outerjoin(Assessment, (Assessment.referral_id == Referral.id) & Assessment.superseded_at.is_(None))
        .outerjoin(CarePlan, (CarePlan.referral_id == Referral.id) & CarePlan.superseded_at.is_(None))
        .outerjoin(NeedScreen, (NeedScreen.episode_id == Referral.episode_id) & NeedScreen.superseded_at.is_(None))
        .outerjoin(
            NaloxoneOffer,
            (NaloxoneOffer.episode_id == Referral.episode_id) & NaloxoneOffer.superseded_at.is_(None),
        )
        .outerjoin(NeedsAssessed, (NeedsAssessed.referral_id == Referral.id) & NeedsAssessed.superseded_at.is_(None))
        .where(among(Referral.id, OF_REFERRALS))
    )


def _route(row: Row[Any]) -> ReferralRoute:
    return route_counted(row.route, row.episode_id, sample_asked=row.sample_asked, is_overturned=row.is_overturned)


def _of_everybody(episode: AnsweredEpisode) -> dict[str, Any]:
    """What the pre-flight and the file know of an episode whether or not the person agrees."""
    consent = episode.consent
    return {
        "referral_id": episode.referral_id,
        "reference": episode.reference,
        "person_id": episode.person_id,
        "CLIENTID": str(episode.person_id),
        "EPISODID": episode.reference,
        "AGNCY": episode.agency_code,
        "CONSENT": consent.letter,
        "consent_asked": consent.was_asked,
        "consent_why": consent.why,
        "may_be_asked": episode.ended_on is None and not consent.full and consent.why not in NOT_AGAIN,
        "consent_until": consent.until,
        "DISD": episode.ended_on,
        "DISRSN": episode.reason,
        "died_on": episode.died_on,
    }


def _reduced(episode: AnsweredEpisode) -> EpisodeRow:
    return EpisodeRow(**_of_everybody(episode))


def _in_full(episode: AnsweredEpisode, month: Month, details: _Details) -> EpisodeRow:
    row, until = details.recorded[episode.referral_id], month.ends_on
    uses = details.uses.get(row.id, ())
    offered = details.offered.get(row.id)
    return EpisodeRow(
        **_of_everybody(episode),
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
        NALOXISS=row.naloxone_assessed or row.naloxone or "",
        interventions=tuple(
            ended_with(
                intervention if intervention.MODID > 1 else replace(intervention, FAOMODDT=offered),
                episode.ended_on,
                episode.reason,
            )
            for intervention in details.treated.get(row.id, ())
        ),
        tops=details.scored.get(row.id, ()),
    )


def _stored(column: Any) -> ColumnElement[str]:
    """A word of a list as it is stored: the file has no use for more of it."""
    return type_coerce(column, String).label(column.key)


_RECORDED = _recorded()
