"""May a sample be requested? Each row changes one thing in the plainest case."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from pathways.arrest_tests.rules import (
    Bearing,
    Notification,
    Route,
    SampleCondition,
    SampleFacts,
    Tag,
    may_a_sample_be_requested,
)
from pathways.vocabulary import Mark
from tests.unit.arrest_tests.cases import NIGHT, a_case, an_authority, an_offence

AT = NIGHT + timedelta(hours=2)
ON_ARREST_ONLY = Notification(routes=frozenset({Route.ARREST}))


def test_a_trigger_offence_opens_the_arrest_route_and_needs_no_inspector() -> None:
    answer = may_a_sample_be_requested(a_case())
    assert answer.arrest.is_open
    assert answer.arrest.tag is Tag.OPEN
    assert [one.code for one in answer.arrest.relied_on] == ["TA68-1"]
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


def test_possession_of_mdma_is_a_trigger_from_2_august_2023_and_not_the_day_before() -> None:
    before, after = datetime(2023, 8, 1, 22, 59, tzinfo=UTC), datetime(2023, 8, 1, 23, 0, tzinfo=UTC)
    last, first = (
        may_a_sample_be_requested(
            a_case(at + timedelta(hours=2), offences=(an_offence("MDA71-5-2", "mdma", arrested_at=at),))
        )
        for at in (before, after)
    )
    assert last.arrest.blocks == ("V-010", "V-017")
    assert first.arrest.is_open


def test_begging_that_left_the_list_yesterday_needs_an_inspector_and_says_why() -> None:
    yesterday, today = datetime(2026, 6, 28, 12, tzinfo=UTC), datetime(2026, 6, 29, 12, tzinfo=UTC)
    still, ended = (
        may_a_sample_be_requested(a_case(at + timedelta(hours=2), offences=(an_offence("VA1824-3", arrested_at=at),)))
        for at in (yesterday, today)
    )
    assert still.arrest.is_open
    assert ended.arrest.tag is Tag.NEEDS_AUTHORITY
    assert ended.verdict == "Not yet: 1 thing stops it"
    note = next(one for one in ended.arrest.findings if one.bearing is Bearing.NOTES)
    assert note.message == "Begging left the trigger list after 28 June 2026, so it needs an inspector."
    assert note.mark is Mark.UNCERTAIN


def test_a_look_alike_says_why_it_is_no_trigger() -> None:
    answer = may_a_sample_be_requested(a_case(offences=(an_offence("TA78-3"),)))
    assert [one.message for one in answer.arrest.findings if one.rule == "LOOKALIKE"] == [
        "Looks like a trigger, but is not: not in Sch 6 although acquisitive."
    ]


def test_a_drug_not_chosen_is_a_missing_fact_but_only_a_warning_beside_another_trigger() -> None:
    alone = may_a_sample_be_requested(a_case(offences=(an_offence("MDA71-5-2"),)))
    beside = may_a_sample_be_requested(a_case(offences=(an_offence("MDA71-5-2"), an_offence())))
    assert alone.arrest.tag is Tag.NEEDS_INFORMATION
    assert alone.verdict == "Cannot say yet: 1 fact missing"
    assert beside.arrest.is_open
    assert beside.arrest.warnings == ("V-016",)


@pytest.mark.parametrize(
    ("changes", "blocks"),
    [
        ({}, ()),
        ({"rank_label": "Constable", "is_inspector_or_above": False}, ("V-011",)),
        ({"grounds": "  looks like a user   "}, ("V-012",)),
        ({"given_at": AT + timedelta(minutes=1), "told_at": AT + timedelta(minutes=2)}, ("V-013",)),
        ({"told_at": None}, ("V-015",)),
        ({"told_at": AT + timedelta(minutes=1)}, ("V-015",)),
        ({"offence_key": "OAPA61-47"}, ("V-010",)),
    ],
)
def test_what_an_authority_must_be(changes: dict[str, Any], blocks: tuple[str, ...]) -> None:
    case = a_case(offences=(an_offence("TA78-3"),), authorities=(an_authority(**changes),))
    assert may_a_sample_be_requested(case).arrest.blocks == blocks


def test_a_constable_who_authorises_is_refused_by_the_name_of_the_rank() -> None:
    authority = an_authority(rank_label="Constable", is_inspector_or_above=False)
    answer = may_a_sample_be_requested(a_case(offences=(an_offence("TA78-3"),), authorities=(authority,)))
    assert [one.message for one in answer.arrest.blocking] == [
        "The authorising officer must be of at least the rank of inspector. Constable cannot authorise."
    ]


def test_a_sound_authority_counts_although_an_earlier_one_was_faulty() -> None:
    faulty = an_authority(rank_label="Sergeant", is_inspector_or_above=False)
    case = a_case(offences=(an_offence("TA78-3"),), authorities=(faulty, an_authority(at=NIGHT)))
    answer = may_a_sample_be_requested(case)
    assert answer.arrest.is_open
    assert answer.verdict == "Yes, on arrest. An inspector has authorised it"


def test_oral_authority_warns_until_it_is_confirmed_and_repeated_grounds_warn_too() -> None:
    unconfirmed = an_authority(at=NIGHT - timedelta(hours=1), is_oral=True, same_grounds_that_day=3)
    case = a_case(offences=(an_offence("TA78-3"),), authorities=(unconfirmed,))
    assert may_a_sample_be_requested(case).arrest.warnings == ("V-012", "V-013a")


def test_the_charge_route_is_open_from_14_with_an_appropriate_adult() -> None:
    charged = an_offence(charged_at=AT - timedelta(minutes=30))
    fourteen = a_case(born_on=date(2011, 6, 1), offences=(charged,), appropriate_adult_present=True)
    thirteen = a_case(born_on=date(2011, 6, 2), offences=(charged,), appropriate_adult_present=True)
    assert may_a_sample_be_requested(fourteen).charge.is_open
    assert may_a_sample_be_requested(fourteen).verdict == "Yes, after charge. No inspector needed"
    assert may_a_sample_be_requested(thirteen).charge.blocks == ("V-006",)


def test_under_18s_need_their_own_notification_on_the_charge_route() -> None:
    charged = an_offence(charged_at=AT - timedelta(minutes=30))
    adults_only = Notification(routes=frozenset(Route))
    young = a_case(
        born_on=date(2009, 1, 1), offences=(charged,), appropriate_adult_present=True, notification=adults_only
    )
    unsure = a_case(
        born_on=date(2007, 1, 1),
        age_is_only_said_or_estimated=True,
        offences=(charged,),
        appropriate_adult_present=True,
        notification=adults_only,
    )
    assert may_a_sample_be_requested(young).charge.blocks == ("V-004",)
    assert may_a_sample_be_requested(unsure).charge.blocks == ()
    assert may_a_sample_be_requested(unsure).charge.warnings == ("V-004",)


def test_a_route_that_the_notification_leaves_out_stays_closed() -> None:
    charged = an_offence(charged_at=AT - timedelta(minutes=30))
    answer = may_a_sample_be_requested(a_case(offences=(charged,), notification=ON_ARREST_ONLY))
    assert answer.charge.blocks == ("V-004",)
    assert [one.message for one in answer.charge.blocking] == [
        "The notification for Lincoln does not cover charge testing."
    ]


@pytest.mark.parametrize("condition", list(SampleCondition))
def test_one_sample_in_a_continuous_detention_bars_both_routes_whatever_became_of_it(
    condition: SampleCondition,
) -> None:
    offences = (an_offence(), an_offence("TA68-8", charged_at=AT - timedelta(minutes=5)))
    taken = (SampleFacts(route=Route.ARREST, condition=condition),)
    answer = may_a_sample_be_requested(a_case(offences=offences, samples=taken))
    assert [route.blocks for route in answer.routes] == [("V-018",), ("V-018",)]
    assert answer.verdict == "No: a sample has already been taken"


def test_a_second_sample_would_be_allowed_only_by_a_regime_of_two_after_an_insufficient_first() -> None:
    def again(condition: SampleCondition) -> tuple[str, ...]:
        taken = (SampleFacts(route=Route.ARREST, condition=condition),)
        return may_a_sample_be_requested(a_case(samples=taken, max_samples=2)).arrest.blocks

    assert again(SampleCondition.INSUFFICIENT) == ()
    assert again(SampleCondition.SUFFICIENT) == ("V-018",)


def test_a_closed_first_offence_supports_a_test_for_24_hours_while_held_for_another() -> None:
    first = an_offence(closed_at=NIGHT + timedelta(hours=3))
    begun = first.detention_start_at or NIGHT
    further = an_offence("TA78-3", arrested_at=NIGHT + timedelta(hours=4))

    def at(moment: datetime) -> Any:
        return may_a_sample_be_requested(a_case(moment, offences=(first, further))).arrest

    inside, outside = at(begun + timedelta(hours=24, minutes=-1)), at(begun + timedelta(hours=24))
    assert inside.is_open
    assert [one.code for one in inside.relied_on] == ["TA68-1"]
    assert outside.blocks == ("V-010", "V-021")


def test_the_24_hours_of_the_first_offence_are_elapsed_hours_on_the_night_the_clock_goes_back() -> None:
    arrested = datetime(2025, 10, 25, 11, 30, tzinfo=UTC)  # 12:30 in London; held from 13:00
    first = an_offence(arrested_at=arrested, closed_at=arrested + timedelta(hours=1))
    further = an_offence("TA78-3", arrested_at=arrested + timedelta(hours=2))
    at_noon = datetime(2025, 10, 26, 12, 0, tzinfo=UTC)  # 24 elapsed hours later it is only 12:00 by the wall
    just_before = may_a_sample_be_requested(a_case(at_noon - timedelta(minutes=1), offences=(first, further)))
    at_the_end = may_a_sample_be_requested(a_case(at_noon, offences=(first, further)))
    assert just_before.arrest.is_open
    assert at_the_end.arrest.blocks == ("V-010", "V-021")
    assert any("12:00, 26 October 2025" in one.message for one in at_the_end.arrest.blocking)


def test_the_age_is_that_of_the_london_day_of_the_request() -> None:
    eve = datetime(2025, 6, 1, 22, 59, tzinfo=UTC)  # 23:59 on the last day of being 17
    born = date(2007, 6, 2)
    offences = (an_offence(arrested_at=eve - timedelta(hours=2)),)
    still_17 = may_a_sample_be_requested(a_case(eve, born_on=born, offences=offences))
    now_18 = may_a_sample_be_requested(a_case(eve + timedelta(minutes=1), born_on=born, offences=offences))
    assert "V-005" in still_17.arrest.blocks
    assert now_18.arrest.is_open


def test_one_born_on_29_february_is_18_on_1_march_of_a_common_year() -> None:
    born, offence = date(2008, 2, 29), an_offence(arrested_at=datetime(2026, 2, 28, 8, tzinfo=UTC))
    eve = may_a_sample_be_requested(a_case(datetime(2026, 2, 28, 12, tzinfo=UTC), born_on=born, offences=(offence,)))
    day = may_a_sample_be_requested(a_case(datetime(2026, 3, 1, 12, tzinfo=UTC), born_on=born, offences=(offence,)))
    assert "V-005" in eve.arrest.blocks
    assert day.arrest.is_open


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
