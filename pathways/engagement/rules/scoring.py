"""TOP scores by their columns: numbers and ranges, never the questionnaire, whose wording may be licensed.

Source: treatment reference 1.10 (columns verified, ranges recalled). A person may decline any item, and the items about
offending are a clinical question: police never see one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from pathways.engagement.rules.standing import not_changeable
from pathways.engagement.rules.steps import dated
from pathways.referrals.rules import ReferralState, groups
from pathways.refusals import Reason
from pathways.tables import rows_of
from pathways.vocabulary import Mark, Worded

MOST: Final = {"days": 28, "scale": 20, "yes_no": 1}
"""The highest number of each kind of item; the lowest is 0 (recalled)."""


class TopStage(Worded):
    """When the scores were taken."""

    START = "start", "Start of treatment"
    REVIEW = "review", "Review", "About every six months."
    EXIT = "exit", "Leaving treatment"
    POST = "post", "After treatment"


@dataclass(frozen=True, kw_only=True)
class TopItem:
    """One number of the set. `kind` is days, scale or yes_no."""

    code: str
    column: str
    label: str
    kind: str
    group: str
    mark: Mark

    @property
    def most(self) -> int:
        return MOST[self.kind]


@cache
def top_items() -> tuple[TopItem, ...]:
    """The items in the order of the page."""
    return tuple(
        TopItem(
            code=row["code"],
            column=row["column"],
            label=row["label"],
            kind=row["kind"],
            group=row["group"],
            mark=Mark(row["mark"]),
        )
        for row in rows_of(Path(__file__).parent.parent / "data" / "top_items.csv")
    )


AFTERWARDS: Final = frozenset({TopStage.EXIT, TopStage.POST})
"""Stages that are taken as somebody leaves or later: a case that has closed takes these, and no others."""


def bars_to_scores(
    *,
    stage: TopStage,
    state: ReferralState,
    has_died: bool,
    today: date,
    taken_on: date,
    scores: Mapping[str, int | None],
    is_correction: bool,
    correction_reason: str,
) -> tuple[Reason, ...]:
    """Every reason that the scores cannot be recorded so. An item that was declined is left blank."""
    has_closed = state in groups()["CLOSED"] and not has_died
    if not has_closed and (bars := not_changeable(has_died=has_died, state=state)):
        return bars
    if has_closed and stage not in AFTERWARDS:
        return (Reason("The case has closed: only scores of leaving or after treatment are taken now", "stage"),)
    found = [*dated(taken_on, today, "The scores", "taken_on")]
    for item in top_items():
        given = scores.get(item.column)
        if given is not None and not 0 <= given <= item.most:
            found.append(Reason(f"{item.label} must be a number from 0 to {item.most}", item.column))
    if all(scores.get(item.column) is None for item in top_items()):
        found.append(Reason("Enter at least one score: what was declined is left blank", top_items()[0].column))
    if is_correction and not correction_reason:
        words = "There are scores for that day and stage already: say why they are corrected"
        found.append(Reason(words, "correction_reason"))
    return tuple(found)
