"""Two funnels of people, never mixed: tested on arrest, and referred by any route.

Sources: criminal-justice attrition as the Drugs Act 2005 pathway runs (test, required assessment, treatment), verified;
the stages shown, 168 days from the start of each and the person's furthest stage are design choices.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pathways.reporting.rules.outcomes import is_mature
from pathways.reporting.rules.proportions import Share
from pathways.vocabulary import Worded

HORIZON_DAYS = 168


class Stage(Worded):
    """A step people reach; the hint says what it means on the page."""

    TESTED = "tested", "Tested", "a valid result of a test on arrest"
    POSITIVE = "positive", "Positive", "for a drug of the device's panel"
    REQUIRED = "required", "Assessment required", "imposed before release"
    REFERRED = "referred", "Referred", "sent to a service"
    ACCEPTED = "accepted", "Accepted", "by any service"
    ATTENDED = "attended", "Seen", "first appointment attended"
    ENGAGED = "engaged", "Engaged", "recorded as engaged in treatment"


ON_ARREST = tuple(Stage)
BY_ANY_ROUTE = (Stage.REFERRED, Stage.ACCEPTED, Stage.ATTENDED, Stage.ENGAGED)


@dataclass(frozen=True, kw_only=True)
class Journey:
    """One test on arrest, or one referral with those it was sent on as, and what followed from it.

    `reached` holds the London date of each later stage in the order of its funnel, None where it was not reached.
    `is_settled` says that the next step can no longer happen (a negative test; no requirement imposed; the referral was
    withdrawn or the person died). `is_overturned`: the laboratory did not confirm a positive result; `is_unconfirmed`:
    it was sent, and no answer confirms or denies it.
    """

    person_id: int
    started_on: date
    reached: tuple[date | None, ...]
    is_settled: bool = False
    left_out: bool = False
    is_overturned: bool = False
    is_unconfirmed: bool = False


@dataclass(frozen=True, kw_only=True)
class Row:
    """One stage: people who reached it, of those at the stage before, and those who still may."""

    stage: Stage
    people: int
    before: int | None
    first: int
    pending: int
    is_final: bool

    @property
    def of_previous(self) -> Share | None:
        return None if self.before is None else Share(self.people, self.before)

    @property
    def of_first(self) -> Share:
        return Share(self.people, self.first)


@dataclass(frozen=True, kw_only=True)
class Funnel:
    """The rows, each a part of the one before; `journeys` is how many tests or referrals the people had.

    `overturned_people` had no other positive test: they stand at the first stage. `unconfirmed_people` stand at the
    second or further.
    """

    rows: tuple[Row, ...]
    journeys: int
    left_out: int
    out_of_order: int
    overturned: int = 0
    overturned_people: int = 0
    unconfirmed: int = 0
    unconfirmed_people: int = 0

    @property
    def pending(self) -> int:
        return sum(row.pending for row in self.rows)


def funnel(journeys: Iterable[Journey], *, stages: Sequence[Stage], as_at: date) -> Funnel:
    """People by their furthest stage. A stage counts within one journey only, and only if the one before it does.

    An event after the as-at date or after day 168 is not seen. A person is pending at the step after their furthest one
    while any journey of theirs is younger than that and not settled. Journeys left out are counted beside, and so are
    events dated before their journey began (a data error). A test that the laboratory overturned is tested and nothing
    more, whatever followed from it; one it has not confirmed stays positive (treatment reference 3.1).
    """
    furthest: dict[int, int] = {}
    may_go_on: set[int] = set()
    overturned: list[int] = []
    unconfirmed: list[int] = []
    counted = left_out = out_of_order = 0
    for journey in journeys:
        if journey.left_out:
            left_out += 1
            continue
        counted += 1
        out_of_order += any(day is not None and day < journey.started_on for day in journey.reached)
        depth = _depth(journey, as_at)
        if journey.is_overturned:
            overturned.append(journey.person_id)
        elif journey.is_unconfirmed and depth:
            unconfirmed.append(journey.person_id)
        furthest[journey.person_id] = max(depth, furthest.get(journey.person_id, 0))
        is_over = journey.is_settled or journey.is_overturned
        if not is_over and not is_mature(journey.started_on, HORIZON_DAYS, as_at):
            may_go_on.add(journey.person_id)
    at_least = [sum(depth >= step for depth in furthest.values()) for step in range(len(stages))]
    pending = [0] * len(stages)
    for person, depth in furthest.items():
        if person in may_go_on and depth + 1 < len(stages):
            pending[depth + 1] += 1
    rows = tuple(
        Row(
            stage=stage,
            people=at_least[step],
            before=at_least[step - 1] if step else None,
            first=at_least[0],
            pending=pending[step],
            is_final=not any(pending[: step + 1]),
        )
        for step, stage in enumerate(stages)
    )
    return Funnel(
        rows=rows,
        journeys=counted,
        left_out=left_out,
        out_of_order=out_of_order,
        overturned=len(overturned),
        overturned_people=sum(not furthest[person] for person in set(overturned)),
        unconfirmed=len(unconfirmed),
        unconfirmed_people=len(set(unconfirmed)),
    )


def _depth(journey: Journey, as_at: date) -> int:
    if journey.is_overturned:
        return 0
    last_day = min(as_at, journey.started_on + timedelta(days=HORIZON_DAYS))
    depth = 0
    for day in journey.reached:
        if day is None or not journey.started_on <= day <= last_day:
            break
        depth += 1
    return depth
