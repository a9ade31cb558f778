"""The plainest case in which a sample may be asked for on arrest: a grown man, a theft, everything in order."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from pathways.arrest_tests.lawful_basis.rules.facts import AuthorityFacts, CaseFacts, OffenceFacts
from pathways.law.rules.findings import SampleRoute
from pathways.law.rules.offences_and_drugs import controlled_drugs
from pathways.law.rules.proposed_changes import Notification
from pathways.law.rules.tables import packaged

NIGHT = datetime(2025, 6, 1, 3, 0, tzinfo=UTC)
BOTH_ROUTES = Notification(routes=frozenset(SampleRoute), covers_under_18=True, covers_assessment=True)
GROUNDS = "He said that he drove off to pay for crack cocaine"


def an_offence(code: str = "TA68-1", drug: str = "", arrested_at: datetime | None = NIGHT, **more: Any) -> OffenceFacts:
    facts: dict[str, Any] = {
        "key": code,
        "code": code,
        "drug": controlled_drugs(law=packaged())[drug] if drug else None,
        "arrested_at": arrested_at,
        "detention_start_at": arrested_at + timedelta(minutes=30) if arrested_at else None,
    }
    return OffenceFacts(**(facts | {"law": packaged()} | more))


def a_case(at: datetime = NIGHT + timedelta(hours=2), **changes: Any) -> CaseFacts:
    facts: dict[str, Any] = {
        "request_at": at,
        "born_on": date(1991, 6, 9),
        "in_police_detention": True,
        "site": "Lincoln",
        "notification": BOTH_ROUTES,
        "custody_officer_seen_at": at - timedelta(hours=1),
        "warned_at": at - timedelta(minutes=5),
        "offences": (an_offence(arrested_at=at - timedelta(hours=2)),),
    }
    return CaseFacts(**(facts | changes))


def an_authority(for_code: str = "TA78-3", at: datetime = NIGHT + timedelta(hours=1), **changes: Any) -> AuthorityFacts:
    facts: dict[str, Any] = {
        "offence_key": for_code,
        "rank_label": "Inspector",
        "is_inspector_or_above": True,
        "grounds": GROUNDS,
        "given_at": at,
        "told_at": at + timedelta(minutes=10),
    }
    return AuthorityFacts(**(facts | changes))
