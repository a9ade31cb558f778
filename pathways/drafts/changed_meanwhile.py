"""What a colleague changed between opening a form and sending it, for whoever is told of it."""

from collections.abc import Sequence

from pathways.audit.changes import recorded_since
from pathways.audit.models import AuditEvent
from pathways.auth.guard import viewer
from pathways.auth.queries import names_of
from pathways.store.paging import LARGEST_ID
from pathways.ui.rendering import short_moment

# What a colleague changed between opening a form and sending it: which part, who, and when. Never what it says now.
#
# Which part and who are told of one's own organisation; of another's only that something was recorded, and when.


PARTS = {
    "person": "who they are",
    "detention": "the custody record",
    "episode": "the episode",
    "release": "the planned release",
    "offences": "the offences",
    "screen": "needs or risks",
    "naloxone": "naloxone",
    "test": "the drug test",
    "assessment": "the required assessment",
    "required_assessment": "the required assessment",
    "follow_up": "the follow-up",
    "failure": "a failure to attend",
    "disposal": "the disposal",
    "consent": "the consents",
    "referral": "the referral",
    "contact": "an appointment",
    "note": "a note",
    "care_plan": "the care plan",
    "structured_start": "the structured start",
    "engagement": "the engagement",
    "death": "a death",
}
OTHERWISE = "the record"
"""Safeguarding, restrictions and whatever is new: that something was recorded is told, and no more."""


def changed_since(person_id: int, version: int | None) -> list[str]:
    """A line for each change since the version that a form names, newest first."""
    return _lines(_recorded_since(person_id, version))


def recorded_by_others(person_id: int, since: int | None) -> list[str]:
    """A line for each change of somebody else since the version that an address names, newest first."""
    return _lines([event for event in _recorded_since(person_id, since) if event.actor_id != viewer().user_id])


def _recorded_since(person_id: int, version: int | None) -> Sequence[AuditEvent]:
    """Nothing where the version is no number that a record can be at: what a browser sends may be any."""
    if version is None or not 0 <= version <= LARGEST_ID:
        return ()
    return recorded_since(person_id, version, in_confidence=viewer().is_treatment)


def _lines(events: Sequence[AuditEvent]) -> list[str]:
    names, ours = names_of(event.actor_id for event in events), viewer().organisation_id
    return [
        _line(event, names.get(event.actor_id, "Pathways") if event.organisation_id == ours else "") for event in events
    ]


def _line(event: AuditEvent, name: str) -> str:
    part = PARTS.get(event.action.split(".")[0], OTHERWISE) if name else OTHERWISE
    return f"{short_moment(event.at)}: {part}, by {name or 'another organisation'}"
