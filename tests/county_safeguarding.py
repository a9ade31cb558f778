"""Risks asked and concerns raised, built through the actions of the safeguarding room."""

from typing import Any

from pathways.auth.roles import Viewer
from pathways.people.custody.queries import view_of
from pathways.people.models.custody import Episode
from pathways.safeguarding import actions
from pathways.safeguarding.models import Concern
from pathways.safeguarding.rules.concerns import (
    Agreed,
    ConcernFacts,
    ConcernKind,
    Passed,
    ReviewFacts,
    exploitation_signs,
)
from pathways.safeguarding.rules.risks import RiskAnswers
from pathways.vocabulary import Answer, YesNo
from tests.scenes import step

WHY = "Looked at with the exploitation team, who know the address."


@step
def risks(by: Viewer, episode: Episode, **changed: Answer | None) -> None:
    """All three risks asked and answered no, unless said otherwise."""
    plain: dict[str, Any] = {"overdose_last_7_days": Answer.NO, "suicide_risk": Answer.NO, "exploitation": Answer.NO}
    actions.record_risks(by=by, view=view_of(episode), answers=RiskAnswers(**{**plain, **changed}))


@step
def concern(by: Viewer, about: Episode, **changed: Any) -> Concern:
    """A home taken over, seen by visitors, nobody in danger now."""
    plain: dict[str, Any] = {
        "kinds": (ConcernKind.CUCKOOING,),
        "signs": (exploitation_signs()["unknown_visitors"],),
        "immediate_danger": YesNo.NO,
        "danger_done": "",
        "note": "",
    }
    return actions.raise_concern(by=by, episode=about, facts=ConcernFacts(**{**plain, **changed}))


@step
def reviewed(by: Viewer, row: Concern, **changed: Any) -> Concern:
    """Reviewed and passed to the own team; the person was not asked about the referral mechanism."""
    plain: dict[str, Any] = {
        "passed_to": (Passed.POLICE_TEAM,),
        "agreed": Agreed.NOT_ASKED,
        "reference": "",
        "reason": WHY,
    }
    return actions.review_concern(by=by, concern_id=row.id, facts=ReviewFacts(**{**plain, **changed}))
