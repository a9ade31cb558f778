"""Reasons that are said not to rest on the test, and speak of it: the officer is stopped, told how to go on, and asked."""

from dataclasses import replace

import pytest

from pathways.disposals.proposal import queries
from pathways.disposals.signing import actions
from pathways.law.rules.disposal_terms import Kind
from pathways.refusals import Refused
from pathways.store.base import db
from tests.integration.arrest_tests.custody_scenes import a_test
from tests.integration.disposals.plain_disposal import assessment, facts_page, proposal_page, proposed, with_facts
from tests.integration.disposals.signing.test_result_relied_on import record
from tests.pages import faulty

SPOKEN = "Full admission, no victim. He tested positive for crack in custody and wants help."
PLAIN = "Full admission, no victim. He wants help with his use of crack."
BECAUSE = "The test is the one of the powder by the officer in the case."
CONDITION = {
    "conditions-0-kind": "drug_awareness_course",
    "conditions-0-wording": "Attend both sessions of the course.",
    "conditions-0-due_on-day": "20",
    "conditions-0-due_on-month": "12",
    "conditions-0-due_on-year": "2026",
    "conditions-0-proof": "attendance_log",
}
ASKED = CONDITION | {"rationale": SPOKEN, "reasons_cite_test": "no"}


def test_no_is_held_against_the_words_and_nothing_typed_is_lost(officer, where):
    with_facts(where)
    page = officer.post(proposal_page(where), ASKED).text
    assert faulty(page) == ["words_stand_because"]
    assert "you wrote ‘tested’, ‘positive’" in page
    assert SPOKEN in page
    assert "Attend both sessions of the course." in page
    assert queries.standing(where.episode.id) is None


@pytest.mark.parametrize(
    "changed",
    [
        {"reasons_cite_test": "yes"},
        {"rationale": PLAIN},
        {"words_stand_because": BECAUSE},
    ],
    ids=["the answer", "the words", "the reason"],
)
def test_each_of_the_three_ways_lets_the_proposal_go(officer, where, changed):
    record(where, a_test())
    with_facts(where)
    assert officer.post(proposal_page(where), ASKED | changed).status_code == 302
    disposal = queries.standing(where.episode.id)
    assert disposal.words_stand_because == changed.get("words_stand_because")


def test_whoever_authorises_reads_why_the_words_stand(officer, sergeant, where):
    disposal = proposed(with_facts(where), rationale=SPOKEN, words_stand_because=BECAUSE)
    for page in (
        sergeant.get(f"/disposals/{disposal.id}/authorise").text,
        officer.get(f"/disposals/{disposal.id}").text,
    ):
        assert f"Why it is not about the drug test, though it mentions one: {BECAUSE}" in page


@pytest.mark.parametrize("answered", ["yes", "no"])
def test_words_that_plainly_name_a_custody_test_stand_on_no_box_ticked_and_the_authoriser_never_reads_them(
    officer, sergeant, where, answered
):
    with_facts(where)
    typed = ASKED | {"reasons_cite_test": answered, "words_stand_because": BECAUSE}
    page = officer.post(f"{facts_page(where)}/propose/CR", typed).text
    assert "ANY-07: Take out ‘tested positive’" in page
    assert 'href="#rationale"' in page
    for typed_words in (SPOKEN, BECAUSE, "Attend both sessions of the course."):
        assert typed_words in page
    assert queries.standing(where.episode.id) is None
    assert "tested positive" not in sergeant.get(facts_page(where)).text
    mended = typed | {"rationale": PLAIN, "reasons_cite_test": "no"}
    assert officer.post(f"{facts_page(where)}/propose/CR", mended).status_code == 302


@pytest.mark.parametrize("field", ["words_stand_because", "conditions-0-wording"])
def test_they_are_refused_at_whichever_field_they_stand(officer, where, field):
    with_facts(where)
    typed = ASKED | {"rationale": PLAIN, field: "Because the drug test in custody was positive"}
    page = officer.post(f"{facts_page(where)}/propose/CR", typed).text
    assert "ANY-07: Take out ‘drug test’" in page
    assert f'href="#{field}"' in page


def test_what_was_written_before_the_words_were_refused_is_not_shown_and_not_authorised(sergeant, where):
    old = proposed(with_facts(where), kind=Kind.CR)
    old.rationale = SPOKEN
    db.session.commit()
    for page in (f"/disposals/{old.id}/authorise", f"/disposals/{old.id}"):
        assert "names a custody drug test" in (text := sergeant.get(page).text)
        assert "tested positive" not in text
    with pytest.raises(Refused, match="ANY-07"):
        actions.authorise(by=where.sergeant, disposal_id=old.id, reason="The facts support it and it is fair.")
    assert actions.send_back(by=where.sergeant, disposal_id=old.id, reason="Write it anew, without the test.")


def test_the_authoriser_may_not_write_them_either(where):
    disposal = proposed(with_facts(where), kind=Kind.CR)
    with pytest.raises(Refused, match="ANY-07") as refused:
        actions.authorise(by=where.sergeant, disposal_id=disposal.id, reason="He tested positive, so he needs this.")
    assert [reason.field for reason in refused.value.reasons] == ["reason"]


def test_a_reason_that_is_too_short_is_refused_at_its_field_and_kept(officer, where):
    with_facts(where)
    page = officer.post(proposal_page(where), ASKED | {"words_stand_because": "the powder"}).text
    assert "You typed 10" in page
    assert ">the powder</textarea>" in page


def test_the_reason_for_a_later_date_is_held_against_the_answer_too_and_the_action_asks_again(where):
    with_facts(where)
    with pytest.raises(Refused) as refused:
        proposed(where, deadline_reason="His sample was negative, so there is time.")
    assert [reason.field for reason in refused.value.reasons] == ["words_stand_because"]


def test_the_wording_of_a_condition_is_held_against_the_answer_too_but_not_the_name_of_its_service(where):
    with_facts(where)
    course = assessment(where.service)
    where.service.name = "Positive Futures"
    db.session.commit()
    with pytest.raises(Refused) as refused:
        proposed(where, replace(course, wording="Attend the course, as crack was positive in custody"))
    assert [reason.field for reason in refused.value.reasons] == ["words_stand_because"]
    assert "‘positive’" in refused.value.reasons[0].message
    assert proposed(where, replace(course, wording="Attend the course at Positive Futures")).proposed_at
