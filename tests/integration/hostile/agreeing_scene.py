"""What the service asks at assessment, needs and consents, and what it asks again."""

from typing import Any

from pathways.auth.roles import Role

SAID = {"understood": "no_help", "signed": "yes"}

NEEDS = {
    "use_answer": "named",
    "first": "heroin",
    "first_route": "smoke",
    "second": "crack",
    "second_route": "would_not_say",
    "third": "alcohol",
    "third_route": "oral",
    "others": ["ketamine"],
    "injecting": "before",
    "overdose": "yes",
    "overdose_days": "12",
    "suicide_risk": "no",
    "mental_health": "yes",
    "receiving": "none",
    "housing": "problem",
    "children": "would_not_say",
    "employment": "seeking",
    "safeguarding": "no",
    "naloxone": "declined",
}

WRITES: dict[str, Any] = {
    "engagement.needs": (Role.TW, lambda _: NEEDS),
    "referrals.agreements": (
        Role.TW,
        lambda _: {"statistics": "refused", "sharing": "given", "whom": ["peers"], "language": "Polish"} | SAID,
    ),
    "referrals.ask_again": (Role.TW, lambda _: {"answer": "refused"} | SAID),
}
