"""A plain offer and a plain outcome, to change one thing in each."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pathways.engagement.appointments.rules import OfferFacts, OutcomeFacts
from pathways.referrals.first_appointments.rules import AppointmentOutcome
from pathways.referrals.steps.rules import ReferralState

STARTS = datetime(2026, 12, 3, 10, 0, tzinfo=UTC)


def an_offer(**values: object) -> OfferFacts:
    plain = OfferFacts(state=ReferralState.ACCEPTED, has_died=False, now=STARTS - timedelta(days=2), starts_at=STARTS)
    return replace(plain, **values)


def an_outcome(**values: object) -> OutcomeFacts:
    plain = OutcomeFacts(
        state=ReferralState.APPT_OFFERED,
        has_died=False,
        now=STARTS + timedelta(minutes=5),
        starts_at=STARTS,
        outcome=AppointmentOutcome.ATTENDED,
    )
    return replace(plain, **values)


def words(bars: tuple) -> str:
    return " ".join(bar.message for bar in bars)
