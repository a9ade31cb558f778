"""Somebody who came to the service, as a worker records it: it is about nobody yet, and two who record have two."""

from typing import Any

from pathways.auth.roles import Role
from tests import county

CAME = {
    "surname": "Marwood",
    "given_names": "Ellis",
    "date_of_birth-day": "4",
    "date_of_birth-month": "5",
    "date_of_birth-year": "1988",
    "age_evidence": "documented",
    "sex": "not_known",
    "how_they_came": "GP",
    "substances": ["cannabis"],
    "injected": "never",
    "other_help": ["nothing"],
    "overdose_last_7_days": "no",
    "suicide_risk": "no",
    "exploitation": "no",
    "pregnant": "would_not_say",
    "naloxone": "declined",
    "area": "lincoln",
    "contact_way": "no_phone",
    "referral": "named",
    "how": "signed",
}
ADDS = {"referrals.own"}
WRITES: dict[str, Any] = {"referrals.own": (Role.TW, lambda _: CAME | {"service": str(county.service().id)})}
