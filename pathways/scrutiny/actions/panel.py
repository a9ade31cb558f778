"""What a member does with a case: score it once, or stand aside from it."""

from pathways import audit, clock
from pathways.auth import Viewer
from pathways.refusals import Refused
from pathways.scrutiny import queries
from pathways.scrutiny.models import ScrutinyLink, ScrutinyRound, ScrutinyScore
from pathways.scrutiny.rules import LinkWhy, RoundState, Score, link_reasons, score_reasons
from pathways.store import db


def score(*, by: Viewer, case_id: int, given: Score, observations: str | None) -> ScrutinyScore:
    """Score one case. Raises Refused, and OutOfSight for a case that the member stands aside from."""
    found, line = queries.case_of_panel(by, case_id)
    _hold(found.round)
    words = (observations or "").strip() or None
    if reasons := score_reasons(queries.seat_of(by, found, line), given, words):
        raise Refused(reasons=reasons)
    made = ScrutinyScore(case_id=case_id, user_id=by.user_id, score=given, observations=words, scored_at=clock.now())
    db.session.add(made)
    audit.administered(by, "scrutiny.scored", found.round.organisation_id, round_id=found.round.id, case_id=case_id)
    return made


def declare_link(*, by: Viewer, case_id: int, why: LinkWhy, note: str | None) -> None:
    """Stand aside from a case for good: it is read and scored no more, and a score given counts no more.

    Raises OutOfSight and Refused.
    """
    found, _line = queries.case_of_panel(by, case_id)
    words = (note or "").strip() or None
    if reasons := link_reasons(why, words):
        raise Refused(reasons=reasons)
    row = ScrutinyLink(case_id=case_id, user_id=by.user_id, why=why, note=words, declared_at=clock.now())
    db.session.add(row)
    audit.administered(
        by,
        "scrutiny.link.declared",
        found.round.organisation_id,
        round_id=found.round.id,
        case_id=case_id,
        why=why.value,
    )


def _hold(one: ScrutinyRound) -> None:
    """No round closes between the look and the score."""
    db.session.refresh(one, with_for_update=True)
    if one.state is not RoundState.RELEASED:
        raise Refused("This round is closed: no more scores can be given")
