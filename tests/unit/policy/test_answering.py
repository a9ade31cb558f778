"""A decision answered again the short way is answered as the long way: by every rule, before and after the change."""

from datetime import date, timedelta
from random import Random

import pytest

from pathways.disposals.proposal.rules.verdicts import opinion
from pathways.law.rules.disposal_book import rules, shipped_book
from pathways.law.rules.disposal_terms import Gate, Kind, Verdict
from pathways.policy.rules.what_if import (
    KINDS,
    RuleDates,
    Sandbox,
    WhatIfQuestion,
    book_with,
    question_of,
    question_reasons,
)
from tests.rounds import rounds
from tests.unit.disposals.plain_case import facts
from tests.unit.disposals.random_facts import a_case

TODAY = date(2026, 11, 25)
YEAR = {"from_on": TODAY - timedelta(days=365), "to_on": TODAY}
QUESTIONS = (
    WhatIfQuestion(switches=(("cfg_o22_enabled", False),), dates=(), **YEAR),
    WhatIfQuestion(switches=(("cfg_cc_max_weeks", 16), ("cfg_cr_full_admission", True)), dates=(), **YEAR),
    WhatIfQuestion(switches=(("cfg_pnd_families", ("cannabis",)), ("cfg_pnd_enabled", True)), dates=(), **YEAR),
    WhatIfQuestion(
        switches=(), dates=(RuleDates(row="CC-15@1", valid_from=TODAY + timedelta(days=1), valid_to=None),), **YEAR
    ),
)
PLAIN_NOTICE = {"reason_to_believe": True, "prior_same_drug_steps": 0, "linked_offences": 0}


def the_long_way(question, proposed, known, day=TODAY):
    """Each disposal before and after, asked of the rules themselves."""
    asked = {**known, **dict(question.switches)}
    for kind in KINDS:
        picking = kind is not proposed
        was = opinion(kind, known, gate=Gate.PROPOSE, picking=picking, book=shipped_book(), on=day).verdict
        book = book_with(shipped_book(), question.dates)
        yield kind, was, opinion(kind, asked, gate=Gate.PROPOSE, picking=picking, book=book, on=day).verdict


@pytest.mark.rounds
@pytest.mark.parametrize("question", QUESTIONS)
def test_the_short_way_and_the_long_way_agree_on_random_decisions(question):
    random, box, moved = Random(4), Sandbox(question, shipped_book()), 0
    for number in range(rounds(220, 300)):
        known = a_case(random, unknown=(0, 0.02, 0.3)[number % 3])
        if number % 2:  # decisions that are nearly open, where a change can be seen
            drawn = {name: known[name] for name in known if name.startswith(("cfg_", "deadline_w", "drug_f"))}
            known = {**facts(), **PLAIN_NOTICE, **drawn}
        proposed = random.choice((Kind.CC, Kind.CR, Kind.O22))
        answer, long = box.answer(proposed, known, TODAY), list(the_long_way(question, proposed, known))
        if answer is None:
            continue
        assert [(change.kind, change.was, change.would_be) for change in answer.changes] == [
            each for each in long if each[1] != each[2]
        ]
        assert answer.open_before == any(was.may_be_proposed for _, was, _ in long)
        assert answer.open_after == any(then.may_be_proposed for _, _, then in long)
        assert all(change.why for change in answer.changes)
        moved += bool(answer.changes)
    assert moved > 5


def test_the_same_facts_are_worked_out_once():
    box = Sandbox(QUESTIONS[0], shipped_book())
    answer, other = (box.answer(Kind.CC, {**facts(), "age_at_disposal": age}, TODAY) for age in (30, 41))
    assert answer is other


def test_what_a_changed_rule_reads_and_nobody_recorded_cannot_be_answered():
    known = {name: value for name, value in facts().items() if name != "cr_prior_same_type"}
    question = WhatIfQuestion(switches=(("cfg_cr_repeat_limit", 3),), dates=(), **YEAR)
    assert Sandbox(question, shipped_book()).answer(Kind.CC, known, TODAY) is None
    not_known = {**known, "cr_prior_same_type": None}
    assert Sandbox(question, shipped_book()).answer(Kind.CC, not_known, TODAY) is not None


def test_a_fact_of_another_shape_cannot_be_answered():
    assert Sandbox(QUESTIONS[1], shipped_book()).answer(Kind.CC, {**facts(), "deadline_weeks": "ten"}, TODAY) is None


def test_a_rule_with_another_first_day_is_not_asked_before_it():
    shorter = {**facts(), "deadline_weeks": 21}
    box = Sandbox(QUESTIONS[3], shipped_book())
    (change,) = box.answer(Kind.CC, shorter, TODAY).changes
    assert (change.kind, change.was, change.would_be) == (Kind.CC, Verdict.NOT_AVAILABLE, Verdict.NEEDS_INFO)
    assert change.why == ("CC-15",)
    assert box.answer(Kind.CC, shorter, TODAY + timedelta(days=1)).changes == ()


def test_a_question_is_kept_as_it_was_asked():
    assert [question_of(question.as_json()) for question in QUESTIONS] == list(QUESTIONS)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"switches": ()}, "Change at least one"),
        ({"switches": (("cfg_cc_max_weeks", 999),)}, "That is not a value of this switch"),
        ({"dates": (RuleDates(row="XX-99@1", valid_from=TODAY, valid_to=None),)}, "not in the book"),
        ({"from_on": TODAY + timedelta(days=1), "to_on": TODAY + timedelta(days=2)}, "No decision has been made"),
        ({"from_on": TODAY, "to_on": TODAY - timedelta(days=1)}, "before the first day"),
    ],
)
def test_a_question_that_cannot_be_asked_says_why(change, words):
    asked = WhatIfQuestion(**{"switches": QUESTIONS[0].switches, "dates": (), **YEAR} | change)
    assert words in " ".join(reason.message for reason in question_reasons(asked, rules(), TODAY))
