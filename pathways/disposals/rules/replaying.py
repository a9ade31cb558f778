"""A decision asked again: under the rules of its day, byte for byte, and under others, with what differs in words.

Pure: a judgement comes as data, with the facts, the rules set aside and the reasons exactly as they were kept.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pathways.disposals.rules.book import RuleBook
from pathways.disposals.rules.kept_facts import in_words
from pathways.disposals.rules.logic import Facts, Value
from pathways.disposals.rules.overriding import overridable
from pathways.disposals.rules.settings import SWITCHES
from pathways.disposals.rules.table import Basis, Gate, Kind, Verdict
from pathways.disposals.rules.verdicts import Opinion, RuleReason, kept_reasons, opinion
from pathways.vocabulary import Mark

_VERSION = '"version":'


@dataclass(frozen=True, kw_only=True)
class Decided:
    """What was judged at one gate. `facts`, `cleared` and `results` are the canonical JSON that was kept."""

    kind: Kind
    gate: Gate
    on: date
    facts: str
    cleared: str
    verdict: Verdict
    results: str
    rules_version: str

    @property
    def held(self) -> dict[str, Value | None]:
        """The facts as the rules read them. Raises ValueError if what was kept is no JSON."""
        found = json.loads(self.facts)
        return {name: tuple(value) if isinstance(value, list) else value for name, value in found.items()}

    @property
    def aside(self) -> tuple[str, ...]:
        """The rules that an officer had set aside."""
        return tuple(json.loads(self.cleared))


def canonical(value: Any) -> str:
    """One way to write a value, the same on every day and database: keys in order, no spaces."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def judged_then(decided: Decided) -> Opinion:
    """The answer as it was kept, read back. Nothing is judged."""
    kept = json.loads(decided.results)
    return Opinion(
        kind=decided.kind,
        verdict=decided.verdict,
        reasons=tuple(_reason(one) for one in kept if one["counts"]),
        still_needed=tuple(_reason(one) for one in kept if not one["counts"]),
    )


def judged_again(decided: Decided, book: RuleBook) -> Opinion:
    """The answer of a book on the very facts and day of the decision.

    Raises TypeError or ValueError where the facts are not what a rule reads any more.
    """
    return opinion(decided.kind, decided.held, gate=decided.gate, cleared=decided.aside, book=book, on=decided.on)


def replayed(decided: Decided, book: RuleBook) -> str:
    """The reasons as they would be kept if the same were judged again under a book: canonical JSON."""
    return canonical(kept_reasons(judged_again(decided, book)))


def gives_the_same(decided: Decided, book: RuleBook) -> bool:
    """Whether a book gives the reasons of a decision byte for byte, and its verdict."""
    again = judged_again(decided, book)
    reasons = kept_reasons(again)
    if _VERSION not in decided.results:  # kept before rules had versions
        reasons = [{name: value for name, value in one.items() if name != "version"} for one in reasons]
    return (canonical(reasons), again.verdict) == (decided.results, decided.verdict)


def judged_on(decided: Decided, book: RuleBook, on: date, switches: Facts) -> Opinion:
    """The answer of a book on another day with the switches of that day; every other fact stays as it was kept.

    What an officer had set aside stays so, but for rules that nobody may set aside under this book.
    """
    facts = {name: value for name, value in decided.held.items() if name not in SWITCHES} | dict(switches)
    aside = tuple(name for name in decided.aside if name not in firm_now(decided, book, on))
    return opinion(decided.kind, facts, gate=decided.gate, cleared=aside, book=book, on=on)


def firm_now(decided: Decided, book: RuleBook, on: date) -> tuple[str, ...]:
    """The rules that were set aside and that nobody may set aside under this book."""
    asked = {rule.id: rule for rule in book.rules_on(on)}
    return tuple(name for name in decided.aside if name in asked and not overridable(asked[name]))


def differences(then: Opinion, now: Opinion, held: Facts) -> tuple[str, ...]:
    """What is different, a sentence each: the verdict, each reason gone, come or changed, each fact nobody recorded.

    `held` are the facts that the decision holds: what a rule asks for now and is not among them is not known.
    """
    return tuple(_differences(then, now, held))


def _differences(then: Opinion, now: Opinion, held: Facts) -> Iterator[str]:
    if then.verdict is not now.verdict:
        yield f"The verdict is {_lower(now.verdict)} now; it was {_lower(then.verdict)}"
    before, after = _by_rule(then), _by_rule(now)
    for rule_id, (reason, counts) in after.items():
        if rule_id not in before:
            later = "" if counts else ", for a later step"
            yield f"{rule_id} has come{later}: {reason.message}"
        elif changed := _changed(before[rule_id], (reason, counts)):
            yield f"{rule_id} is different: {'; '.join(changed)}"
    for rule_id, (reason, _) in before.items():
        if rule_id not in after:
            yield f"{rule_id} is no longer a reason. It said: {reason.message}"
    asked_before = {name for reason, _ in before.values() for name in reason.missing}
    asked_now = {name for reason, _ in after.values() for name in reason.missing}
    for name in sorted(asked_now - asked_before - held.keys()):
        yield f"The rules ask for {in_words(name)}, which this decision does not hold: it is not known"


def _by_rule(found: Opinion) -> dict[str, tuple[RuleReason, bool]]:
    return {one.rule_id: (one, True) for one in found.reasons} | {
        one.rule_id: (one, False) for one in found.still_needed
    }


def _changed(before: tuple[RuleReason, bool], after: tuple[RuleReason, bool]) -> list[str]:
    (old, counted), (new, counts) = before, after
    found: list[str] = []
    if old.verdict is not new.verdict:
        found.append(f"{_lower(old.verdict)} then, {_lower(new.verdict)} now")
    if counted != counts:
        found.append("it counts now, and was only needed later" if counts else "it is only needed later, and counted")
    if old.message != new.message:
        found.append(f"it says now: {new.message}")
    if old.opens_if != new.opens_if:
        found.append(f"what would open it now: {new.opens_if}")
    if (old.source, old.mark) != (new.source, new.mark):
        found.append(f"its source now: {new.source} ({new.mark.label.lower()})")
    if (old.basis, old.gate) != (new.basis, new.gate):
        found.append(f"it is {new.basis.label.lower()} now, asked from the step: {new.gate.name.lower()}")
    if not found and old.version != new.version:
        found.append(f"version {new.version} of the rule, with the same answer")
    return found


def _lower(verdict: Verdict) -> str:
    return f"‘{verdict.label.lower()}’"


def _reason(kept: Mapping[str, Any]) -> RuleReason:
    """One kept reason; before rules had versions none was kept with it."""
    return RuleReason(
        rule_id=kept["rule_id"],
        version=kept.get("version", ""),
        basis=Basis(kept["basis"]),
        gate=Gate[kept["gate"].upper()],
        verdict=Verdict(kept["verdict"]),
        message=kept["message"],
        opens_if=kept["opens_if"],
        source=kept["source"],
        mark=Mark(kept["mark"]),
        missing=tuple(name for name in kept["missing"] if name not in SWITCHES),
        switches=tuple(name for name in kept["missing"] if name in SWITCHES),
    )
