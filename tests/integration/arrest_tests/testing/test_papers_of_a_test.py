"""DT1, DT2 and RA1: each holds its checklist, is printed again as the same bytes, and says so after a correction."""

from datetime import timedelta
from hashlib import sha256

import pytest

from pathways import clock
from pathways.arrest_tests.assessment import actions as assessment_actions
from pathways.arrest_tests.authority import actions as authority_actions
from pathways.arrest_tests.held_records import actions as held_records_actions
from pathways.arrest_tests.held_records.rules import Difference
from pathways.arrest_tests.rules import AuthorityMode
from pathways.arrest_tests.testing import actions as testing_actions
from pathways.arrest_tests.testing.rules.results import ToldAnswer
from pathways.auth.roles import Rank
from pathways.law.rules.findings import stops
from tests import county
from tests.integration.arrest_tests.custody_scenes import (
    GROUNDS,
    a_test,
    again,
    arrested_for,
    in_custody,
    negative,
    require,
)
from tests.pages import as_drawn
from tests.papers import checklist, opened, placed, words_of

ROOM, FORCE = "arrest_tests", Difference.FORCE


def test_the_papers_of_a_test_hold_their_checklists_and_a_correction_makes_a_copy_that_says_so(desk):
    client, officer = desk
    view = in_custody(officer)
    arrested_for(officer, view)
    testing_actions.record_test(by=officer, view=view, record=a_test(told_answer=ToldAnswer.DISPUTES))
    required = require(officer, view)
    case = f"/episodes/{view.episode.id}"
    addresses = {
        "dt1": f"{case}/test/record.pdf",
        "dt2": f"{case}/test/result.pdf",
        "ra1": f"{case}/required-assessment/notice.pdf",
    }
    first = {paper: client.get(address).data for paper, address in addresses.items()}
    assert {paper: client.get(address).data for paper, address in addresses.items()} == first
    texts = {paper: opened(content, ROOM, paper) for paper, content in first.items()}
    by = f"Copy 1 · Made 25 November 2026 03:12 by {officer.name}"
    assert all("Dean Rawcliffe" in words and by in words for words in texts.values())
    for words in ("Cocaine (includes crack): Positive", "Disputed. No laboratory result is recorded"):
        assert words in texts["dt1"]
        assert words in texts["dt2"]
        assert words not in texts["ra1"]
    assert "Custody saliva device, SN-20417" in texts["dt1"]
    assert "Specified Class A drugs, one sample (law-" in texts["dt1"]
    assert not [paper for paper, words in texts.items() if "ClassA" in words]
    assert "PC 2290 Ellery (a police officer)" in texts["dt1"]
    assessment_actions.serve_notice(by=officer, view=again(officer, view), all_said=True, served_at=clock.now())
    assert required.notice_sha256 == sha256(first["ra1"]).hexdigest()
    why = "The lines of the device were read the wrong way"
    testing_actions.correct_test(by=officer, view=again(officer, view), record=negative(), reason=why)
    for paper in ("dt1", "dt2"):
        second = client.get(addresses[paper]).data
        words = opened(second, ROOM, paper)
        assert "Copy 2. It takes the place of copy 1, printed on 25 November 2026 at 03:12" in words
        assert "Cocaine (includes crack): Negative" in words
        assert client.get(f"{addresses[paper]}?copy=1").data == first[paper]
        assert client.get(f"{addresses[paper]}?copy=3").status_code == 404
    assert why in words_of(client.get(addresses["dt1"]).data)
    page = client.get(f"{case}/test").text
    assert "DT1, copy 1" in page
    assert "DT2, copy 2" in page
    assert "DT2" not in as_drawn(client.get(case).text)


@pytest.mark.database
def test_the_record_of_a_test_says_when_a_written_authority_was_written_and_what_time_was_typed(desk, the_clock):
    client, officer = desk
    view = in_custody(officer)
    (offence,) = arrested_for(officer, view, "TA78-3")
    inspector = county.officer(Rank.INSPECTOR)
    typed = clock.now() - timedelta(minutes=2)
    given = {"offence_id": offence.id, "given_by_id": inspector.user_id, "grounds": GROUNDS, "given_at": typed}
    authority_actions.give_authority(by=inspector, view=view, mode=AuthorityMode.WRITTEN, **given)
    the_clock.advance(timedelta(minutes=40))
    testing_actions.record_test(by=officer, view=again(officer, view), record=a_test(told_answer=ToldAnswer.DISPUTES))
    words = words_of(client.get(f"/episodes/{view.episode.id}/test/record.pdf").data)
    assert "25 November 2026 at 03:12, in writing" in words
    assert "The time typed was 25 November 2026 at 03:10: it counts from when it was saved here" in words


def test_what_is_held_is_told_to_no_court_and_blank_papers_have_every_line(desk):
    client, officer = desk
    view = in_custody(officer)
    arrested_for(officer, view)
    what_happened = held_records_actions.WhatHappened(
        words="Force was used to take it, we learnt.", differences=frozenset({FORCE})
    )
    held_records_actions.record_as_it_happened(by=officer, view=view, record=a_test(), what_happened=what_happened)
    case = f"/episodes/{view.episode.id}/test"
    assert client.get(f"{case}/result.pdf").status_code == 404
    record = words_of(client.get(f"{case}/record.pdf").data)
    assert stops("V-024").message in record
    assert "Held for an inspector, 25 November 2026" in record
    for paper in ("dt1", "ra1"):
        content = client.get(f"/papers/blank.pdf?form={paper}").data
        words = words_of(content)
        missing = [item for item in checklist(ROOM, paper) if item[1] not in words]
        assert [item for item in missing if item[1] != "Force may not be used"] == []
        assert "Rawcliffe" not in words
        lines, strokes = placed(content)
        rules = [rule for rule in strokes if not rule.height and rule.width > 150]
        assert len(rules) > 4
        for rule in rules:
            above = [line for line in lines if line.page == rule.page and rule.y - 2 < line.y < rule.y + 14]
            assert [line.words for line in above if line.x + 1 > rule.x] == []
        ticked = [line.words for line in lines if line.words in ("On arrest", "Refused", "Inconclusive", "Accepts it")]
        boxes = [box for box in strokes if box.height]
        assert (len(ticked), len(boxes) > 30) == ((4, True) if paper == "dt1" else (0, False))
