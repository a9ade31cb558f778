"""A result that was told although it might not be: recorded as it happened, and decided by an inspector."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import update

from pathways import audit, clock
from pathways.arrest_tests.models import ToldOutside
from pathways.arrest_tests.queries import deciding_test, is_held
from pathways.arrest_tests.queries.laboratory import is_not_confirmed, lab_check_of
from pathways.arrest_tests.queries.telling import telling
from pathways.arrest_tests.rules.sharing import SharingFacts
from pathways.arrest_tests.rules.telling import (
    MAY_BE_TOLD,
    TellingDecision,
    deciding_faults,
    messages,
    met_by_telling,
    telling_faults,
    whom_faults,
)
from pathways.auth import Viewer
from pathways.people.actions.holding import hold_the_living, refuse_if
from pathways.people.queries import EpisodeView
from pathways.refusals import Refused, Stale
from pathways.store import db, rows_changed


def record_told_outside(
    *,
    by: Viewer,
    view: EpisodeView,
    facts: SharingFacts,
    told_to: str,
    told_at: datetime | None,
    seen_version: int | None = None,
) -> ToldOutside:
    """Save that a result was told, with the rules it met, and hold that for an inspector. Raises Refused, Stale."""
    hold_the_living(by, view.person, seen_version)
    asked_for = facts.purpose.label if facts.purpose else facts.asked_for
    test = deciding_test(view.episode.id)
    read_at = test.result_at if test else None
    said = telling_faults(told_to=told_to, told_at=told_at, asked_for=asked_for, now=clock.now(), read_at=read_at)
    refuse_if((*whom_faults(facts), *said))
    if test is None or test.overall_result is None or told_at is None:
        raise Refused("There is no result to share")
    facts = replace(facts, is_overturned=is_not_confirmed(lab_check_of(test.id)))
    found = met_by_telling(facts, is_held=is_held(test))
    if not found:
        raise Refused(MAY_BE_TOLD, field="already")
    made = ToldOutside(
        drug_test_id=test.id,
        asked_for=asked_for.strip(),
        told_to=told_to.strip(),
        told_at=told_at,
        rule=found[0].rule,
        message=messages(found),
        source=found[0].source,
        mark=found[0].mark.value,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    db.session.add(made)
    db.session.flush()
    rules = [one.rule for one in found]
    audit.change(by, view.person.id, "test.result.disclosed", ("drug_test", test.id), incident=made.id, rules=rules)
    return made


def decide_told_outside(
    *, by: Viewer, telling_id: int, decision: TellingDecision | None, reason: str, seen_version: int | None = None
) -> ToldOutside:
    """Release or void an incident, with a reason, once. Raises OutOfSight, Refused, Stale.

    Also of somebody who has died: an inspector still decides, and nothing else goes on.
    """
    held = telling(by, telling_id)
    if seen_version is not None:
        audit.expect(held.view.person.id, seen_version)
    refuse_if(deciding_faults(decision=decision, reason=reason))
    waits = (ToldOutside.id == telling_id, ToldOutside.decided_at.is_(None))
    said = {"decision": decision, "reason": reason.strip(), "decided_at": clock.now(), "decided_by_id": by.user_id}
    decided = update(ToldOutside).where(*waits).values(**said)
    if rows_changed(decided.execution_options(synchronize_session=False)) != 1:
        raise Stale("Somebody else decided this a moment ago. Read what they decided")
    db.session.refresh(held.row)
    audit.change(
        by, held.view.person.id, "test.incident.decided", ("drug_test", held.row.drug_test_id), incident=telling_id
    )
    return held.row
