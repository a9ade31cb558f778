"""The seven parts of an episode, each with its state and why: what can be done now, and what never applies.

Source: custody desk, page 3 (design choice); which part the law closes is said with each reason.
"""

from pathways.casefile.rules.custody_parts import arrest_part, assessment_part, test_part
from pathways.casefile.rules.onward_parts import disposal_part, leaving_part, needs_part, referral_part
from pathways.casefile.rules.parts import EpisodeFacts, Part, Task, TaskState


def tasks(facts: EpisodeFacts) -> tuple[Task, ...]:
    """All seven parts, always, in the order of the page."""
    found = (
        arrest_part(facts),
        test_part(facts),
        assessment_part(facts),
        disposal_part(facts),
        needs_part(facts),
        referral_part(facts),
        leaving_part(facts),
    )
    if not facts.has_died:
        return found
    ended = f"{facts.death_words} Open steps have ended."
    return tuple(
        one if one.state is TaskState.DONE else Task(part=one.part, state=TaskState.NOT_APPLICABLE, why=ended)
        for one in found
    )


def next_task(found: tuple[Task, ...]) -> Task | None:
    """The one to go on with: what is in progress first, else the first that can start."""
    for state in (TaskState.IN_PROGRESS, TaskState.NOT_STARTED):
        for one in found:
            if one.state is state:
                return one
    return None


def next_after(found: tuple[Task, ...], part: Part) -> Task | None:
    """Where an officer goes who has just saved a part: on in the order of the page, then to what was left before it.

    Nobody is led to what waits for somebody else's review.
    """
    order = [one.part for one in found]
    here = order.index(part) + 1 if part in order else 0
    later = (one for one in (*found[here:], *found[:here]) if _leads_on(one) and one.part is not part)
    return next(later, None)


def _leads_on(one: Task) -> bool:
    return one.state.is_open and one.state is not TaskState.REVIEW_FIRST


def done_count(found: tuple[Task, ...]) -> int:
    return sum(one.state is TaskState.DONE for one in found)
