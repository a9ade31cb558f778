"""Authority by another officer, sending back, the person's no, and the signature."""

from datetime import datetime

from pathways import audit, clock
from pathways.arrest_tests.queries import deciding_test, is_held
from pathways.auth import Viewer
from pathways.auth.queries import rank_on
from pathways.disposals import documents, queries
from pathways.disposals.actions.printing import keep_signed
from pathways.disposals.actions.proposing import reasons_of, results_of
from pathways.disposals.actions.steps import LEAST_REASON, a_reason, refuse_if_dead, refuse_if_young, take
from pathways.disposals.models import Disposal
from pathways.disposals.queries import DisposalView
from pathways.disposals.rules import Gate, Opinion, State, Step, opinion
from pathways.refusals import Refused

MARGIN_RULE = "CC-17"
"""Guidance that a sergeant may set aside with a reason (data dictionary 2.1; design choice)."""
TEST_NOT_USABLE = (
    "The reasons rest on a drug test that cannot be used: it is held for an inspector, or was voided. "
    "Wait until it is released, or take the decision again"
)


def at_gate(
    by: Viewer,
    found: DisposalView,
    gate: Gate,
    *,
    cleared: tuple[str, ...] = (),
    consent: bool | None = None,
    explained: bool = False,
    document_is_complete: bool = False,
) -> Opinion:
    """What the rules say today, on today's facts, if this officer took the step of this gate."""
    rank = rank_on(by.user_id, clock.today())
    step = Step(
        on=clock.today(),
        rank_level=rank.level if rank else None,
        reasons_cite_test=found.disposal.reasons_cite_test,
        consent=consent,
        consequences_explained=explained,
        signed_document_complete=document_is_complete,
    )
    facts = queries.case_of(found.view).facts(step, found.plan, found.disposal.deadline_reason or "")
    book = queries.book_in_use()
    return opinion(found.disposal.kind, facts, gate=gate, cleared=cleared, book=book, on=clock.today())


def authorise(
    *, by: Viewer, disposal_id: int, reason: str | None, margin_reason: str | None = None, version: int | None = None
) -> Disposal:
    """Give authority. The proposer never does (trust.md, rule R4), and no rule of the gate may still fire.

    Raises OutOfSight, Stale, and Refused with every reason. A decision that was to be taken again is closed as
    replaced by this one.
    """
    found = queries.disposal(by, disposal_id)
    disposal = found.disposal
    if version is not None:
        audit.expect(found.view.person.id, version)
    refuse_if_dead(by, disposal.person_id)
    refuse_if_young(disposal.person_id)
    if disposal.proposed_by_id == by.user_id:
        raise Refused("You proposed this, so another officer must authorise it")
    _refuse_on_a_held_test(found)
    rank = rank_on(by.user_id, clock.today())
    why = a_reason(reason, "reason")
    margin = (margin_reason or "").strip()
    cleared = (MARGIN_RULE,) if len(margin) >= LEAST_REASON and rank and rank.level >= 2 else ()
    opinion_now = at_gate(by, found, Gate.AUTHORISE, cleared=cleared)
    if opinion_now.reasons:
        raise Refused(reasons=reasons_of(opinion_now.reasons))
    take(
        disposal,
        "authorise",
        by=by,
        reason=why,
        recorded={"results": results_of(opinion_now), "overrides": dict.fromkeys(cleared, margin)},
        columns={"authorised_at": clock.now(), "authorised_by_id": by.user_id, "authorised_rank": rank},
    )
    for earlier in queries.disposals_of(disposal.episode_id):
        if earlier.id != disposal.id and earlier.state is State.REDECIDE:
            take(earlier, "new_disposal", by=by, recorded={"new_disposal_id": disposal.id})
    return disposal


def send_back(*, by: Viewer, disposal_id: int, reason: str | None, version: int | None = None) -> Disposal:
    """Refuse authority: the decision is to be taken again. Raises OutOfSight, Stale and Refused."""
    found = queries.disposal(by, disposal_id)
    if version is not None:
        audit.expect(found.view.person.id, version)
    take(found.disposal, "refuse", by=by, reason=a_reason(reason, "reason"))
    return found.disposal


def decline(*, by: Viewer, disposal_id: int, legal_advice_offered: bool) -> Disposal:
    """The person says no before signing. Nothing is concluded from it. Raises OutOfSight and Refused."""
    found = queries.disposal(by, disposal_id)
    take(found.disposal, "decline", by=by, recorded={"legal_advice_offered": legal_advice_offered})
    return found.disposal


def sign(
    *,
    by: Viewer,
    disposal_id: int,
    explained_at: datetime,
    consents: bool,
    was_signed: bool,
    version: int | None = None,
) -> Disposal:
    """Record the explanation, the consent and the signature, and keep the document with its hash.

    Outcome 3 is asked for on this day: the force's own system sets it. Raises OutOfSight, Stale and Refused.
    """
    found = queries.disposal(by, disposal_id)
    disposal, now = found.disposal, clock.now()
    if version is not None:
        audit.expect(found.view.person.id, version)
    refuse_if_dead(by, disposal.person_id)
    refuse_if_young(disposal.person_id)
    _refuse_on_a_held_test(found)
    if explained_at > now:
        raise Refused("The explanation cannot be in the future. Type when it was given", field="explained_at")
    # Times are typed to the minute, so the authority counts from the start of its minute.
    if disposal.authorised_at and explained_at < disposal.authorised_at.replace(second=0, microsecond=0):
        raise Refused("The explanation comes after the authority. Check the time", field="explained_at")
    paper = documents.paper_of(found, queries.case_of(found.view), explained_at=explained_at, signed_at=now, by=by)
    complete = was_signed and paper.is_complete
    allowed = at_gate(
        by, found, Gate.SIGN, cleared=(MARGIN_RULE,), consent=consents, explained=True, document_is_complete=complete
    )  # the margin was judged when it was authorised
    if allowed.reasons:
        raise Refused(reasons=reasons_of(allowed.reasons))
    kept = keep_signed(by=by, disposal=disposal, paper=paper)
    columns = {
        "explained_at": explained_at,
        "consented_at": now,
        "signed_at": now,
        "signed_by_id": by.user_id,
        "outcome_requested": disposal.kind.outcome_code,
    }
    take(disposal, "sign", by=by, recorded={"sha256": kept.sha256, "code": disposal.kind.outcome_code}, columns=columns)
    return disposal


def _refuse_on_a_held_test(found: DisposalView) -> None:
    if found.a_test_may_inform_it and is_held(deciding_test(found.disposal.episode_id)):
        raise Refused(TEST_NOT_USABLE)
