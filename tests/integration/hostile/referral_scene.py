"""Referrals at the steps that have no page of their own: one that waits, one without a service, one of a closed one."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from pathways import clock
from pathways.acceptance import actions as acceptance
from pathways.acceptance.rules import decline_reasons
from pathways.auth.roles import Role, Viewer
from pathways.referrals.consents.rules.consents import ConsentState, Covers
from pathways.referrals.models.needs_and_consents import Consent
from pathways.referrals.models.referral import Referral
from pathways.referrals.routing.rules import choice_reasons
from pathways.referrals.steps import actions as referring
from pathways.store.base import db
from tests import county
from tests.integration.arrest_tests.custody_scenes import boxes
from tests.referred import asked, referred

Ids = dict[str, int | str]
SENTENCE = "Recorded as it was said, at some length"
OF_NOBODY = ("acceptance.hand_on", "acceptance.settle_error")
"""Of a whole service: whoever died is passed over. And what was said in error stands or not after a death as before."""


def endpoints(officer: Viewer, worker: Viewer) -> dict[str, Ids]:
    """The ids of each route's address."""
    asked, recalled, nowhere = (referred(officer) for _ in range(3))
    to_ask = referred(officer, covers=Covers.NAMED)
    for without in (nowhere, to_ask):
        acceptance.decline(by=worker, referral_id=without.id, reason=decline_reasons()["no_place"])
    shut = county.service("Marsh Street", county.provider("Marsh Street Recovery"))
    referred(officer, shut, choice_reason=choice_reasons()["asked_for"])
    shut.closed_on = clock.today()
    db.session.flush()
    error = referring.say_error(by=officer, referral_id=referred(officer).id, given={"why": "never_made"})
    return {
        "acceptance.say_error": {"referral_id": referred(officer).id},
        "acceptance.settle_error": {"error_id": error.id},
        "acceptance.ask_for_consent": {"referral_id": to_ask.id},
        "acceptance.step": {"referral_id": asked.id, "event": "ask"},
        "acceptance.step_in_placing": {"referral_id": nowhere.id, "event": "person_declines"},
        "acceptance.hand_on": {"service_id": shut.id},
        "referrals.step": {"referral_id": recalled.id, "event": "withdraw"},
    }


def offers(full_county: Any, officer: Viewer, worker: Viewer) -> None:
    """A referral that waits, one that needs a place, one ready to be sent; and the consents they rest on."""
    waits, to_decline = referred(officer), referred(officer)
    turned_away, taken_back = referred(officer), referred(officer)
    acceptance.decline(by=worker, referral_id=turned_away.id, reason=next(iter(decline_reasons().values())))
    without, ready = county.episode(by=officer), county.episode(by=officer)
    asked(officer, without, county.service(), referral=ConsentState.REFUSED)
    asked(officer, ready, county.service())
    full_county.plain["consent_id"] = consent_of(waits).id
    full_county.of_endpoint |= {
        **{f"acceptance.{name}": {"referral_id": waits.id} for name in ("offer", "accept")},
        "acceptance.decline": {"referral_id": to_decline.id},
        "acceptance.place": {"referral_id": turned_away.id},
        "referrals.withdraw": {"consent_id": consent_of(taken_back).id},
        "referrals.not_sent": {"episode_id": without.id},
        "referrals.needs": {"episode_id": without.id},
        "referrals.consents": {"episode_id": without.id},
        "referrals.refer": {"episode_id": ready.id},
    }
    full_county.of_endpoint |= endpoints(officer, worker)
    full_county.of_role[Role.PW, "acceptance.say_error"] = {"referral_id": turned_away.id}
    full_county.of_role[Role.PW, "people.died"] = {"person_id": turned_away.person_id}
    full_county.of_role[Role.PW, "referrals.withdraw"] = {"consent_id": consent_of(turned_away).id}


def consent_of(referral: Referral) -> Consent:
    """The first consent given in the episode of a referral."""
    of_episode = select(Consent).where(Consent.episode_id == referral.episode_id)
    return db.session.scalars(of_episode.order_by(Consent.id)).first() or Consent()


def _day(name: str, days: int = 0) -> dict[str, str]:
    day = clock.today() + timedelta(days=days)
    return {f"{name}-{box}": str(getattr(day, box)) for box in ("day", "month", "year")}


WRITES: dict[str, Any] = {
    "acceptance.say_error": (Role.TW, lambda _: {"why": "never_made"}),
    "acceptance.settle_error": (Role.PM, lambda _: {"agrees": "no"}),
    "referrals.withdraw": (Role.CO, lambda _: {}),
    "acceptance.accept": (Role.TW, lambda _: boxes("first_slot", clock.now() + timedelta(days=3))),
    "acceptance.decline": (Role.TW, lambda _: {"reason": "no_place"}),
    "acceptance.place": (
        Role.PW,
        lambda full_county: {"service": str(full_county.plain["other_service_id"]), "note": SENTENCE},
    ),
    "acceptance.ask_for_consent": (Role.PW, lambda _: {}),
    "acceptance.step": (Role.TW, lambda _: {"of_whom": "referrer", "about": "where_now", "question": SENTENCE}),
    "acceptance.add_note": (Role.TW, lambda _: {"note": SENTENCE}),
    "acceptance.step_in_placing": (Role.PW, lambda _: {"said": SENTENCE} | _day("on")),
    "acceptance.hand_on": (Role.PW, lambda _: {"told": "yes", "records": "no"} | _day("closed_on")),
    "referrals.step": (Role.CO, lambda _: {"why": "mistake"}),
}
