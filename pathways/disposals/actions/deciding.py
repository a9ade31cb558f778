"""Authority by another officer, sending back, and the person's no."""

from collections.abc import Mapping
from typing import Any

from pathways import audit, clock
from pathways.arrest_tests.queries import usable_result
from pathways.auth import Viewer
from pathways.auth.queries import rank_on
from pathways.disposals import queries
from pathways.disposals.actions.judging import at_gate, keep, step_now
from pathways.disposals.actions.proposing import override_faults, reasons_of
from pathways.disposals.actions.steps import a_reason, refuse_if_dead, refuse_if_young, take
from pathways.disposals.models import Disposal
from pathways.disposals.queries import DisposalView
from pathways.disposals.rules import Gate, State, custody_test_named, with_margin_day
from pathways.disposals.rules.gravity import Gravity
from pathways.refusals import Refused
from pathways.store import db

TEST_NOT_USABLE = (
    "The reasons rely on a drug test that cannot be used: it is held for an inspector, was voided, or the laboratory "
    "did not confirm it. Wait until it is released, or take the decision again"
)


def authorise(
    *,
    by: Viewer,
    disposal_id: int,
    reason: str | None,
    overrides: Mapping[str, str] | None = None,
    gravity: Gravity | None = None,
    version: int | None = None,
) -> Disposal:
    """Give authority. The proposer never does (trust.md, rule R4), and no rule of the gate may still fire.

    `overrides` are reasons for rules that an officer of this rank may set aside. Raises OutOfSight, Stale, and Refused
    with every reason. A decision that was to be taken again is closed as replaced by this one.
    """
    disposal_view = queries.disposal(by, disposal_id)
    disposal = disposal_view.disposal
    if version is not None:
        audit.expect(disposal_view.view.person.id, version)
    refuse_if_dead(by, disposal.person_id)
    refuse_if_young(disposal.person_id)
    if disposal.proposed_by_id == by.user_id:
        raise Refused("You proposed this, so another officer must authorise it")
    refuse_without_the_test(disposal_view)
    why, aside = a_reason(reason, "reason"), {name: text for name, text in (overrides or {}).items() if text.strip()}
    texts = {"reason": why, "aside_because": "\n".join(aside.values())}
    if named := custody_test_named(disposal.kind, texts, clock.today()):
        raise Refused(reasons=named)
    step = step_now(by, gravity_final=gravity.final if gravity else None)
    judged = at_gate(by, disposal_view, Gate.AUTHORISE, step, cleared=tuple(aside))
    faults = override_faults(aside, judged.book, step.rank_level, judged.facts)
    if faults or judged.opinion.reasons:
        answer = with_margin_day(judged.opinion, queries.case_of(disposal_view.view).keeps_margin_until)
        raise Refused(reasons=(*faults, *reasons_of(answer.reasons)))
    taken = take(
        disposal,
        "authorise",
        by=by,
        reason=why,
        recorded={"overrides": aside},
        columns=authority_columns(by) | gravity_columns(gravity),
    )
    db.session.add(keep(disposal, taken, judged))
    replace_earlier(by, disposal)
    return disposal


def authority_columns(by: Viewer) -> dict[str, Any]:
    """Who gave authority, with the rank held that day."""
    return {
        "authorised_at": clock.now(),
        "authorised_by_id": by.user_id,
        "authorised_rank": rank_on(by.user_id, clock.today()),
    }


def gravity_columns(gravity: Gravity | None) -> dict[str, Any]:
    """The score by the force's own table, where it has one."""
    if gravity is None:
        return {}
    return {
        "gravity_base": gravity.base,
        "gravity_factors": list(gravity.factors),
        "gravity_final": gravity.final,
        "gravity_version": gravity.version,
    }


def replace_earlier(by: Viewer, disposal: Disposal) -> None:
    """Close a decision of the same episode that was to be taken again: this one has taken its place."""
    for earlier in queries.disposals_of(disposal.episode_id):
        if earlier.id != disposal.id and earlier.state is State.REDECIDE:
            take(earlier, "new_disposal", by=by, recorded={"new_disposal_id": disposal.id})


def send_back(*, by: Viewer, disposal_id: int, reason: str | None, version: int | None = None) -> Disposal:
    """Refuse authority: the decision is to be taken again. Raises OutOfSight, Stale and Refused."""
    found = queries.disposal(by, disposal_id)
    if version is not None:
        audit.expect(found.view.person.id, version)
    take(found.disposal, "refuse", by=by, reason=a_reason(reason, "reason"))
    return found.disposal


def decline(*, by: Viewer, disposal_id: int, legal_advice_offered: bool, version: int | None = None) -> Disposal:
    """The person says no before signing. Nothing is concluded from it. Raises OutOfSight, Stale and Refused."""
    found = queries.disposal(by, disposal_id)
    if version is not None:
        audit.expect(found.view.person.id, version)
    take(found.disposal, "decline", by=by, recorded={"legal_advice_offered": legal_advice_offered})
    return found.disposal


def refuse_without_the_test(disposal_view: DisposalView) -> None:
    """Raises Refused where the reasons rest on a test whose result may not be used, or not any more."""
    if disposal_view.a_test_may_inform_it and usable_result(disposal_view.disposal.episode_id) is None:
        raise Refused(TEST_NOT_USABLE)
