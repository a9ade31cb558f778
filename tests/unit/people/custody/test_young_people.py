"""Under 18: what applies, and what the officer records."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from pathways.people.custody.rules import HandoverFacts, handover_reasons, what_applies
from pathways.people.rules import AdultTold, AgreesToTalk, Rung, SignsOfUse

TODAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 0, 58, tzinfo=UTC)
PLAIN = HandoverFacts(
    rung=(Rung.YOUNG_PEOPLES_SERVICE,),
    called_at=NOW,
    answered_by="Priya",
    agrees=AgreesToTalk.YES,
    adult_told=AdultTold.ON_THE_WAY,
    signs_of_use=SignsOfUse.NO,
    agreed="She comes to the suite at 9",
)


def messages(**changed) -> list[str]:
    return [reason.message for reason in handover_reasons(replace(PLAIN, **changed), now=NOW)]


def test_a_young_person_has_two_things_to_do_and_four_that_do_not_open():
    lines = what_applies(date(2009, 2, 3), TODAY)
    assert [line.is_to_do for line in lines] == [True, True, False, False, False, False]
    assert all(line.source for line in lines)


def test_a_child_under_14_has_no_charge_route_at_all():
    assert "No test after charge: 14 or over only" in [line.message for line in what_applies(date(2013, 2, 3), TODAY)]


def test_from_14_the_charge_route_depends_on_the_notice_of_the_suite():
    assert any("unless the suite has a notice" in line.message for line in what_applies(date(2012, 11, 25), TODAY))


def test_a_plain_handover_has_nothing_missing():
    assert messages() == []


def test_somebody_has_to_be_rung_or_the_reason_said():
    assert messages(rung=()) == ["Select who you rang, or ‘Nobody yet’"]
    assert messages(rung=(Rung.NOBODY,), called_at=None, agreed=" ") == ["Say why nobody was rung yet"]
    assert messages(rung=(Rung.NOBODY,), called_at=None, agreed="No answer on either line") == []


def test_nobody_and_somebody_exclude_each_other():
    assert messages(rung=(Rung.NOBODY, Rung.YOUTH_JUSTICE)) == ["Select who you rang or ‘Nobody yet’, not both"]


def test_a_call_has_a_time_that_is_not_in_the_future():
    assert messages(called_at=None) == ["Enter when you rang"]
    assert messages(called_at=NOW + timedelta(minutes=1)) == [
        "The call cannot be in the future. Type the time you rang"
    ]
