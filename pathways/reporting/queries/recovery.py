"""What the report on recovery counts: the journeys, releases, supplies, offers, sittings and disposals of records."""

from collections import defaultdict
from typing import Final

from sqlalchemy import select

from pathways import dates
from pathways.disposals.models import Disposal
from pathways.engagement.models.treatment import NaloxoneSupply, NeedsAssessed, PeerSupport
from pathways.engagement.naloxone.rules import SuppliedTo
from pathways.engagement.outcomes.rules import PeerAnswer
from pathways.law.rules.disposal_terms import Kind
from pathways.people.models.custody import Detention, Episode
from pathways.people.rules import ReleaseType
from pathways.referrals.models.referral import Referral
from pathways.reporting.queries.fairness import steps_of_disposals
from pathways.reporting.queries.funnels import chains
from pathways.reporting.queries.records import CountedRecords, whose, whose_and_died
from pathways.reporting.queries.treatment import treated_units
from pathways.reporting.rules.conditions import ConditionsUnit
from pathways.reporting.rules.fairness_courses import Decision
from pathways.reporting.rules.journeys import Chain
from pathways.reporting.rules.mental_health import AskedUnit, help_answer_of
from pathways.reporting.rules.recovery_units import JourneyUnit, LeftCustodyUnit, PeerUnit, SuppliedUnit
from pathways.reporting.rules.treatment_units import TreatedUnit
from pathways.store.base import db


def journey_units(records: CountedRecords) -> list[JourneyUnit]:
    """Every journey through structured treatment, and when the next one of the same person began."""
    of_person: dict[int, list[TreatedUnit]] = defaultdict(list)
    for journey in treated_units(records):
        of_person[journey.person_id].append(journey)
    units = []
    for journeys in of_person.values():
        in_order = sorted(journeys, key=lambda each: each.began)
        starts = [*(each.began for each in in_order[1:]), None]
        units += [
            JourneyUnit(
                person_id=each.person_id, record_id=each.record_id, number=each.number, courses=each.courses,
                again_on=again_on, died_on=each.died_on,
            )
            for each, again_on in zip(in_order, starts, strict=True)
        ]  # fmt: skip
    return units


def left_custody_units(records: CountedRecords) -> list[LeftCustodyUnit]:
    """Every release of these records with a referral that was sent by that day. Remanded is no release."""
    of_episode: dict[int, list[Chain]] = defaultdict(list)
    for first, chain in chains(records):
        of_episode[first.episode_id].append(chain)
    released = (
        select(Detention.episode_id.label("id"), Detention.released_at, Episode.person_id)
        .join(Episode, Episode.id == Detention.episode_id)
        .where(Detention.superseded_at.is_(None), Detention.released_at.is_not(None), *records.among(Episode.person_id))
        .where(Detention.release_type != ReleaseType.REMANDED)
        .order_by(Detention.id)
    )
    units = []
    for row in db.session.execute(released):
        released_on = dates.london_date(row.released_at)
        sent = tuple(chain for chain in of_episode.get(row.id, ()) if chain.referred_on <= released_on)
        if sent:
            units.append(LeftCustodyUnit(**whose_and_died(records, row), released_on=released_on, chains=sent))
    return units


def supplied_units(records: CountedRecords) -> list[SuppliedUnit]:
    """Every supply of take-home naloxone to the person whose case it is."""
    supplies = (
        select(NaloxoneSupply.id, NaloxoneSupply.supplied_on, NaloxoneSupply.kits, Referral.person_id)
        .join(Referral, Referral.id == NaloxoneSupply.referral_id)
        .where(NaloxoneSupply.recipient == SuppliedTo.AT_RISK, *records.among(Referral.person_id))
        .order_by(NaloxoneSupply.id)
    )
    return [
        SuppliedUnit(
            **whose(records, row),
            supplied_on=row.supplied_on,
            kits=row.kits,
        )
        for row in db.session.execute(supplies)
    ]


def peer_units(records: CountedRecords) -> list[PeerUnit]:
    """Every offer of peer support, as last answered."""
    offers = (
        select(
            PeerSupport.referral_id.label("id"), PeerSupport.offered_on, PeerSupport.answer,
            PeerSupport.first_contact_on, Referral.person_id,
        )
        .join(Referral, Referral.id == PeerSupport.referral_id)
        .where(PeerSupport.superseded_at.is_(None), *records.among(Referral.person_id))
        .order_by(PeerSupport.id)
    )  # fmt: skip
    return [
        PeerUnit(
            **whose(records, row),
            offered_on=row.offered_on,
            accepted=row.answer is PeerAnswer.ACCEPTED,
            met_on=row.first_contact_on,
        )
        for row in db.session.execute(offers)
    ]


def asked_units(records: CountedRecords) -> list[AskedUnit]:
    """Every sitting in which a service asked what somebody needs. One of the same day that took its place counts for
    it: the first was a slip."""
    sittings = (
        select(
            NeedsAssessed.id, NeedsAssessed.recorded_at, NeedsAssessed.superseded_at, NeedsAssessed.mental_health,
            NeedsAssessed.receiving, Referral.person_id,
        )
        .join(Referral, Referral.id == NeedsAssessed.referral_id)
        .where(*records.among(Referral.person_id))
        .order_by(NeedsAssessed.id)
    )  # fmt: skip
    units = []
    for row in db.session.execute(sittings):
        asked_on = dates.london_date(row.recorded_at)
        if row.superseded_at is None or dates.london_date(row.superseded_at) != asked_on:
            answer = help_answer_of(row.mental_health, row.receiving)
            units.append(AskedUnit(**whose(records, row), asked_on=asked_on, answer=answer))
    return units


WITH_CONDITIONS: Final = (Kind.CC, Kind.CR, Kind.O22)


def conditions_units(records: CountedRecords) -> list[ConditionsUnit]:
    """Every disposal that asks something of the person afterwards, with the steps that it took."""
    steps = steps_of_disposals(records)
    disposals = (
        select(Disposal.id, Disposal.person_id, Disposal.episode_id, Disposal.kind, Disposal.proposed_at)
        .where(Disposal.kind.in_(WITH_CONDITIONS), *records.among(Disposal.person_id))
        .order_by(Disposal.id)
    )
    units = []
    for row in db.session.execute(disposals):
        decision = Decision(
            episode_id=row.episode_id,
            recorded_on=dates.london_date(row.proposed_at),
            kind=row.kind,
            steps=tuple(steps.get(row.id, ())),
            groups={},
        )
        units.append(ConditionsUnit(**whose(records, row), decision=decision))
    return units
