"""What the service asks at assessment, and what it asks again."""

from typing import Any

from pathways.auth import Role

SAID = {"understood": "no_help", "signed": "yes"}

WRITES: dict[str, Any] = {
    "referrals.agreements": (
        Role.TW,
        lambda _: {"statistics": "refused", "sharing": "given", "whom": ["peers"], "language": "Polish"} | SAID,
    ),
    "referrals.ask_again": (Role.TW, lambda _: {"answer": "refused"} | SAID),
}
