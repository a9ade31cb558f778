"""Services that somebody must not be sent to: whom they would meet there, and what is missing from such an answer.

Asked where nobody else can hear. Routing closes such a service in the words of any other that takes nobody, so the page
tells neither that this was said nor why. Source: treatment desk, routing by safeguarding (design choice).
"""

from collections.abc import Collection
from dataclasses import dataclass

from pathways.refusals import Reason
from pathways.vocabulary import Worded


class AvoidWhy(Worded):
    """Why somebody must not be sent there. Kept in confidence: on no list, in no message and in no log."""

    DANGER = "danger", "Somebody who may harm them works or goes there"
    RELATIVE = "relative", "A partner, former partner or relative works or goes there"
    PLACE = "place", "The place is not safe for them: debts, dealing or exploitation near it"
    UNSAID = "unsaid", "They would not say why"


@dataclass(frozen=True, kw_only=True)
class AvoidFacts:
    """Every service to avoid, as it stands after the answer; `why` and `note` are those of what is new."""

    service_ids: frozenset[int]
    why: AvoidWhy | None
    note: str


def avoid_reasons(facts: AvoidFacts, *, before: Collection[int]) -> tuple[Reason, ...]:
    """What is missing: nothing is added without a reason. To take one off the list needs none."""
    is_new = bool(facts.service_ids - set(before))
    if is_new and facts.why is None:
        return (Reason("Select why they must not be sent there, or ‘They would not say why’", "why"),)
    if not is_new and (facts.why is not None or facts.note.strip()):
        return (Reason("Tick the service that this is about", "services"),)
    return ()
