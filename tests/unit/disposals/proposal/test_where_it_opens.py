"""Where the fact that shuts a disposal is answered: a question of the sheet, or another part of the record."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from pathways.disposals.facts.rules.case import CaseRecord
from pathways.disposals.facts.rules.earlier_outcomes import Prior, PriorKind
from pathways.disposals.proposal.rules.verdicts import SHOWN_NOW, RuleReason, opinion, opinions, reason_of, stop_every
from pathways.disposals.proposal.rules.what_clears_a_rule import OPENED_BY, OpenedIn, where_it_opens
from pathways.law.rules.disposal_book import rules_for
from pathways.law.rules.disposal_terms import Kind
from pathways.vocabulary import Known
from tests.unit.disposals.plain_case import ANSWERS, CASE, facts

# A rank, a prosecutor, the signing, the page of the conditions or the force opens these: no question does.
BY_DECISION = {
    *("ANY-07", "ANY-08", "CC-12", "CC-13", "CC-14", "CC-15", "CC-16", "CC-17", "CC-18", "CC-19"),
    *("CR-04", "CR-05", "CR-07", "CR-09", "CR-11", "O22-06", "CC-05", "CC-06", "CC-07", "CC-08"),
    *("SC-08", "SC-11", "SC-13", "SC-14", "SC-15", "CW-05", "CR-06", "CR-10", "O22-05", "SC-10", "PND-03", "CW-03"),
}

AN_OUTCOME = Prior(kind=PriorKind.SC, given_on=date(2025, 3, 1), similar=Known.YES)
EVERY_RULE = {rule.id: rule for kind in SHOWN_NOW for rule in rules_for(kind)}


def reason(kind: Kind, rule_id: str, **answers: str) -> RuleReason:
    """The reason of one rule against one disposal, where the sheet is answered so."""
    answer = opinion(kind, facts(answers), picking=True)
    return next(each for each in (*answer.reasons, *answer.still_needed) if each.rule_id == rule_id)


def places(
    kind: Kind, rule_id: str, *, case: CaseRecord = CASE, left: Collection[str] = (), **answers: str
) -> list[tuple[OpenedIn, str]]:
    openings = where_it_opens(reason(kind, rule_id, **answers), ANSWERS | answers, case, left=left)
    return [(opening.part, opening.question) for opening in openings]


def test_every_rule_that_an_answer_opens_says_which_and_reads_it():
    opens = {rule_id for rule_id, rule in EVERY_RULE.items() if not rule.opens_if.startswith("nothing")}
    assert set(OPENED_BY) | BY_DECISION == opens
    assert set(OPENED_BY) & BY_DECISION == set()
    assert [rule_id for rule_id, fact in OPENED_BY.items() if fact not in EVERY_RULE[rule_id].fails_when.names] == []


def test_everything_that_an_answer_opens_has_its_place():
    unknown = dict.fromkeys(facts())
    for rule_id in OPENED_BY:
        shut = reason_of(EVERY_RULE[rule_id], unknown)
        assert shut
        assert where_it_opens(replace(shut, missing=()), ANSWERS, CASE, left=()), rule_id


def test_a_fact_that_shuts_a_disposal_is_answered_by_its_question():
    assert places(Kind.CC, "CC-10", public_interest="yes") == [(OpenedIn.FACTS, "public_interest")]
    assert places(Kind.SC, "SC-02", admission="denies") == [(OpenedIn.FACTS, "admission")]
    assert places(Kind.CC, "CC-11", likely_sentence="high", exceptional="none") == [(OpenedIn.FACTS, "exceptional")]


def test_a_fact_that_is_not_known_is_answered_by_its_question_in_its_own_words():
    (opening,) = where_it_opens(reason(Kind.O22, "O22-02"), ANSWERS, CASE, left=())
    assert (opening.question, opening.words) == (
        "activity",
        "Has a service confirmed that it can offer an activity in time?",
    )


def test_of_a_failing_rule_the_words_are_those_of_the_rule():
    (opening,) = where_it_opens(reason(Kind.SC, "SC-02", admission="denies"), ANSWERS, CASE, left=())
    assert opening.words == EVERY_RULE["SC-02"].opens_if


def test_what_another_part_of_the_record_answers_opens_there():
    asked = facts() | {"risks_asked": False, "appropriate_adult_needed": None}
    by_id = {each.rule_id: each for each in opinion(Kind.CC, asked, picking=True).reasons}
    (risks,) = where_it_opens(by_id["RSK-01"], ANSWERS, CASE, left=())
    assert risks.part is OpenedIn.RISKS
    (adult,) = where_it_opens(by_id["ANY-04"], ANSWERS, CASE, left=("appropriate_adult",))
    assert adult.part is OpenedIn.CUSTODY
    (of_the_sheet,) = where_it_opens(by_id["ANY-04"], ANSWERS, CASE, left=())
    assert of_the_sheet.question == "appropriate_adult"


def test_the_history_opens_on_its_list_once_some_was_found():
    assert places(Kind.SC, "SC-07", earlier="not_known") == [
        (OpenedIn.FACTS, "exceptional"),
        (OpenedIn.FACTS, "earlier"),
    ]
    assert places(Kind.PND, "PND-04", earlier="some") == [(OpenedIn.EARLIER, "")]


def test_earlier_outcomes_that_cannot_be_counted_back_open_with_the_day_of_the_offence():
    shut = opinion(Kind.SC, facts() | {"similar_prior_within_2y": None, "exceptional_basis": "none"}, picking=True)
    similar = next(each for each in shut.reasons if each.rule_id == "SC-07")
    undated = replace(CASE, offence_on=None, priors=(AN_OUTCOME,))
    (opening,) = where_it_opens(similar, ANSWERS | {"earlier": "some"}, undated, left=())
    assert (opening.part, opening.question) == (OpenedIn.FACTS, "offence_on")


def test_what_the_person_will_say_at_signing_is_not_asked_before():
    assert places(Kind.CC, "CC-04") == []
    assert places(Kind.CC, "CC-04", would_agree="no") == [(OpenedIn.FACTS, "would_agree")]


def test_what_a_rank_or_the_force_opens_leads_to_no_question():
    assert places(Kind.CC, "CC-05") == []
    assert places(Kind.SC, "SC-10", abuse_or_hate="neither") == []


def test_what_stops_every_disposal_is_said_once_and_nothing_else_is():
    stopped = opinions(facts() | {"exploitation_indicator": True})
    assert [each.rule_id for each in stop_every(stopped)] == ["ANY-06"]
    assert stop_every(opinions(facts())) == ()
