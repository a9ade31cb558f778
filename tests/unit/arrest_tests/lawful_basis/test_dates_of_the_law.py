"""Days and hours that decide: when a drug or an offence counts, when 24 hours end, when somebody is 18."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from pathways.arrest_tests.lawful_basis.rules.basis import may_a_sample_be_requested
from pathways.arrest_tests.lawful_basis.rules.facts import Tag
from pathways.law.rules.findings import Bearing
from pathways.vocabulary import Mark
from tests.unit.arrest_tests.cases import NIGHT, a_case, an_offence


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
    note = next(finding for finding in ended.arrest.findings if finding.bearing is Bearing.NOTES)
    assert note.message == "Begging left the trigger list after 28 June 2026, so it needs an inspector."
    assert note.mark is Mark.UNCERTAIN


def test_a_closed_first_offence_supports_a_test_for_24_hours_while_held_for_another() -> None:
    first = an_offence(closed_at=NIGHT + timedelta(hours=3))
    begun = first.detention_start_at or NIGHT
    further = an_offence("TA78-3", arrested_at=NIGHT + timedelta(hours=4))

    def at(moment: datetime) -> Any:
        return may_a_sample_be_requested(a_case(moment, offences=(first, further))).arrest

    inside, outside = at(begun + timedelta(hours=24, minutes=-1)), at(begun + timedelta(hours=24))
    assert inside.is_open
    assert [offence.code for offence in inside.relied_on] == ["TA68-1"]
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
    assert any("12:00, 26 October 2025" in finding.message for finding in at_the_end.arrest.blocking)


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
