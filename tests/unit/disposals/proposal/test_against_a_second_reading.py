"""The engine says what a second, slow reading of the file says, and learning a fact never opens what an Act closes."""

from datetime import date
from itertools import cycle, product
from random import Random

import pytest

from pathways.disposals.proposal.rules.verdicts import Opinion, opinion
from pathways.law.rules.disposal_book import rules
from pathways.law.rules.disposal_book_checks import Shape, shape_of
from pathways.law.rules.disposal_terms import FACT_WORDS, SWITCHES, Gate, Kind, RuleBasis, Verdict
from tests.rounds import rounds
from tests.unit.disposals.plain_case import facts, one_condition
from tests.unit.disposals.random_facts import NAMES, a_case, one_fact
from tests.unit.disposals.slow_reading import read_rows, slow_opinion

CASES = rounds(1_500, 10_000)
TODAY = date(2026, 11, 25)


def as_told(answer: Opinion) -> tuple[str, list[object], list[object]]:
    """An opinion in the words of the slow reading."""
    parts = (
        [
            (reason.rule_id, reason.verdict.value, frozenset(reason.missing) | frozenset(reason.switches))
            for reason in reasons
        ]
        for reasons in (answer.reasons, answer.still_needed)
    )
    return answer.verdict.value, *parts


@pytest.mark.rounds
def test_on_random_cases_half_with_unknowns_the_engine_says_what_a_slow_reading_of_the_file_says() -> None:
    random, rows = Random(76), read_rows()
    asked = cycle(product(Kind, Gate, (False, True)))
    seen: set[tuple[Kind, Gate, str]] = set()
    for number in range(CASES):
        kind, gate, picking = next(asked)
        known = a_case(random, unknown=random.choice((0.05, 0.3, 0.7)) if number % 2 else 0)
        if number % 4 == 2:  # near the plainest case: of wholly random facts hardly one passes every rule
            known = facts(plan=(one_condition(),)) | {name: known[name] for name in random.sample(NAMES, 4)}
        engine = as_told(opinion(kind, known, gate=gate, picking=picking, on=TODAY))
        assert engine == slow_opinion(rows, kind.value, known, gate.value, picking=picking, day=TODAY.isoformat())
        seen.add((kind, gate, engine[0]))
    assert {(kind, gate) for kind, gate, _ in seen} == set(product(Kind, Gate))
    assert {verdict for _, _, verdict in seen} == {each.value for each in Verdict}


def test_learning_a_fact_never_opens_what_an_act_closes() -> None:
    """Stronger than asked: not even a fact that the rule names, because only a settled answer closes."""
    random = Random(63)
    learned = 0
    for _ in range(1_500):
        kind, gate, before = random.choice(list(Kind)), random.choice(list(Gate)), a_case(random, unknown=0.5)
        closed = closed_by_an_act(opinion(kind, before, gate=gate))
        if not closed:
            continue
        name = random.choice([unknown for unknown in NAMES if before[unknown] is None])
        after = opinion(kind, before | {name: one_fact(name, random)}, gate=gate)
        learned += 1
        assert closed <= closed_by_an_act(after)
        assert after.verdict is Verdict.NOT_AVAILABLE
    assert learned > 500


def closed_by_an_act(answer: Opinion) -> set[str]:
    """The rules of statute that say not available."""
    closing = (
        reason
        for reason in answer.reasons
        if reason.basis is RuleBasis.STATUTE and reason.verdict is Verdict.NOT_AVAILABLE
    )
    return {reason.rule_id for reason in closing}


def test_an_answer_that_is_settled_stays_whatever_else_becomes_known() -> None:
    random = Random(17)
    settled = 0
    for _ in range(150):
        before = a_case(random, unknown=0.5)
        after = {name: one_fact(name, random) if value is None else value for name, value in before.items()}
        for rule in rules():
            if (answer := rule.fails_when.answer(before).value) is not None:
                settled += 1
                assert rule.fails_when.answer(after).value is answer
    assert settled > 1_000


def test_the_shape_of_every_fact_and_switch_is_that_of_what_the_record_says() -> None:
    known = facts({"activity": "yes", "exceptional": "none"}, plan=(one_condition(),), consent=True)
    types = {
        Shape.YES_NO: bool,
        Shape.NUMBER: (int, float),
        Shape.WORD: str,
        Shape.LIST: tuple,
    }
    names = {name for name in NAMES if known.get(name) is not None}
    assert len(names) > 40
    wrong = [
        name
        for name in names
        if not isinstance(known[name], types[shape_of(name)])
        or (isinstance(known[name], bool) and shape_of(name) is not Shape.YES_NO)
    ]
    assert wrong == []
    assert set(NAMES) == FACT_WORDS.keys() | SWITCHES.keys()
