"""Every fact that the rules of a conditional caution read is asked, or follows from what was asked: none by default."""

from pathways.disposals.facts.rules.case import CaseRecord, DisposalStepFacts, facts_of
from pathways.law.rules.disposal_book import rules_for
from pathways.law.rules.disposal_terms import SWITCHES, Kind, as_facts, in_force
from tests.unit.disposals.plain_case import ANSWERS, CASE, TODAY, one_condition

READ = frozenset[str]().union(*(rule.fails_when.names for rule in rules_for(Kind.CC))) - set(SWITCHES)
UNSAID = as_facts(in_force({}))

# What holds before anybody answers. Each says that something was not done yet, which no officer would be asked.
NOT_DONE_YET = {
    "appropriate_adult_present": False,
    "conditions_count": 0,
    "consequences_explained": False,
    "cps_decision": "not_sought",
    "deadline_exceptional_reason": False,
    "exploitation_reviewed": False,
    "financial_penalty": 0,
    "non_rehab_attendance_hours": 0,
    "risks_asked": False,
    "signed_document_complete": False,
    "victim_contact_attempted": False,
}
NOBODY = CaseRecord(age_at_disposal=None, appropriate_adult_needed=None)
SIGNING = DisposalStepFacts(on=TODAY, rank_level=2, consent=True)


def test_before_anybody_answers_no_fact_is_known_but_that_nothing_was_done_yet():
    facts = facts_of({}, NOBODY, DisposalStepFacts(on=TODAY, rank_level=None), settings=UNSAID)
    assert {name: facts[name] for name in READ if facts.get(name) is not None} == NOT_DONE_YET


def test_what_the_pages_ask_answers_every_fact_and_a_question_left_leaves_its_facts_unknown():
    whole = facts_of(ANSWERS, CASE, SIGNING, [one_condition()], settings=UNSAID)
    # The basis for going on is asked only where custody or a high community order is likely.
    assert {name for name in READ if whole.get(name) is None} == {"exceptional_basis"}
    for question in ANSWERS:
        rest = {name: answer for name, answer in ANSWERS.items() if name != question}
        facts = facts_of(rest, CASE, SIGNING, [one_condition()], settings=UNSAID)
        assert {name for name in READ if facts.get(name) != whole.get(name)} == {
            name for name in READ if facts.get(name) is None and whole.get(name) is not None
        }, question
