"""The second reading of the table of disposals, and which of its states are an end, or are followed, by hand."""

from tests.machines.table import DISPOSALS, reached, singles

KINDS = ("CC", "SC", "CR", "O22", "PND", "CW")
ENDED = {"COMPLETED", "COMPLETED_IN_PART", "EXCUSED_CLOSED", "NOT_PROCEEDED", "PROSECUTED", "TIME_BARRED", "CLOSED_22"}
ENDED |= {"CLOSED_CHARGED", "CLOSED_DIED", "CLOSED_NFA", "CLOSED_REPLACED", "REVIEWED", "PAID", "FINE_REGISTERED"}
ENDED |= {"TRANSFERRED", "REFERRED_TO_YOUTH_JUSTICE"}
FOLLOWED = {"ACTIVE", "BREACH_REVIEW", "AGREED", "NON_ENGAGED", "DEFERRED", "REVIEW_DUE", "DETAINED_24A"}
FOLLOWED |= {"PROSECUTION_PENDING", "COMPLETED_AWAITING_REVIEW"}
STEPS = singles(DISPOSALS)
REACHED = reached(DISPOSALS, "DRAFT")


def has_ended(kind: str, state: str) -> bool:
    return state in ENDED or (state == "GIVEN" and kind in ("SC", "CW"))
