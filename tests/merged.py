"""Two records of one person joined, and parted again: one proposes it and another confirms it."""

from pathways.auth.roles import Viewer
from pathways.people.identity import actions
from pathways.people.models.identity import Person, PersonMerge

WHY = "Same fingerprints"


def merged(by: Viewer, colleague: Viewer, keep: Person, away: Person) -> PersonMerge:
    """`away` is joined to `keep`."""
    proposal = actions.propose_merge(by=by, keep=keep, away=away, reason=WHY)
    return actions.decide_merge(by=colleague, proposal=proposal, confirms=True)


def undone(by: Viewer, colleague: Viewer, merge: PersonMerge) -> PersonMerge:
    """What was joined by this is parted."""
    proposal = actions.propose_unmerge(by=by, merged=merge, reason="Two photographs")
    return actions.decide_merge(by=colleague, proposal=proposal, confirms=True)
