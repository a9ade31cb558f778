"""Judge a disposal at a gate, check and store its conditions, propose it, and take a proposal back."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from pathways import clock
from pathways.arrest_tests.disclosure.rules import disposal_faults
from pathways.audit import record as audit
from pathways.auth.queries import rank_on
from pathways.auth.roles import Rank, Viewer
from pathways.directory.entries.queries import service_names, services_open_on
from pathways.disposals.actions import a_reason, bars_of_youth, refuse_if_dead, take
from pathways.disposals.conditions.rules import Planned, demand_in, vague_in
from pathways.disposals.facts import queries as facts_queries
from pathways.disposals.facts.queries import CaseView
from pathways.disposals.facts.rules.case import DisposalStepFacts
from pathways.disposals.models import Condition, Disposal, DisposalEvent, Judgement
from pathways.disposals.proposal import queries
from pathways.disposals.proposal.queries import DisposalView
from pathways.disposals.proposal.rules.verdicts import (
    CARRIED_THROUGH,
    Opinion,
    RuleReason,
    kept_reasons,
    opinion,
    opinions,
)
from pathways.disposals.proposal.rules.what_clears_a_rule import may_override
from pathways.disposals.proposal.rules.words_of_a_test import (
    MAY_REST_ON_A_RESULT,
    custody_test_named,
    speaks_of_the_test,
)
from pathways.disposals.replays.rules import canonical
from pathways.disposals.steps import queries as steps_queries
from pathways.disposals.steps.rules.machine import STANDS_ASIDE, Desk, State, is_dealt_with, is_ended
from pathways.disposals.victims import queries as victims_queries
from pathways.disposals.victims.rules import ASKED_OF, remedy_faults
from pathways.law.actions import book_to_decide_by
from pathways.law.rules.disposal_book import RuleBook
from pathways.law.rules.disposal_language import Facts
from pathways.law.rules.disposal_terms import Gate, Kind
from pathways.refusals import Reason, Refused
from pathways.store.base import db, save

# What the rules say at a gate, on today's facts and by the book in use; it is stored with the decision.


@dataclass(frozen=True, kw_only=True)
class Judged:
    """The answer of the rules at one gate, with the facts and the book it rests on."""

    gate: Gate
    facts: Facts
    cleared: tuple[str, ...]
    opinion: Opinion
    book: RuleBook

    def as_facts(self, more: Mapping[str, Any] | None = None) -> str:
        """The facts as they are stored."""
        return canonical({**self.facts, **(more or {})})

    @property
    def as_results(self) -> str:
        """The reasons as they are stored."""
        return canonical(kept_reasons(self.opinion))


def judge(kind: Kind, facts: Facts, gate: Gate, cleared: tuple[str, ...] = ()) -> Judged:
    """The answer of the book in use, which is stored if it was not yet. `cleared` are rules that were set aside."""
    book = book_to_decide_by()
    answer = opinion(kind, facts, gate=gate, cleared=cleared, book=book, on=clock.today())
    return Judged(gate=gate, facts=facts, cleared=cleared, opinion=answer, book=book)


def at_gate(
    view: DisposalView, case: CaseView, gate: Gate, step: DisposalStepFacts, *, cleared: tuple[str, ...] = ()
) -> Judged:
    """What the rules say about a proposed disposal if an officer takes the step of a gate now, in the case it is of.

    Rules set aside earlier stay set aside. The prosecutor's decision and the gravity come from the record, unless the
    step itself brings them.
    """
    prosecutor = steps_queries.prosecutor_of(view.events)
    step = replace(
        step,
        reasons_cite_test=view.disposal.reasons_cite_test or view.names_a_custody_test,
        cps_decision=prosecutor.decision if step.cps_decision == "not_sought" else step.cps_decision,
        dpp_consent=step.dpp_consent or prosecutor.dpp_consent,
        gravity_final=view.disposal.gravity_final if step.gravity_final is None else step.gravity_final,
    )
    facts = case.facts(step, view.plan, view.disposal.deadline_reason or "")
    aside = tuple(sorted({*queries.set_aside(view.events), *cleared}))
    return judge(view.disposal.kind, facts, gate, aside)


def step_now(rank: Rank | None, **brings: Any) -> DisposalStepFacts:
    """The facts of a step taken today, with the rank that the officer holds; `brings` is what the step records."""
    return DisposalStepFacts(on=clock.today(), rank_level=rank.level if rank else None, **brings)


def rank_to_set_aside(by: Viewer, rank_level: int | None) -> int | None:
    """The rank that counts for setting guidance aside: only a deciding officer's does; else None."""
    return rank_level if by.role.value == Desk.DECIDER.value else None


def keep(disposal: Disposal, taken: DisposalEvent, judged: Judged, more: Mapping[str, Any] | None = None) -> Judgement:
    """The row that stores what a step was judged on. `more` are facts that no rule reads."""
    return Judgement(
        disposal_id=disposal.id,
        event_id=taken.id,
        kind=disposal.kind,
        gate=judged.gate.name.lower(),
        on=clock.today(),
        facts=judged.as_facts(more),
        cleared=canonical(list(judged.cleared)),
        verdict=judged.opinion.verdict,
        results=judged.as_results,
        rules_version=judged.book.version,
    )


# The conditions of a caution, the actions of a resolution, the activity of Outcome 22: checked and stored.


MOST_CONDITIONS = 6
WITH_A_PLAN = frozenset({Kind.CC, Kind.CR, Kind.O22})
"""Disposals with which the person agrees to do something."""


def plan_faults(kind: Kind, plan: tuple[Planned, ...]) -> tuple[Reason, ...]:
    """What is wrong with the planned conditions for a kind of disposal, each at its field."""
    if kind not in WITH_A_PLAN:
        words = f"A {kind.label.lower()} has no conditions. Take them out"
        return (Reason(words, "conditions-0-kind"),) if plan else ()
    reasons = list(_faults(plan))
    if kind is Kind.CR and not plan:
        reasons.append(Reason("Write at least one action that was agreed", "conditions-0-kind", "NPCC guidance"))
    if kind is Kind.O22 and len(plan) != 1:
        reasons.append(Reason("Write the one activity that Outcome 22 is deferred for", "conditions-0-kind"))
    return tuple(reasons)


def own_words(plan: tuple[Planned, ...]) -> dict[str, str]:
    """The wording of each condition by its field, without the service's name.

    Wording that demands a test is left out: it is refused at its own field.
    """
    names = service_names([condition.service_id for condition in plan if condition.service_id])
    return {
        f"conditions-{place}-wording": condition.wording.replace(names.get(condition.service_id or 0, ""), "")
        for place, condition in enumerate(plan)
        if demand_in(condition.wording, condition.kind) is None
    }


def _faults(plan: tuple[Planned, ...]) -> tuple[Reason, ...]:
    """What is wrong with the conditions as written, each at its own field (`conditions-0-wording`)."""
    today = clock.today()
    open_now = {row.id for row in services_open_on(today)}
    names = service_names([condition.service_id for condition in plan if condition.service_id])
    reasons: list[Reason] = []
    if len(plan) > MOST_CONDITIONS:
        reasons.append(Reason(f"Keep to {MOST_CONDITIONS} conditions: more cannot be achieved together"))
    for place, condition in enumerate(plan):
        at = f"conditions-{place}-"
        if demand := demand_in(condition.wording, condition.kind, names.get(condition.service_id or 0)):
            reasons.append(Reason(demand.message, f"{at}wording"))
        elif vague := vague_in(condition.wording):
            words = f"‘{vague}’ is too vague to keep to. Say what, where, how often and by when"
            reasons.append(Reason(words, f"{at}wording"))
        if len(condition.wording.strip()) < 10:
            reasons.append(Reason("Say what must be done, where and how it is shown", f"{at}wording"))
        if condition.due_on < today:
            reasons.append(Reason("The date must be today or later", f"{at}due_on"))
        if condition.service_id and condition.service_id not in open_now:
            reasons.append(Reason("That service takes no one today. Choose another, or none yet", f"{at}service"))
        if condition.needs_hours and condition.hours is None:
            reasons.append(Reason("Enter the hours of attendance", f"{at}hours"))
        if condition.hours is not None and condition.hours < 1:
            reasons.append(Reason("Enter a whole number of hours, 1 or more", f"{at}hours"))
        if condition.amount is not None and condition.amount < 1:
            reasons.append(Reason("Enter a sum in whole pounds, 1 or more", f"{at}amount"))
        if condition.is_penalty and condition.amount is None:
            reasons.append(Reason("Enter the amount in pounds", f"{at}amount"))
    return tuple(reasons)


def write_plan(disposal: Disposal, plan: tuple[Planned, ...]) -> None:
    for place, condition in enumerate(plan, start=1):
        values = asdict(condition) | {"wording": condition.wording.strip()}
        db.session.add(Condition(disposal_id=disposal.id, position=place, object=condition.kind.object, **values))
    db.session.flush()


# Propose a disposal with its conditions, or take the proposal back.


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
    """Send a disposal for authority. The facts, every reason and the version of the rules are stored with it.

    `remedy_attached` and `remedy_not_used` are the answers about what the victim chose, if that is recorded.
    Raises OutOfSight, Stale, and Refused with every reason: those of the rules, faults of conditions, and words about
    a test in reasons or conditions that must not rest on it.
    """
    view = queries.episode_to_decide(by, episode_id)
    audit.expect(view.person.id, version)
    refuse_if_dead(by, view.person)
    case, planned = facts_queries.case_of(view), tuple(plan)
    step = step_now(rank_on(by.user_id, clock.today()), reasons_cite_test=reasons_cite_test)
    facts = case.facts(step, planned, deadline_reason)
    aside = dict(overrides or {})
    judged = judge(kind, facts, Gate.PROPOSE, tuple(sorted(aside)))
    if young := bars_of_youth(view.details):
        raise Refused(reasons=(*young, *_of_age(judged)))
    chosen = victims_queries.remedy_chosen(episode_id)
    written = {
        "rationale": rationale,
        "deadline_reason": deadline_reason,
        "remedy_not_used": remedy_not_used,
        "aside_because": "\n".join(aside.values()),
        **own_words(planned),
    }
    # Plain words about a custody test are refused. About other words the officer is asked what they mean.
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
    save(disposal)
    write_plan(disposal, planned)
    words_stand = disposal.words_stand_because is not None
    recorded: dict[str, Any] = {"conditions": len(planned), "cites_test": reasons_cite_test, "words_stand": words_stand}
    recorded |= {"overrides": aside} if aside else {}
    if chosen and kind in ASKED_OF:
        recorded |= {"remedy_attached": remedy_attached, "remedy_not_used": "" if remedy_attached else remedy_not_used}
    taken = take(disposal, "propose", by=by, recorded=recorded)
    save(keep(disposal, taken, judged, _sample(kind, episode_id, reasons_cite_test)))
    return disposal


def _alternatives(chosen: Kind, facts: Facts, book: RuleBook) -> dict[str, str]:
    """The verdict on every other disposal on the same facts, by kind."""
    answers = opinions(facts, book=book, on=clock.today())
    return {answer.kind.value: answer.verdict.value for answer in answers if answer.kind is not chosen}


def withdraw_proposal(*, by: Viewer, disposal_id: int, reason: str | None, version: int | None = None) -> Disposal:
    """Take a proposal back before it is signed. Raises OutOfSight, Stale and Refused."""
    disposal_view = queries.disposal(by, disposal_id)
    audit.expect(disposal_view.view.person.id, version)
    take(disposal_view.disposal, "withdraw_proposal", by=by, reason=a_reason(reason, "reason"))
    return disposal_view.disposal


def reasons_of(reasons: Iterable[RuleReason]) -> tuple[Reason, ...]:
    """The reasons of the rules as reasons to refuse an action."""
    return tuple(Reason(f"{rule.rule_id}: {rule.message}", None, rule.source, rule.mark.value) for rule in reasons)


def override_faults(
    aside: Mapping[str, str], book: RuleBook, rank_level: int | None, facts: Facts
) -> tuple[Reason, ...]:
    """Why an officer may not set these rules aside, or which reason is too short. `aside`: reason by rule id."""
    by_id = {rule.id: rule for rule in book.rules_on(clock.today())}
    reasons: list[Reason] = []
    for rule_id, reason in aside.items():
        if rule_id not in by_id:
            reasons.append(Reason(f"No rule {rule_id} is in force today"))
        else:
            reasons += may_override(by_id[rule_id], rank_level, facts, reason)
    return tuple(reasons)


def _snapshot(facts: Facts, kind: Kind, episode_id: int, cites_test: bool) -> dict[str, Any]:
    snapshot = {name: list(value) if isinstance(value, tuple) else value for name, value in sorted(facts.items())}
    return snapshot | _sample(kind, episode_id, cites_test)


def _sample(kind: Kind, episode_id: int, cites_test: bool) -> dict[str, Any]:
    """The id of the sample, for a conditional caution that relies on it (PACE 1984 s63B(7)(aa)); else empty."""
    return {"drug_test_id": facts_queries.sample_id_of(episode_id)} if kind is Kind.CC and cites_test else {}


def _not_ready(case: CaseView, kind: Kind, rationale: str) -> tuple[Reason, ...]:
    bars: list[Reason] = []
    if kind not in CARRIED_THROUGH:
        bars.append(Reason(f"A {kind.label.lower()} cannot be carried through here. Record it in the force's system"))
    if case.sheet is None:
        bars.append(Reason("Answer the facts first: the disposals depend on them"))
    if not case.offences:
        bars.append(Reason("Record the offence first: the signed document must name it", None, "CJA 2003 s23(5)"))
    bars += _beside_another(queries.disposals_of(case.view.episode.id))
    if len(rationale.strip()) < LEAST_RATIONALE:
        typed = len(rationale.strip())
        bars.append(Reason(f"Say why in {LEAST_RATIONALE} characters or more. You typed {typed}", "rationale"))
    return tuple(bars)


def _beside_another(earlier: Iterable[Disposal]) -> Iterable[Reason]:
    """Why an earlier decision on the same episode bars a new one."""
    states = [(row.kind, row.state) for row in earlier]
    if any(not is_ended(*pair) and pair[1] not in STANDS_ASIDE for pair in states):
        yield Reason("There is a disposal on this case already. Take it back before you propose another")
    if any(state is State.VOID for _, state in states):
        yield Reason(
            "An earlier decision was voided. A sergeant must first record on it what may still lawfully be done"
        )
    if any(is_dealt_with(*pair) for pair in states):
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
    """A reason if the proposal relies on a test result that does not exist or may not be used."""
    if not cites_test or facts_queries.sample_id_of(episode_id) is not None:
        return ()
    words = "There is no test result here that may be used, so your reasons cannot rely on one. Select no, or wait"
    return (Reason(words, "reasons_cite_test", "PACE 1984 s.63B(7)(aa)"),)


def _of_age(judged: Judged) -> tuple[Reason, ...]:
    """The reasons of the rules about age, for somebody under 18."""
    of_age = {rule.id for rule in judged.book.rules_on(clock.today()) if AGE in rule.fails_when.names}
    return reasons_of(reason for reason in judged.opinion.reasons if reason.rule_id in of_age and not reason.missing)


def _not_for_this(kind: Kind, cites_test: bool) -> tuple[Reason, ...]:
    """V-051, at its question: a result may inform only a conditional caution."""
    findings = disposal_faults(rests_on_result=cites_test, is_conditional_caution=kind in MAY_REST_ON_A_RESULT)
    return tuple(finding.as_reason("reasons_cite_test") for finding in findings)


def _bars(answer: Opinion) -> tuple[Reason, ...]:
    """The reasons of the rules against proposing, without ANY-07: `_not_for_this` gives that at its question."""
    if answer.verdict.may_be_proposed:
        return ()
    return reasons_of(rule for rule in answer.reasons if not rule.verdict.may_be_proposed and rule.rule_id != "ANY-07")
