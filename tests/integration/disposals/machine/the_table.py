"""The second reading of the table of disposals, and which of its states are an end, or are followed, by hand."""

from functools import cache

from tests.machines.table import DISPOSALS, Single, singles

KINDS = ("CC", "SC", "CR", "O22", "PND", "CW")
ENDED = {"COMPLETED", "COMPLETED_IN_PART", "EXCUSED_CLOSED", "NOT_PROCEEDED", "PROSECUTED", "TIME_BARRED", "CLOSED_22"}
ENDED |= {"CLOSED_CHARGED", "CLOSED_DIED", "CLOSED_NFA", "CLOSED_REPLACED", "REVIEWED", "PAID", "FINE_REGISTERED"}
ENDED |= {"TRANSFERRED", "REFERRED_TO_YOUTH_JUSTICE"}
FOLLOWED = {"ACTIVE", "BREACH_REVIEW", "AGREED", "NON_ENGAGED", "DEFERRED", "REVIEW_DUE", "DETAINED_24A"}
FOLLOWED |= {"PROSECUTION_PENDING", "COMPLETED_AWAITING_REVIEW"}
STEPS = singles(DISPOSALS)


@cache
def reached() -> tuple[Single, ...]:
    """Every step of a state that its machine has: a row for several holds only where the state is reached."""
    states = {kind: {"DRAFT"} for kind in KINDS}
    while True:
        more = {(step.machine, step.to) for step in STEPS.values() if step.state in states[step.machine]}
        if all(state in states[kind] for kind, state in more):
            return tuple(step for step in STEPS.values() if step.state in states[step.machine])
        for kind, state in more:
            states[kind].add(state)


def has_ended(kind: str, state: str) -> bool:
    return state in ENDED or (state == "GIVEN" and kind in ("SC", "CW"))
