"""Proposing a disposal with its conditions, and taking a proposal back."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from pathways import audit, clock
from pathways.arrest_tests.rules.disclosing import disposal_faults
from pathways.auth import Viewer
from pathways.auth.queries import rank_on
from pathways.directory.queries import service_names, services_open_on
from pathways.disposals import queries
from pathways.disposals.actions.books import book_to_decide_by
from pathways.disposals.actions.steps import a_reason, refuse_if_dead, refuse_if_young, take
from pathways.disposals.models import Condition, Disposal
from pathways.disposals.queries import CaseView
from pathways.disposals.rules import (
    CARRIED_THROUGH,
    STANDS_ASIDE,
    Kind,
    Opinion,
    Planned,
    RuleReason,
    State,
    Step,
    demand_in,
    opinion,
    speaks_of_the_test,
)
from pathways.people import queries as people
from pathways.refusals import Reason, Refused
from pathways.store import db

LEAST_RATIONALE = 40
"""Characters the rationale needs (data dictionary 1.6; verified through NPCC community resolution guidance)."""

MOST_CONDITIONS = 6


def propose(
    *,
    by: Viewer,
    episode_id: int,
    kind: Kind,
    rationale: str,
    reasons_cite_test: bool,
    plan: Iterable[Planned],
    deadline_reason: str = "",
    words_stand_because: str = "",
    version: int | None = None,
) -> Disposal:
    """Send a disposal for authority. What it rests on (facts, every reason, the rules' version) is kept with it.

    Raises OutOfSight, Stale, and Refused with every reason: the rules', what is wrong with a condition, and words about
    a test in reasons that are said not to rest on it, or in a condition beside them.
    """
    view = people.episode(by, episode_id)
    if version is not None:
        audit.expect(view.person.id, version)
    refuse_if_dead(by, view.person.id)
    refuse_if_young(view.person.id)
    case, planned = queries.case_of(view), tuple(plan)
    step = Step(on=clock.today(), rank_level=_level(by), reasons_cite_test=reasons_cite_test)
    facts = case.facts(step, planned, deadline_reason)
    book = book_to_decide_by()
    found = opinion(kind, facts, book=book, on=clock.today())
    written = (rationale, deadline_reason, *_own_words(planned))
    spoken = speaks_of_the_test(written, cites_test=reasons_cite_test, words_stand_because=words_stand_because)
    if wrong := (
        *_not_ready(case, kind, rationale),
        *_no_result(reasons_cite_test, episode_id),
        *_not_for_this(kind, reasons_cite_test),
        *spoken,
        *_condition_faults(planned),
        *_bars(found),
    ):
        raise Refused(reasons=wrong)
    disposal = Disposal(
        episode_id=episode_id,
        person_id=view.person.id,
        organisation_id=view.episode.organisation_id,
        kind=kind,
        state=State.DRAFT,
        facts=_snapshot(facts, kind, episode_id, reasons_cite_test),
        results=results_of(found),
        rules_version=book.version,
        rationale=rationale.strip(),
        reasons_cite_test=reasons_cite_test,
        words_stand_because=words_stand_because.strip() or None,
        deadline_reason=deadline_reason.strip() or None,
        proposed_at=clock.now(),
        proposed_by_id=by.user_id,
    )
    db.session.add(disposal)
    db.session.flush()
    _write(disposal, planned)
    words_stand = disposal.words_stand_because is not None
    recorded = {"conditions": len(planned), "cites_test": reasons_cite_test, "words_stand": words_stand}
    take(disposal, "propose", by=by, recorded=recorded)
    return disposal


def withdraw_proposal(*, by: Viewer, disposal_id: int, reason: str | None) -> Disposal:
    """Take a proposal back before it is signed. Raises OutOfSight and Refused."""
    found = queries.disposal(by, disposal_id)
    take(found.disposal, "withdraw_proposal", by=by, reason=a_reason(reason, "reason"))
    return found.disposal


def results_of(found: Opinion) -> list[dict[str, Any]]:
    """Every reason as it is kept with a decision, so that an old decision always explains itself."""
    return [_kept(reason, counts=True) for reason in found.reasons] + [
        _kept(reason, counts=False) for reason in found.still_needed
    ]


def reasons_of(reasons: Iterable[RuleReason]) -> tuple[Reason, ...]:
    """The rules' reasons as a page shows a refusal."""
    return tuple(Reason(f"{one.rule_id}: {one.message}", None, one.source, one.mark.value) for one in reasons)


def _kept(reason: RuleReason, *, counts: bool) -> dict[str, Any]:
    return {
        "rule_id": reason.rule_id,
        "version": reason.version,
        "basis": reason.basis.value,
        "gate": reason.gate.name.lower(),
        "verdict": reason.verdict.value,
        "message": reason.message,
        "source": reason.source,
        "mark": reason.mark.value,
        "missing": [*reason.missing, *reason.switches],
        "counts": counts,
    }


def _snapshot(facts: Mapping[str, Any], kind: Kind, episode_id: int, cites_test: bool) -> dict[str, Any]:
    kept = {name: list(value) if isinstance(value, tuple) else value for name, value in sorted(facts.items())}
    if kind is Kind.CC and cites_test:
        # Only here may the sample inform the decision (PACE 1984 s63B(7)(aa)), and by its id alone.
        kept["drug_test_id"] = queries.sample_id_of(episode_id)
    return kept


def _level(by: Viewer) -> int | None:
    rank = rank_on(by.user_id, clock.today())
    return rank.level if rank else None


def _not_ready(case: CaseView, kind: Kind, rationale: str) -> tuple[Reason, ...]:
    found: list[Reason] = []
    if kind not in CARRIED_THROUGH:
        found.append(
            Reason(f"A {kind.label.lower()} cannot be carried through here yet. Record it in the force's system")
        )
    if case.sheet is None:
        found.append(Reason("Answer the facts first: the disposals rest on them"))
    if not case.offences:
        found.append(Reason("Record the offence first: the signed document must name it", None, "CJA 2003 s23(5)"))
    if any(row.state not in STANDS_ASIDE for row in queries.disposals_of(case.view.episode.id)):
        found.append(Reason("A disposal already stands on this episode. Take it back before you propose another"))
    if len(rationale.strip()) < LEAST_RATIONALE:
        typed = len(rationale.strip())
        found.append(Reason(f"Say why in {LEAST_RATIONALE} characters or more. You typed {typed}", "rationale"))
    return tuple(found)


def _no_result(cites_test: bool, episode_id: int) -> tuple[Reason, ...]:
    """Reasons cannot rest on a result that nobody has: none was taken, none was read, or it is held or void."""
    if not cites_test or queries.sample_id_of(episode_id) is not None:
        return ()
    words = "There is no test result here that may be used, so your reasons cannot rest on one. Select no, or wait"
    return (Reason(words, "reasons_cite_test", "PACE 1984 s.63B(7)(aa)"),)


def _not_for_this(kind: Kind, cites_test: bool) -> tuple[Reason, ...]:
    """V-051, at the question it is about: a result informs no other disposal than a conditional caution."""
    is_caution = kind in (Kind.CC, Kind.YCC)
    found = disposal_faults(rests_on_result=cites_test, is_conditional_caution=is_caution)
    return tuple(one.as_reason("reasons_cite_test") for one in found)


def _bars(found: Opinion) -> tuple[Reason, ...]:
    """What the table of disposals says; that a result may not inform one is said at its own question."""
    if found.verdict.may_be_proposed:
        return ()
    return reasons_of(one for one in found.reasons if not one.verdict.may_be_proposed and one.rule_id != "ANY-07")


def _own_words(plan: tuple[Planned, ...]) -> tuple[str, ...]:
    """The wording of each condition, which the person and the service read, without the service's name.

    One that demands a test is refused at its own field already.
    """
    names = service_names([one.service_id for one in plan if one.service_id])
    kept = (one for one in plan if demand_in(one.wording, one.kind) is None)
    return tuple(one.wording.replace(names.get(one.service_id or 0, ""), "") for one in kept)


def _condition_faults(plan: tuple[Planned, ...]) -> tuple[Reason, ...]:
    """What is wrong with the conditions as written, each at its own field (`conditions-0-wording`)."""
    today = clock.today()
    open_now = {row.id for row in services_open_on(today)}
    names = service_names([one.service_id for one in plan if one.service_id])
    found: list[Reason] = []
    if len(plan) > MOST_CONDITIONS:
        found.append(Reason(f"Keep to {MOST_CONDITIONS} conditions: more cannot be achieved together"))
    for place, one in enumerate(plan):
        at = f"conditions-{place}-"
        if demand := demand_in(one.wording, one.kind, names.get(one.service_id or 0)):
            found.append(Reason(demand.message, f"{at}wording"))
        if len(one.wording.strip()) < 10:
            found.append(Reason("Say what must be done, where and how it is shown", f"{at}wording"))
        if one.due_on < today:
            found.append(Reason("The date must be today or later", f"{at}due_on"))
        if one.service_id and one.service_id not in open_now:
            found.append(Reason("That service takes no one today. Choose another, or none yet", f"{at}service"))
        if one.counts_hours and one.hours is None:
            found.append(Reason("Enter the hours of attendance", f"{at}hours"))
        if one.is_penalty and one.amount is None:
            found.append(Reason("Enter the amount in pounds", f"{at}amount"))
    return tuple(found)


def _write(disposal: Disposal, plan: tuple[Planned, ...]) -> None:
    for place, one in enumerate(plan, start=1):
        values = asdict(one) | {"wording": one.wording.strip()}
        db.session.add(Condition(disposal_id=disposal.id, position=place, object=one.kind.object, **values))
    db.session.flush()
