"""What each disposal does and asks of the person, and the verdict on it with every reason."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from pathways.dates import day_in_words
from pathways.disposals.steps.rules.machine import MACHINES
from pathways.law.rules.disposal_book import RuleBook, rules_for
from pathways.law.rules.disposal_language import Facts
from pathways.law.rules.disposal_terms import NOT_SET, SWITCHES, Gate, Kind, Rule, RuleBasis, Verdict, fact_words
from pathways.tables import rows_of
from pathways.vocabulary import Mark

# What each disposal does and asks of the person, in one line for the officer who chooses.
#
# It is shown next to the verdict and is not a rule: what stops a disposal is in the book. Source:
# `data/each_disposal.csv`, from the reading view of the data dictionary (2.2), each row with the weakest mark of what
# it says.


@dataclass(frozen=True, kw_only=True)
class AboutDisposal:
    """What one disposal does and asks, in a line with its source."""

    message: str
    source: str
    mark: Mark


@cache
def each_disposal() -> dict[Kind, AboutDisposal]:
    """That line for every disposal of the table, by kind."""
    return {
        Kind(row["kind"]): AboutDisposal(
            message=f"{row['does']} Asks: {row['asks'][:1].lower()}{row['asks'][1:]}",
            source=row["source"],
            mark=Mark(row["mark"]),
        )
        for row in rows_of(Path(__file__).parent.parent / "data" / "each_disposal.csv")
    }


# The verdict on every disposal: the worst reason decides, and every reason is shown.
#
# `NOT_AVAILABLE > NEEDS_INFO > NEEDS_AUTHORITY > AVAILABLE` (data dictionary 2.1). A rule whose fact is not known
# needs information and names the fact; a rule whose switch is not set names the switch.


DATE_OF_CONDITIONS = "deadline_weeks"
WRITTEN_WITH_THE_CONDITIONS = frozenset({"CC-09", "CC-12", "CC-13", "CC-14", "CC-15", "CC-16", "CC-17"})
"""Rules that the conditions answer. While an officer is still choosing a disposal they stop nothing yet."""

SHOWN_NOW = (Kind.CR, Kind.O22, Kind.CC, Kind.SC, Kind.PND, Kind.CW)
"""The disposals for an adult, in the order in which an officer considers them."""

OF_PART_6 = (Kind.DC, Kind.COMC)
"""The cautions of the 2022 Act. They are shown once the force says they are in force, but cannot be proposed."""

CARRIED_THROUGH = frozenset(MACHINES)
"""The disposals that this product carries through, because they have a table of steps."""


@dataclass(frozen=True, kw_only=True)
class RuleReason:
    """One rule that does not pass: what it says, what it rests on, and what would open it."""

    rule_id: str
    version: str
    basis: RuleBasis
    gate: Gate
    verdict: Verdict
    message: str
    opens_if: str
    source: str
    mark: Mark
    missing: tuple[str, ...] = ()
    switches: tuple[str, ...] = ()

    @property
    def waits_for_the_force(self) -> bool:
        return bool(self.switches)


@dataclass(frozen=True, kw_only=True)
class Opinion:
    """The answer about one disposal at one gate.

    `reasons` stop it or need authority now; `still_needed` are rules of a later step, which stop nothing yet.
    """

    kind: Kind
    verdict: Verdict
    reasons: tuple[RuleReason, ...]
    still_needed: tuple[RuleReason, ...]

    @property
    def may_be_proposed(self) -> bool:
        return self.verdict.may_be_proposed and self.kind in CARRIED_THROUGH

    def needed_at(self, gate: Gate) -> tuple[RuleReason, ...]:
        """What is still needed at one later step."""
        return tuple(reason for reason in self.still_needed if reason.gate is gate)


def opinion(
    kind: Kind,
    facts: Facts,
    *,
    gate: Gate = Gate.PROPOSE,
    picking: bool = False,
    cleared: Iterable[str] = (),
    book: RuleBook | None = None,
    on: date | None = None,
) -> Opinion:
    """The verdict on `kind` from `facts` (switches included) at `gate`, with every reason.

    The rules are those of `book` (the shipped one if none is given) that are asked `on` a day (without a day, those
    with no last one). `picking` means that the conditions are not written yet, so the rules about them stop nothing.
    `cleared` are rules that were set aside with a reason.
    """
    now: list[RuleReason] = []
    later: list[RuleReason] = []
    for rule in rules_for(kind, book, on):
        reason = None if rule.id in cleared else reason_of(rule, facts)
        if reason is None:
            continue
        (now if counts_now(rule, reason.verdict, gate=gate, picking=picking) else later).append(reason)
    worst_first = sorted(now, key=lambda reason: -reason.verdict.weight)
    verdict = worst_first[0].verdict if worst_first else Verdict.AVAILABLE
    return Opinion(kind=kind, verdict=verdict, reasons=tuple(worst_first), still_needed=tuple(later))


def counts_now(rule: Rule, verdict: Verdict, *, gate: Gate, picking: bool) -> bool:
    """Whether a rule counts in the verdict at this gate, or is only needed at a later one."""
    waits = rule.gate > gate or (picking and rule.id in WRITTEN_WITH_THE_CONDITIONS)
    # A proposal is made to get authority, so a known need for it counts from the start.
    return not waits or (rule.gate is Gate.AUTHORISE and verdict is Verdict.NEEDS_AUTHORITY)


def opinions(
    facts: Facts, kinds: Iterable[Kind] = SHOWN_NOW, *, book: RuleBook | None = None, on: date | None = None
) -> tuple[Opinion, ...]:
    """The opinion on every disposal while an officer chooses, the most open first, then in the order of `kinds`."""
    opinions = [opinion(kind, facts, picking=True, book=book, on=on) for kind in kinds]
    return tuple(sorted(opinions, key=lambda opinion: opinion.verdict.weight))


def stop_every(answers: Iterable[Opinion]) -> tuple[RuleReason, ...]:
    """The reasons that stop every one of these disposals, so that a page can show them once."""
    of_each = [[reason for reason in answer.reasons if not reason.verdict.may_be_proposed] for answer in answers]
    if not of_each:
        return ()
    in_all = set.intersection(*({reason.rule_id for reason in reasons} for reasons in of_each))
    return tuple(reason for reason in of_each[0] if reason.rule_id in in_all)


def reason_of(rule: Rule, facts: Facts) -> RuleReason | None:
    """Why a rule does not pass, or None if it does."""
    answer = rule.fails_when.answer(facts)
    if answer.value is False:
        return None
    verdict, message, opens_if = rule.verdict, rule.message, rule.opens_if
    switches = tuple(sorted(answer.missing & SWITCHES.keys()))
    missing = tuple(sorted(answer.missing - SWITCHES.keys()))
    if answer.value is None:
        verdict = Verdict.NEEDS_INFO
        message, opens_if = _what_is_missing(missing, switches)
        if DATE_OF_CONDITIONS in missing:  # two rules wait for it, each with a limit of its own
            message = f"{message} {rule.message}"
    return RuleReason(
        rule_id=rule.id,
        version=rule.version,
        basis=rule.basis,
        gate=rule.gate,
        verdict=verdict,
        message=message,
        opens_if=opens_if,
        source=rule.source,
        mark=rule.mark,
        missing=missing,
        switches=switches,
    )


def _what_is_missing(missing: tuple[str, ...], switches: tuple[str, ...]) -> tuple[str, str]:
    sentences: list[str] = []
    opens: list[str] = []
    if missing:
        sentences.append(f"Not known: {'; '.join(fact_words(name) for name in missing)}.")
        opens.append("the fact is recorded")
    if switches:
        sentences.append(f"{NOT_SET} {'; or '.join(SWITCHES[name].decides for name in switches)}.")
        opens.append("the policy lead sets it and a second person approves")
    return " ".join(sentences), ", and ".join(opens)


MARGIN = "CC-17"
"""The rule about the days that must be left to charge."""


def with_margin_day(answer: Opinion, day: date | None) -> Opinion:
    """The opinion as a page shows it, with the last day that keeps the margin to charge, if it is known.

    What is stored with a decision stays in the words of the book.
    """
    if day is None:
        return answer
    last = f"The last day that keeps it is {day_in_words(day)}."
    reasons = tuple(
        replace(reason, message=f"{reason.message} {last}")
        if reason.rule_id == MARGIN and not reason.missing
        else reason
        for reason in answer.reasons
    )
    return replace(answer, reasons=reasons)


def kept_reasons(opinion: Opinion) -> list[dict[str, object]]:
    """Every reason as it is stored with a decision, so that an old decision always explains itself."""
    return [_kept(reason, counts=True) for reason in opinion.reasons] + [
        _kept(reason, counts=False) for reason in opinion.still_needed
    ]


def _kept(reason: RuleReason, *, counts: bool) -> dict[str, object]:
    return {
        "rule_id": reason.rule_id,
        "version": reason.version,
        "basis": reason.basis.value,
        "gate": reason.gate.name.lower(),
        "verdict": reason.verdict.value,
        "message": reason.message,
        "opens_if": reason.opens_if,
        "source": reason.source,
        "mark": reason.mark.value,
        "missing": [*reason.missing, *reason.switches],
        "counts": counts,
    }
