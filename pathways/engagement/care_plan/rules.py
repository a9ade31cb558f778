"""The rules of assessments, of needs as the service asks them, and of the care plan."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Final

from pathways.dates import LONDON, day_in_words, london_date
from pathways.engagement.rules import (
    DIED,
    dated,
    exit_statuses,
    is_with_the_service,
    modalities,
    not_changeable,
    not_open,
)
from pathways.referrals.needs.rules import NaloxoneFacts, UseSaid, naloxone_reasons
from pathways.referrals.rules import REVIEW_DAYS
from pathways.referrals.sending.rules import Sitting
from pathways.referrals.steps.rules import ReferralState
from pathways.refusals import Reason
from pathways.tables import rows_of
from pathways.vocabulary import Answer, Mark, Substance, Worded

# When an attended assessment may be recorded.


@dataclass(frozen=True, kw_only=True)
class AssessmentFacts:
    """An assessment about to be recorded. `unrecorded_at` is an appointment of that day without an outcome."""

    state: ReferralState
    has_died: bool
    today: date
    accepted_on: date | None
    attended_on: date
    uses_substances: bool
    substances: int
    unrecorded_at: datetime | None = None
    already_on: date | None = None
    correction_reason: str = ""


def bars_to_assessment(facts: AssessmentFacts) -> tuple[Reason, ...]:
    """Every reason that the assessment cannot be recorded; none means it can."""
    if facts.has_died:
        return (DIED,)
    if not is_with_the_service(facts.state):
        return (not_open(facts.state),)
    bars = [*dated(facts.attended_on, facts.today, "The assessment", "attended_on")]
    if facts.accepted_on and facts.attended_on < facts.accepted_on:
        bars.append(
            Reason(f"The assessment cannot be before you accepted on {day_in_words(facts.accepted_on)}", "attended_on")
        )
    if facts.uses_substances and not facts.substances:
        bars.append(Reason("Select what the person says they use, or answer that they use nothing", "substances"))
    if not facts.uses_substances and facts.substances:
        bars.append(Reason("Nothing can be ticked where the person uses nothing", "substances"))
    if facts.already_on is not None and not facts.correction_reason:
        bars.append(Reason("Say why the assessment is corrected", "correction_reason"))
    if facts.unrecorded_at is not None:
        at = facts.unrecorded_at.astimezone(LONDON)
        bars.append(Reason(f"First record what became of the appointment at {at:%H:%M} that day", "attended_on"))
    return tuple(bars)


# Needs as the service asks them: it goes on where the desk stopped, and "would not say" is always an answer.
#
# Source: treatment-and-statistics 1.4 to 1.6. The codes are a dated list with marks (`data/need_codes.csv`): one that
# was not verified is blank, and stays blank in every export.


CODES = Path(__file__).parent / "data" / "need_codes.csv"
EXPORTED = 3
"""How many substances the national file has room for; all the others are stored here as well."""
WOULD_NOT_SAY = "would_not_say"


@dataclass(frozen=True, kw_only=True)
class NeedCode:
    """One answer of a list: what is stored, what staff read, and its national code, which is blank if not verified."""

    list: str
    value: str
    label: str
    dataset: str
    code: str
    valid_from: date
    valid_to: date | None
    mark: Mark
    source: str

    def holds(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True, kw_only=True)
class SubstanceUse:
    """One substance as the person says it, the most harmful first; `route` is a code of the list `route`."""

    substance: Substance
    route: str | None = None


@dataclass(frozen=True, kw_only=True)
class NeedsFacts:
    """Everything that was asked in one sitting. `pregnant` is None where the record says male and it was not asked.

    `overdose_days` is how many days ago the last overdose was, if there was one and the person said. `suicide_risk` is
    None in sittings from before that question existed.
    """

    use_answer: UseSaid
    uses: tuple[SubstanceUse, ...]
    injecting: str
    overdose: Answer
    overdose_days: int | None
    suicide_risk: Answer | None
    mental_health: Answer
    receiving: str | None
    housing: str
    children: str
    pregnant: Answer | None
    employment: str
    safeguarding: Answer
    naloxone: NaloxoneFacts

    @property
    def exported(self) -> tuple[SubstanceUse, ...]:
        """The three that do most harm, as many as the national file has room for."""
        return self.uses[:EXPORTED]


@cache
def need_codes() -> tuple[NeedCode, ...]:
    """Every answer of every list, in the order of the page."""
    return tuple(
        NeedCode(
            list=row["list"],
            value=row["value"],
            label=row["label"],
            dataset=row["dataset"],
            code=row["code"],
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            mark=Mark(row["mark"]),
            source=row["source"],
        )
        for row in rows_of(CODES)
    )


def answers_to(list_: str, on: date) -> tuple[NeedCode, ...]:
    """The answers of one list that may be given on a day."""
    return tuple(row for row in need_codes() if row.list == list_ and row.holds(on))


def needs_reasons(facts: NeedsFacts, *, may_be_pregnant: bool) -> tuple[Reason, ...]:
    """What is missing from the answers or contradicts itself; none means they can be recorded."""
    reasons: list[Reason] = []
    named = [use.substance for use in facts.uses]
    if (facts.use_answer is UseSaid.NAMED) != bool(named):
        reasons.append(Reason("Name the substances below, or select ‘Nothing’ or ‘Would not say’ alone", "use_answer"))
    if len(set(named)) < len(named):
        reasons.append(Reason("Select each substance once", "first"))
    if any(use.route is None for use in facts.exported):
        reasons.append(
            Reason("Name the three that do most harm first, and how each is used, or ‘Would not say’", "first_route")
        )
    if facts.overdose is Answer.YES and facts.overdose_days is None:
        reasons.append(Reason("Enter how many days ago the last overdose was. A guess is enough", "overdose_days"))
    if facts.overdose is not Answer.YES and facts.overdose_days is not None:
        reasons.append(Reason("Leave the days empty where there was no overdose", "overdose_days"))
    if facts.mental_health is Answer.YES and facts.receiving is None:
        reasons.append(Reason("Select what help there is with mental health", "receiving"))
    if facts.mental_health is not Answer.YES and facts.receiving is not None:
        reasons.append(Reason("Select no help with mental health where there is no need", "receiving"))
    if may_be_pregnant and facts.pregnant is None:
        reasons.append(Reason("Select whether the person is pregnant, or ‘Would not say’", "pregnant"))
    return (*reasons, *naloxone_reasons(facts.naloxone))


# The care plan: goals, interventions, reviews. Sources: treatment reference 1.7 and 2.3.


REVIEW_AFTER: Final = timedelta(days=REVIEW_DAYS)


class GoalState(Worded):
    """The state of a goal."""

    AGREED = "agreed", "Agreed"
    DONE = "done", "Done"
    DROPPED = "dropped", "Not pursued any more"


@dataclass(frozen=True, kw_only=True)
class OnCase:
    """What every rule of the plan reads of the case. `plan_on` is the day the care plan was agreed, if it was."""

    state: ReferralState
    has_died: bool
    today: date
    plan_on: date | None


FIRST = Reason("Record the care plan first")


def bars_to_goal(case: OnCase) -> tuple[Reason, ...]:
    """Why no goal can be added: a goal is part of a care plan that was agreed with the person."""
    bars = not_changeable(has_died=case.has_died, state=case.state)
    return bars or ((FIRST,) if case.plan_on is None else ())


def bars_to_closing_goal(case: OnCase, *, state: GoalState, becomes: GoalState) -> tuple[Reason, ...]:
    """Why a goal cannot be closed like this: it is closed once, as done or not pursued."""
    if bars := not_changeable(has_died=case.has_died, state=case.state):
        return bars
    if state is not GoalState.AGREED:
        return (Reason(f"This goal is closed already: {state.label.lower()}", "state"),)
    return (Reason("Select what became of it", "state"),) if becomes is GoalState.AGREED else ()


def bars_to_intervention(case: OnCase, *, modality: str, started_on: date) -> tuple[Reason, ...]:
    """Why an intervention cannot be recorded: it is on the list, and starts on or after the care plan, not ahead."""
    if bars := bars_to_goal(case):
        return bars
    reasons = [*dated(started_on, case.today, "The start", "started_on")]
    if modality not in modalities():
        reasons.append(Reason("Select one of the interventions on the page", "modality"))
    if case.plan_on and started_on < case.plan_on:
        words = f"The start cannot be before the care plan was agreed on {day_in_words(case.plan_on)}"
        reasons.append(Reason(words, "started_on"))
    return tuple(reasons)


def bars_to_ending(
    case: OnCase, *, started_on: date, already_on: date | None, ended_on: date, status: str
) -> tuple[Reason, ...]:
    """Why an intervention cannot end so: it ends once, on or after its start, with a status of the national list."""
    if bars := not_changeable(has_died=case.has_died, state=case.state):
        return bars
    if already_on is not None:
        return (Reason(f"This intervention ended on {day_in_words(already_on)} already", "ended_on"),)
    reasons = [*dated(ended_on, case.today, "The end", "ended_on")]
    if ended_on < started_on:
        reasons.append(Reason(f"The end cannot be before the start on {day_in_words(started_on)}", "ended_on"))
    if status not in exit_statuses():
        reasons.append(Reason("Select how it ended", "exit_status"))
    return tuple(reasons)


def bars_to_review(case: OnCase, *, reviewed_on: date, next_on: date | None) -> tuple[Reason, ...]:
    """Why a review cannot be recorded: it is held with the person after the care plan, and the next lies after it."""
    if bars := bars_to_goal(case):
        return bars
    reasons = [*dated(reviewed_on, case.today, "The review", "reviewed_on")]
    if case.plan_on and reviewed_on < case.plan_on:
        words = f"The review cannot be before the care plan was agreed on {day_in_words(case.plan_on)}"
        reasons.append(Reason(words, "reviewed_on"))
    if next_on is not None and next_on <= reviewed_on:
        reasons.append(Reason("The next review must be after this one", "next_on"))
    return tuple(reasons)


def review_due_on(started_on: date | None, reviews: tuple[tuple[date, date | None], ...]) -> date | None:
    """When the plan is to be reviewed next: as the last review said, else 12 weeks after that review or the start.

    `reviews` are (reviewed_on, next_on), oldest first. None until treatment has started.
    """
    if reviews:
        reviewed_on, next_on = reviews[-1]
        return next_on or reviewed_on + REVIEW_AFTER
    return started_on + REVIEW_AFTER if started_on else None


def sitting_of(
    *,
    at: datetime,
    overdose: Answer,
    overdose_days: int | None,
    suicide_risk: Answer | None,
    pregnant: Answer | None,
) -> Sitting:
    """What a service was told in one asking of needs that may make a referral urgent."""
    on = london_date(at)
    days = overdose_days if overdose is Answer.YES else None
    return Sitting(
        at=at,
        on=on,
        overdose_last_7_days=None if overdose is Answer.YES else overdose,
        overdose_on=on - timedelta(days=days) if days is not None else None,
        suicide_risk=suicide_risk,
        pregnant=pregnant,
    )
