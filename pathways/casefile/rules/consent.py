"""The stretches of consent that a row of answers makes.

Answers are append-only rows. Source: treatment reference 1.2.2 and machine CON (2.1): a consent lapses 12 months after
it was given, a later refusal or withdrawal ends it at once, and giving it again while it still runs carries it on.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from pathways.casefile.rules.link import Consent


@dataclass(frozen=True, kw_only=True)
class Answered:
    """One stored answer about telling the police. `lapses_at` is set where the person agreed, else None."""

    at: datetime
    lapses_at: datetime | None
    in_writing: bool = False


def stretches(answers: Iterable[Answered]) -> tuple[Consent, ...]:
    """The unbroken stretches of agreement, oldest first. Answers come in the order they were given."""
    found: list[Consent] = []
    for answer in answers:
        running = found[-1] if found and found[-1].ended_at > answer.at else None
        if answer.lapses_at is None:
            if running is not None:
                found[-1] = replace(running, ended_at=answer.at)
            continue
        written = answer.at if answer.in_writing else None
        if running is None:
            found.append(Consent(given_at=answer.at, ended_at=answer.lapses_at, in_writing_from=written))
        else:
            found[-1] = replace(running, ended_at=answer.lapses_at, in_writing_from=running.in_writing_from or written)
    return tuple(found)
