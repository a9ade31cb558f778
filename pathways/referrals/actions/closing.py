"""A service closes while people are with it: each of them needs a place, and the first clock of each runs on."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from pathways import audit
from pathways.audit import Actor
from pathways.directory import queries as directory
from pathways.referrals.actions.moving import move
from pathways.referrals.models import Referral
from pathways.referrals.queries.known_to_police import is_after_acceptance
from pathways.referrals.queries.states import standing_of
from pathways.referrals.rules import groups
from pathways.refusals import Refused
from pathways.store import db


def hand_on_from(*, service_id: int, by: Actor, closed_on: date, told: str, records: str) -> int:
    """Hand on everybody who is placed with a service that has closed; returns how many.

    `told` and `records` answer "were the people told", "were the records handed over" (yes or no). Raises Refused for
    a service that has not closed. Flushed, never committed.
    """
    service = directory.service(service_id)
    if service.closed_on is None or service.closed_on > closed_on:
        raise Refused("This service has not closed by that day", field="closed_on")
    given: Mapping[str, Any] = {"closed_on": closed_on.isoformat(), "told": told, "records": records}
    placed = select(Referral).where(Referral.service_id == service_id, Referral.state.in_(groups()["PLACED"]))
    handed = 0
    for held in db.session.scalars(placed.order_by(Referral.id)).all():
        handed += _hand_on(held, by=by, recorded={**given, "service": service_id})
    audit.administered(by, "service.handed_on", service.organisation_id, service=service_id, people=handed)
    return handed


def _hand_on(held: Referral, *, by: Actor, recorded: Mapping[str, Any]) -> bool:
    """Take `provider_closed`, of nobody who has died. Whoever had not accepted yet keeps nothing of the person."""
    audit.hold(held.person_id)
    db.session.refresh(held)  # what is let go of rests on whether somebody accepted by now
    if standing_of(held).has_died or held.state not in groups()["PLACED"]:
        return False
    let_go: dict[str, Any] = {} if held.accepted_at else {"service_id": None, "organisation_id": None}
    move(held, "provider_closed", by=by, recorded=recorded, **let_go)
    # Before acceptance police read where it waits; after it, what becomes of the case is the service's own.
    quietly = held.accepted_at is not None or is_after_acceptance(held)
    audit.noted(by, held.person_id, "referral.provider_closed", ("referral", held.id), quietly=quietly)
    return True
