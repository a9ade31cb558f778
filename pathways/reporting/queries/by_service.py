"""What the comparison of services counts: every referral with the services that had it, and what each was called."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from pathways import dates
from pathways.acceptance.models import Decline
from pathways.auth.models import Organisation
from pathways.directory.models import Service, ServiceChange
from pathways.referrals.models.referral import Referral, ReferralEvent
from pathways.reporting.queries.funnels import chains
from pathways.reporting.queries.records import CountedRecords, whose_and_died
from pathways.reporting.rules.by_service import AtService, Named, ServedUnit
from pathways.reporting.rules.journeys import ChainLink
from pathways.reporting.rules.proportions import Period
from pathways.store.base import db

LET_GO = ("no_decision", "moved_away", "provider_closed")
"""Steps by which a referral leaves a service that kept nothing of it: the step alone names the service."""
Had = tuple[int, int, date, date | None]
"""The service that had a referral, its provider, when it was sent there, and when it went on from there unaccepted."""


def served_units(records: CountedRecords) -> list[ServedUnit]:
    """Every referral of these records that was sent, with those it was sent on as and the services that had them."""
    had = _had(records)
    return [
        ServedUnit(
            **whose_and_died(records, first),
            chain=chain,
            services=tuple(_at_service(link, had[link.number]) for link in chain.links if link.number in had),
        )
        for first, chain in chains(records)
    ]


def _at_service(link: ChainLink, had: Had) -> AtService:
    service_id, provider_id, sent_on, left_on = had
    return AtService(service_id=service_id, provider_id=provider_id, sent_on=sent_on, link=link, left_on=left_on)


def _had(records: CountedRecords) -> Mapping[int, Had]:
    """By referral, the service that has or had it; none of those that no service ever had."""
    had: dict[int, Had] = {}
    let_go = _let_go(records)
    for row in db.session.execute(
        select(
            Referral.id,
            Referral.service_id,
            Referral.sent_at,
            Decline.service_id.label("declined_by"),
            Decline.declined_at,
        )
        .outerjoin(Decline, Decline.referral_id == Referral.id)
        .where(Referral.sent_at.is_not(None), *records.among(Referral.person_id))
        .order_by(Referral.id)
    ):
        asked_last, left_at = (
            (row.declined_by, row.declined_at) if row.declined_by else let_go.get(row.id, (None, None))
        )
        service_id = row.service_id or asked_last
        if service_id is not None:
            left_on = dates.london_date(left_at) if left_at and asked_last == service_id else None
            had[row.id] = (service_id, _provider_of(records, service_id), dates.london_date(row.sent_at), left_on)
    return had


def _let_go(records: CountedRecords) -> Mapping[int, tuple[int, datetime]]:
    """By referral, the last service that had it and did not answer, or could not, and when it went on."""
    rows = (
        select(ReferralEvent.referral_id, ReferralEvent.at, ReferralEvent.recorded)
        .join(Referral, Referral.id == ReferralEvent.referral_id)
        .where(ReferralEvent.event.in_(LET_GO), *records.among(Referral.person_id))
        .order_by(ReferralEvent.id)
    )
    return {
        row.referral_id: (row.recorded["service"], row.at)
        for row in db.session.execute(rows)
        if row.recorded and "service" in row.recorded
    }


def _provider_of(records: CountedRecords, service_id: int) -> int:
    return records.once("providers", _providers)[service_id]


def _providers() -> Mapping[int, int]:
    rows = select(Service.id, Service.organisation_id).order_by(Service.id)
    return {row.id: row.organisation_id for row in db.session.execute(rows)}


def named_in(period: Period) -> Named:
    """What every service was called at the end of a period, and whose it is: a later name is not that of then."""
    rows = (
        select(Service.id, Service.name, Organisation.name.label("provider"))
        .join(Organisation, Organisation.id == Service.organisation_id)
        .order_by(Service.id)
    )
    names = {row.id: (row.name, row.provider) for row in db.session.execute(rows)}
    after = dates.from_london(period.last_on + timedelta(days=1), time(0))
    changes = (
        select(ServiceChange.service_id, ServiceChange.was)
        .where(ServiceChange.changed_at >= after)
        .order_by(ServiceChange.changed_at.desc(), ServiceChange.id.desc())
    )
    for change in db.session.execute(changes):
        if before := change.was.get("name"):
            names[change.service_id] = (before, names[change.service_id][1])
    return names
