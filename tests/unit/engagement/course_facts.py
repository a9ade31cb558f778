"""A plain assessment, a plain step and a plain exit, to change one thing in each."""

from dataclasses import replace
from datetime import date

from pathways.engagement.care_plan.rules import AssessmentFacts
from pathways.engagement.case.rules import ExitFacts
from pathways.engagement.rules import StepFacts, endings
from pathways.referrals.steps.rules import ReferralState

TODAY = date(2026, 12, 14)
YESTERDAY = date(2026, 12, 13)


def an_assessment(**values: object) -> AssessmentFacts:
    plain = AssessmentFacts(
        state=ReferralState.ATTENDED_ASSESSMENT,
        has_died=False,
        today=TODAY,
        accepted_on=date(2026, 12, 1),
        attended_on=TODAY,
        uses_substances=True,
        substances=2,
    )
    return replace(plain, **values)


def a_step(state: ReferralState, **values: object) -> StepFacts:
    plain = StepFacts(state=state, has_died=False, today=TODAY, on=TODAY, not_before=YESTERDAY)
    return replace(plain, **values)


def an_exit(code: str, state: ReferralState = ReferralState.IN_TREATMENT, **values: object) -> ExitFacts:
    plain = ExitFacts(state=state, has_died=False, today=TODAY, on=TODAY, ending=endings()[code], not_before=YESTERDAY)
    return replace(plain, **values)


def words(bars: tuple) -> str:
    return " ".join(bar.message for bar in bars)
