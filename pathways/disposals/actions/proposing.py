"""Proposing a disposal with its conditions, and taking a proposal back."""

from collections.abc import Iterable, Mapping
from typing import Any

from pathways import audit, clock
from pathways.arrest_tests.rules.disclosing import disposal_faults
from pathways.auth import Viewer
from pathways.disposals import queries
from pathways.disposals.actions.judging import Judged, judge, keep, rank_to_set_aside, step_now
from pathways.disposals.actions.planning import own_words, plan_faults, write_plan
from pathways.disposals.actions.steps import a_reason, bars_of_youth, refuse_if_dead, take
from pathways.disposals.models import Disposal
from pathways.disposals.queries import CaseView
from pathways.disposals.rules import (
    ASKED_OF,
    CARRIED_THROUGH,
    MAY_REST_ON_A_RESULT,
    STANDS_ASIDE,
    Facts,
    Gate,
    Kind,
    Opinion,
    Planned,
    RuleBook,
    RuleReason,
    State,
    custody_test_named,
    is_dealt_with,
    is_ended,
    kept_reasons,
    may_override,
    opinions,
    remedy_faults,
    speaks_of_the_test,
)
from pathways.refusals import Reason, Refused
from pathways.store import db

AGE = "age_at_disposal"
LEAST_RATIONALE = 40
"""Characters the rationale needs (data dictionary 1.6; verified through NPCC community resolution guidance)."""


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
    remedy_attached: bool | None = None,
    remedy_not_used: str = "",
    overrides: Mapping[str, str] | None = None,
    version: int | None = None,
) -> Disposal:
    """Send a disposal for authority. What it rests on (facts, every reason, the rules' version) is kept with it.

    `remedy_attached` and `remedy_not_used` answer what the victim chose, where that is recorded.
    Raises OutOfSight, Stale, and Refused with every reason: the rules', what is wrong with a condition, and words about
    a test in reasons that are said not to rest on it, or in a condition beside them.
    """
    view = queries.episode_to_decide(by, episode_id)
    if version is not None:
        audit.expect(view.person.id, version)
    refuse_if_dead(by, view.person.id)
    case, planned = queries.case_of(view), tuple(plan)
    step = step_now(by, reasons_cite_test=reasons_cite_test)
    facts = case.facts(step, planned, deadline_reason)
    aside = dict(overrides or {})
    judged = judge(kind, facts, Gate.PROPOSE, tuple(sorted(aside)))
    if young := bars_of_youth(view.person.id):
        raise Refused(reasons=(*young, *_of_age(judged)))
    chosen = queries.remedy_chosen(episode_id)
    written = {
        "rationale": rationale,
        "deadline_reason": deadline_reason,
        "remedy_not_used": remedy_not_used,
        "aside_because": "\n".join(aside.values()),
        **own_words(planned),
    }
    # Where the words are plain, no answer lets them stand: only then is the officer not asked what they are about.
    spoken = custody_test_named(kind, written | {"words_stand_because": words_stand_because}, clock.today()) or (
        speaks_of_the_test(written.values(), cites_test=reasons_cite_test, words_stand_because=words_stand_because)
    )
    if wrong := (
        *_not_ready(case, kind, rationale),
        *_no_result(reasons_cite_test, episode_id),
        *_not_for_this(kind, reasons_cite_test),
        *spoken,
        *plan_faults(kind, planned),
        *remedy_faults(kind, chosen, is_attached=remedy_attached, why_not=remedy_not_used),
        *override_faults(aside, judged.book, rank_to_set_aside(by, step.rank_level), facts),
        *_bars(judged.opinion),
    ):
        raise Refused(reasons=wrong)
    disposal = Disposal(
        episode_id=episode_id,
        person_id=view.person.id,
        organisation_id=view.episode.organisation_id,
        kind=kind,
        state=State.DRAFT,
        facts=_snapshot(facts, kind, episode_id, reasons_cite_test),
        results=kept_reasons(judged.opinion),
        rules_version=judged.book.version,
        rationale=rationale.strip(),
        reasons_cite_test=reasons_cite_test,
        words_stand_because=words_stand_because.strip() or None,
        deadline_reason=deadline_reason.strip() or None,
        alternatives=_alternatives(kind, facts, judged.book),
        limitation_on=case.charge_by,
        proposed_at=clock.now(),
        proposed_by_id=by.user_id,
    )
    db.session.add(disposal)
    db.session.flush()
    write_plan(disposal, planned)
    words_stand = disposal.words_stand_because is not None
    recorded: dict[str, Any] = {"conditions": len(planned), "cites_test": reasons_cite_test, "words_stand": words_stand}
    recorded |= {"overrides": aside} if aside else {}
    if chosen and kind in ASKED_OF:
        recorded |= {"remedy_attached": remedy_attached, "remedy_not_used": "" if remedy_attached else remedy_not_used}
    taken = take(disposal, "propose", by=by, recorded=recorded)
    db.session.add(keep(disposal, taken, judged, _sample(kind, episode_id, reasons_cite_test)))
    db.session.flush()
    return disposal


def _alternatives(chosen: Kind, facts: Facts, book: RuleBook) -> dict[str, str]:
    """Every other disposal with its verdict on the same facts: what else was open, and what was not."""
    found = opinions(facts, book=book, on=clock.today())
    return {one.kind.value: one.verdict.value for one in found if one.kind is not chosen}


def withdraw_proposal(*, by: Viewer, disposal_id: int, reason: str | None, version: int | None = None) -> Disposal:
    """Take a proposal back before it is signed. Raises OutOfSight, Stale and Refused."""
    found = queries.disposal(by, disposal_id)
    if version is not None:
        audit.expect(found.view.person.id, version)
    take(found.disposal, "withdraw_proposal", by=by, reason=a_reason(reason, "reason"))
    return found.disposal


def reasons_of(reasons: Iterable[RuleReason]) -> tuple[Reason, ...]:
    """The rules' reasons as a page shows a refusal."""
    return tuple(Reason(f"{one.rule_id}: {one.message}", None, one.source, one.mark.value) for one in reasons)


def override_faults(
    aside: Mapping[str, str], book: RuleBook, rank_level: int | None, facts: Facts
) -> tuple[Reason, ...]:
    """Why a rule may not be set aside by this officer, or the reason for it is too short."""
    by_id = {rule.id: rule for rule in book.rules_on(clock.today())}
    found: list[Reason] = []
    for rule_id, reason in aside.items():
        if rule_id not in by_id:
            found.append(Reason(f"No rule {rule_id} is in force today"))
        else:
            found += may_override(by_id[rule_id], rank_level, facts, reason)
    return tuple(found)


def _snapshot(facts: Facts, kind: Kind, episode_id: int, cites_test: bool) -> dict[str, Any]:
    kept = {name: list(value) if isinstance(value, tuple) else value for name, value in sorted(facts.items())}
    return kept | _sample(kind, episode_id, cites_test)


def _sample(kind: Kind, episode_id: int, cites_test: bool) -> dict[str, Any]:
    """Only here may the sample inform the decision (PACE 1984 s63B(7)(aa)), and by its id alone."""
    return {"drug_test_id": queries.sample_id_of(episode_id)} if kind is Kind.CC and cites_test else {}


def _not_ready(case: CaseView, kind: Kind, rationale: str) -> tuple[Reason, ...]:
    found: list[Reason] = []
    if kind not in CARRIED_THROUGH:
        found.append(Reason(f"A {kind.label.lower()} cannot be carried through here. Record it in the force's system"))
    if case.sheet is None:
        found.append(Reason("Answer the facts first: the disposals depend on them"))
    if not case.offences:
        found.append(Reason("Record the offence first: the signed document must name it", None, "CJA 2003 s23(5)"))
    found += _beside_another(queries.disposals_of(case.view.episode.id))
    if len(rationale.strip()) < LEAST_RATIONALE:
        typed = len(rationale.strip())
        found.append(Reason(f"Say why in {LEAST_RATIONALE} characters or more. You typed {typed}", "rationale"))
    return tuple(found)


def _beside_another(earlier: Iterable[Disposal]) -> Iterable[Reason]:
    """What another decision on the same episode stands in the way of this one."""
    states = [(row.kind, row.state) for row in earlier]
    if any(not is_ended(*one) and one[1] not in STANDS_ASIDE for one in states):
        yield Reason("There is a disposal on this case already. Take it back before you propose another")
    if any(state is State.VOID for _, state in states):
        yield Reason(
            "An earlier decision was voided. A sergeant must first record on it what may still lawfully be done"
        )
    if any(is_dealt_with(*one) for one in states):
        yield Reason(
            "This case was dealt with and has its outcome. If that was an error, an inspector must void it "
            "first. Record another offence as a case of its own",
            None,
            "Data dictionary of out-of-court disposals, section 3",
        )
    if any(state is State.EXCUSED_CLOSED for _, state in states):
        yield Reason(
            "A caution on this case was closed with a reasonable excuse. The same matter is not dealt with again",
            None,
            "Data dictionary of out-of-court disposals, section 3",
        )


def _no_result(cites_test: bool, episode_id: int) -> tuple[Reason, ...]:
    """Reasons cannot rest on a result that nobody has: none was taken, none was read, or it is held or void."""
    if not cites_test or queries.sample_id_of(episode_id) is not None:
        return ()
    words = "There is no test result here that may be used, so your reasons cannot rely on one. Select no, or wait"
    return (Reason(words, "reasons_cite_test", "PACE 1984 s.63B(7)(aa)"),)


def _of_age(judged: Judged) -> tuple[Reason, ...]:
    """What the rules of this disposal say of the age of somebody who is under 18."""
    of_age = {rule.id for rule in judged.book.rules_on(clock.today()) if AGE in rule.fails_when.names}
    return reasons_of(reason for reason in judged.opinion.reasons if reason.rule_id in of_age and not reason.missing)


def _not_for_this(kind: Kind, cites_test: bool) -> tuple[Reason, ...]:
    """V-051, at the question it is about: a result informs no other disposal than a conditional caution."""
    findings = disposal_faults(rests_on_result=cites_test, is_conditional_caution=kind in MAY_REST_ON_A_RESULT)
    return tuple(finding.as_reason("reasons_cite_test") for finding in findings)


def _bars(found: Opinion) -> tuple[Reason, ...]:
    """What the table of disposals says; that a result may not inform one is said at its own question."""
    if found.verdict.may_be_proposed:
        return ()
    return reasons_of(one for one in found.reasons if not one.verdict.may_be_proposed and one.rule_id != "ANY-07")
