"""Reads of needs, consents and referrals: scoped by the viewer, ordered, one statement for a whole page of rows."""

from pathways.referrals.queries.consents import answers_of, consent, consent_facts, consents_in, consents_of, told_in
from pathways.referrals.queries.lapsing import closed_at, lapsed
from pathways.referrals.queries.leaving import naloxone_facts, naloxone_row_of, slip_of
from pathways.referrals.queries.referrals import (
    chain_of,
    draft_of,
    episode_of,
    latest_of,
    latest_of_many,
    mine,
    reached,
    referral,
    sent_of,
    visible_to,
)
from pathways.referrals.queries.routes import (
    Asking,
    asking_of,
    looked_at,
    next_for,
    route_for,
    routing_for,
    routing_of,
    send_facts,
    suites_area,
)
from pathways.referrals.queries.screens import Asked, Screen, asked_of, asked_of_many, screen_of, screens_of

__all__ = [
    "Asked",
    "Asking",
    "Screen",
    "answers_of",
    "asked_of",
    "asked_of_many",
    "asking_of",
    "chain_of",
    "closed_at",
    "consent",
    "consent_facts",
    "consents_in",
    "consents_of",
    "draft_of",
    "episode_of",
    "lapsed",
    "latest_of",
    "latest_of_many",
    "looked_at",
    "mine",
    "naloxone_facts",
    "naloxone_row_of",
    "next_for",
    "reached",
    "referral",
    "route_for",
    "routing_for",
    "routing_of",
    "screen_of",
    "screens_of",
    "send_facts",
    "sent_of",
    "slip_of",
    "suites_area",
    "told_in",
    "visible_to",
]
