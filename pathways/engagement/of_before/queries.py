"""Cases that ended as they would be said in a file, and which of those of before more hangs on."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, Final

from sqlalchemy import select

from pathways.engagement.models.case import AssessedSubstance, Assessment, CarePlan, Engagement, Exit, StructuredStart
from pathways.engagement.of_before.rules import PastCase
from pathways.engagement.rules import endings
from pathways.referrals.models.referral import Referral, ReferralEvent
from pathways.referrals.steps.rules import ReferralState
from pathways.store.base import Record, db
from pathways.store.together import among, named_elsewhere
from pathways.vocabulary import Substance

OF_A_CASE: Final = (Assessment, CarePlan, StructuredStart, Engagement, Exit)
"""What is recorded of a case of before: at most one row of each."""


def past_cases(referrals: Collection[Referral]) -> dict[int, PastCase]:
    """These cases, left with a reason, as a file says them, by the id of the referral."""
    ids = [each.id for each in referrals]
    assessments, plans, starts, marks = (_live(kind, ids) for kind in OF_A_CASE[:-1])
    named: dict[int, list[Substance]] = defaultdict(list)
    of_assessments = among(AssessedSubstance.assessment_id, [each.id for each in assessments.values()])
    for each in db.session.scalars(select(AssessedSubstance).where(of_assessments).order_by(AssessedSubstance.id)):
        named[each.assessment_id].append(each.substance)
    stand = select(Exit).where(among(Exit.referral_id, ids), Exit.undone_at.is_(None)).order_by(Exit.id)
    exits = {each.referral_id: each for each in db.session.scalars(stand)}
    cases = {}
    for referral in referrals:
        ended, assessment = exits.get(referral.id), assessments.get(referral.id)
        start, mark, plan = starts.get(referral.id), marks.get(referral.id), plans.get(referral.id)
        key = _key_of(ended, referral.state) if ended else None
        if ended is None or key is None:
            continue
        substances = tuple(named[assessment.id]) if assessment else ()
        cases[referral.id] = PastCase(
            first_attended_on=referral.first_attended_on,
            assessed_on=assessment.attended_on if assessment else None,
            uses_substances=assessment.uses_substances if assessment else None,
            substances=substances,
            care_plan_on=plan.agreed_on if plan else None,
            started_on=start.started_on if start else None,
            modality=start.modality if start else None,
            engaged_on=mark.engaged_on if mark else None,
            exited_on=ended.exited_on,
            ending=key,
        )
    return cases


def _live(kind: Any, referral_ids: Iterable[int]) -> dict[int, Any]:
    rows = select(kind).where(among(kind.referral_id, list(referral_ids)), kind.superseded_at.is_(None))
    return {each.referral_id: each for each in db.session.scalars(rows.order_by(kind.id))}


def _key_of(ended: Exit, state: ReferralState) -> str | None:
    """The key of an ending by its national code: of the two that have one code, that which leads to this state."""
    with_code = [key for key, each in endings().items() if each.code == ended.reason]
    if len(with_code) > 1:
        not_started = state is ReferralState.NOT_ENGAGED
        with_code = [key for key in with_code if (endings()[key].event == "not_found") is not_started]
    return with_code[0] if with_code else None


def more_is_recorded_of_cases(
    referral_ids: Collection[int], *, beside: Collection[type[Record]] = ()
) -> frozenset[int]:
    """Those of these referrals of which more is recorded than one row of each kind of before, never corrected, and
    rows of the tables in `beside`; or that took a step since."""
    named = named_elsewhere(Referral, referral_ids, but=(ReferralEvent, *OF_A_CASE, *beside))
    since = select(ReferralEvent.referral_id).where(among(ReferralEvent.referral_id, referral_ids))
    busy = named.union(db.session.scalars(since.where(ReferralEvent.recorded["of_before"].as_boolean().is_not(True))))
    for kind in OF_A_CASE[:-1]:
        corrected = select(kind.referral_id).where(among(kind.referral_id, referral_ids))
        busy = busy.union(db.session.scalars(corrected.where(kind.superseded_at.is_not(None))))
    undone = select(Exit.referral_id).where(among(Exit.referral_id, referral_ids), Exit.undone_at.is_not(None))
    return busy.union(db.session.scalars(undone))
