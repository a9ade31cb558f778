"""May a sample be requested? Each row changes one thing in the plainest case."""

from datetime import date, timedelta
from typing import Any

import pytest

from pathways.arrest_tests.lawful_basis.rules.basis import may_a_sample_be_requested
from pathways.arrest_tests.lawful_basis.rules.facts import Tag
from pathways.law.rules.proposed_changes import Notification
from pathways.vocabulary import Mark
from tests.unit.arrest_tests.cases import NIGHT, a_case, an_authority, an_offence

AT = NIGHT + timedelta(hours=2)


def test_a_trigger_offence_opens_the_arrest_route_and_needs_no_inspector() -> None:
    answer = may_a_sample_be_requested(a_case())
    assert answer.arrest.is_open
    assert answer.arrest.tag is Tag.OPEN
    assert [offence.code for offence in answer.arrest.relied_on] == ["TA68-1"]
    assert answer.charge.blocks == ("V-009",)
    assert answer.charge.tag is Tag.CLOSED
    assert answer.charge.summary == "Not charged with any offence."
    assert answer.verdict == "Yes, on arrest. No inspector needed"


@pytest.mark.parametrize(
    ("changes", "blocks"),
    [
        ({"in_police_detention": False}, ("V-001",)),
        ({"custody_officer_seen_at": None}, ("V-002",)),
        ({"custody_officer_seen_at": AT + timedelta(minutes=1)}, ("V-002",)),
        ({"notification": None}, ("V-003",)),
        ({"notification": Notification()}, ("V-004",)),
        ({"born_on": date(2007, 6, 2)}, ("V-005", "V-007")),
        ({"born_on": date(2007, 6, 1)}, ()),
        ({"is_vulnerable": True}, ("V-007",)),
        ({"is_vulnerable": True, "appropriate_adult_present": True}, ()),
        ({"born_on": date(2007, 1, 1), "age_is_only_said_or_estimated": True}, ("V-007", "V-008")),
        (
            {"born_on": date(2007, 1, 1), "age_is_only_said_or_estimated": True, "clear_age_evidence": True},
            (),
        ),
        ({"born_on": date(2006, 1, 1), "age_is_only_said_or_estimated": True}, ()),
        ({"warned_at": None}, ("V-014",)),
        ({"warned_at": AT + timedelta(minutes=1)}, ("V-014",)),
        ({"offences": ()}, ("V-009",)),
        ({"offences": (an_offence("TA78-3"),)}, ("V-010",)),
        ({"offences": (an_offence("OTHER", described_as="Affray"),)}, ("V-010",)),
        ({"offences": (an_offence("MDA71-5-2"),)}, ("V-010", "V-016")),
        ({"offences": (an_offence("MDA71-5-2", "cannabis"),)}, ("V-010", "V-017")),
        ({"offences": (an_offence("MDA71-5-2", "crack_cocaine"),)}, ()),
        ({"offences": (an_offence("MDA71-5-2", "nitazene_2024"),)}, ("V-010", "V-017")),
        ({"offences": (an_offence(closed_at=AT - timedelta(minutes=1)),)}, ("V-009",)),
        ({"offences": (an_offence(charged_at=AT - timedelta(minutes=1)),)}, ("V-009",)),
    ],
)
def test_what_stands_in_the_way_of_a_sample_on_arrest(changes: dict[str, Any], blocks: tuple[str, ...]) -> None:
    assert may_a_sample_be_requested(a_case(**changes)).arrest.blocks == blocks


def test_a_look_alike_says_why_it_is_no_trigger() -> None:
    answer = may_a_sample_be_requested(a_case(offences=(an_offence("TA78-3"),)))
    assert [finding.message for finding in answer.arrest.findings if finding.rule == "LOOKALIKE"] == [
        "Looks like a trigger, but is not: not in Sch 6 although acquisitive."
    ]


def test_a_drug_not_chosen_is_a_missing_fact_but_only_a_warning_beside_another_trigger() -> None:
    alone = may_a_sample_be_requested(a_case(offences=(an_offence("MDA71-5-2"),)))
    beside = may_a_sample_be_requested(a_case(offences=(an_offence("MDA71-5-2"), an_offence())))
    assert alone.arrest.tag is Tag.NEEDS_INFORMATION
    assert alone.verdict == "Cannot say yet: 1 fact missing"
    assert alone.arrest.summary.startswith("Select the drug.")
    text = " ".join(finding.message for finding in alone.arrest.findings)
    assert "is not known without the drug" in text
    assert "is not a trigger offence" not in text
    assert beside.arrest.is_open
    assert beside.arrest.warnings == ("V-016",)


def test_every_reason_carries_its_sentence_its_source_and_its_mark() -> None:
    cases = (
        a_case(),
        a_case(offences=()),
        a_case(in_police_detention=False, notification=None, offences=(an_offence("MDA71-5-2", "mdma"),)),
        a_case(offences=(an_offence("TA78-3"),), authorities=(an_authority(told_at=None),)),
        a_case(offences=(an_offence("MDA71-5-2", "nitazene_2025"), an_offence("VA1824-4"))),
    )
    for case in cases:
        answer = may_a_sample_be_requested(case)
        for finding in (*answer.arrest.findings, *answer.charge.findings, *answer.on_either):
            assert finding.message
            assert "{" not in finding.message + finding.source
            assert finding.source
            assert finding.mark in Mark
            assert finding.bearing.label


def test_nothing_recorded_yet_asks_for_the_offence_and_says_no_more() -> None:
    answer = may_a_sample_be_requested(a_case(offences=(), warned_at=None))
    assert answer.verdict == "Cannot say yet: add the offence"
    assert answer.arrest.tag is Tag.NEEDS_INFORMATION
    assert answer.arrest.summary == "No offence is recorded yet."


def test_the_warning_is_a_step_still_to_do_and_does_not_close_a_route() -> None:
    answer = may_a_sample_be_requested(a_case(warned_at=None))
    assert answer.arrest.tag is Tag.OPEN
    assert not answer.arrest.is_open


def test_somebody_who_came_by_choice_is_offered_a_voluntary_referral() -> None:
    answer = may_a_sample_be_requested(a_case(in_police_detention=False, presence_label="Voluntary interview"))
    assert answer.verdict == "No: offer a voluntary referral"
    assert "This person is recorded as Voluntary interview." in answer.on_either[0].message


def test_whoever_is_not_detained_is_offered_a_referral_and_nothing_is_left_open_to_do() -> None:
    answer = may_a_sample_be_requested(a_case(in_police_detention=False, custody_officer_seen_at=None, warned_at=None))
    assert answer.verdict == "No: offer a voluntary referral"
    assert [finding.rule for finding in answer.on_either] == ["V-001"]


def test_where_a_route_may_still_open_the_steps_to_do_are_listed() -> None:
    answer = may_a_sample_be_requested(a_case(custody_officer_seen_at=None, warned_at=None))
    assert {"V-002", "V-014"} <= {finding.rule for finding in answer.on_either}
