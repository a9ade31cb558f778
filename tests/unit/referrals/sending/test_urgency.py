"""What makes a referral urgent, from when on, and who was told it."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from pathways.referrals.sending.rules import Sitting, UrgencyFacts, first_day, labels_of, urgent_because
from pathways.vocabulary import Answer

SENT = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)
TODAY, DAY = SENT.date(), timedelta(days=1)
NOTHING = UrgencyFacts(sent_at=SENT, sent_on=TODAY, age=19, leaves_on=date(2026, 3, 3), cannot_be_rung=True)


def sitting(days: float = 0, **answers: object) -> Sitting:
    at = SENT + days * DAY
    return Sitting(at=at, on=at.date(), **answers)


def urgent_signs(**facts: object) -> list[tuple[str, float, bool]]:
    """Code, days after the sending, and whether the service was told it."""
    signs = urgent_because(replace(NOTHING, **facts))
    return [(sign.code, (sign.at - SENT) / DAY, sign.by_service) for sign in signs]


def test_an_overdose_a_suicide_risk_and_a_pregnancy_are_urgent_and_being_young_is_local() -> None:
    assert urgent_because(NOTHING) == ()
    every = sitting(-0.1, overdose_last_7_days=Answer.YES, suicide_risk=Answer.YES, pregnant=Answer.YES)
    signs = urgent_because(replace(NOTHING, desk=(every,)))
    assert labels_of(signs) == ("Overdose in the last 7 days", "Pregnant", "Suicide or self-harm risk")
    assert {(sign.at, sign.by_service) for sign in signs} == {(SENT, False)}
    assert all(sign.source.startswith("Treatment reference 2.3") and sign.mark.label for sign in signs)


@pytest.mark.parametrize("answer", [Answer.NO, Answer.WOULD_NOT_SAY, None])
@pytest.mark.parametrize("place", ["desk", "service"])
def test_would_not_say_is_no_sign(answer: Answer | None, place: str) -> None:
    without_sign = sitting(1, overdose_last_7_days=answer, suicide_risk=answer, pregnant=answer)
    assert urgent_signs(**{place: (without_sign,)}) == []


def test_what_is_answered_at_the_desk_after_the_sending_is_urgent_from_that_answer_on() -> None:
    before, after = sitting(-1, suicide_risk=Answer.NO), sitting(0.5, suicide_risk=Answer.YES)
    assert urgent_signs(desk=(before, after)) == [("suicide_risk", 0.5, False)]
    again = sitting(2, suicide_risk=Answer.YES)
    assert urgent_signs(desk=(before, after, again)) == [("suicide_risk", 0.5, False)]
    assert urgent_signs(desk=(after, sitting(2, suicide_risk=Answer.NO))) == []
    blank = sitting(2, pregnant=Answer.YES)
    assert urgent_signs(desk=(after, blank)) == [("pregnant", 2, False), ("suicide_risk", 0.5, False)]


def test_what_the_service_is_told_is_urgent_from_its_answer_on_and_is_its_own() -> None:
    at_service = sitting(4, pregnant=Answer.YES, suicide_risk=Answer.YES, overdose_on=TODAY - 3 * DAY)
    assert urgent_signs(service=(at_service,)) == [
        ("overdose_last_7_days", 4, True),
        ("pregnant", 4, True),
        ("suicide_risk", 4, True),
    ]
    assert (
        urgent_signs(service=(replace(at_service, overdose_on=TODAY - 4 * DAY, pregnant=None, suicide_risk=None),))
        == []
    )


def test_what_the_desk_was_told_already_makes_nothing_urgent_anew() -> None:
    desk = sitting(-0.1, overdose_last_7_days=Answer.YES, suicide_risk=Answer.YES, pregnant=Answer.YES)
    same = sitting(3, overdose_on=TODAY - DAY, suicide_risk=Answer.YES, pregnant=Answer.YES)
    assert all(not by_service for _, _, by_service in urgent_signs(desk=(desk,), service=(same,)))
    another = replace(same, overdose_on=TODAY + DAY)
    assert ("overdose_last_7_days", 3, True) in urgent_signs(desk=(desk,), service=(another,))


def test_an_overdose_after_the_one_that_was_told_is_urgent_anew_and_the_same_one_said_again_is_not() -> None:
    first = sitting(3, overdose_on=TODAY + 2 * DAY)
    assert urgent_signs(service=(first, sitting(5, overdose_on=TODAY + 2 * DAY))) == [("overdose_last_7_days", 3, True)]
    assert urgent_signs(service=(first, sitting(9, overdose_on=TODAY + 8 * DAY))) == [("overdose_last_7_days", 9, True)]
    assert urgent_signs(service=(first, sitting(30, overdose_on=TODAY + 2 * DAY))) == []


def test_a_release_from_prison_is_urgent_and_one_from_a_cell_only_where_nobody_could_ring_afterwards() -> None:
    assert urgent_signs(released_at=(SENT + 40 * DAY,)) == [("release_from_prison", 40, False)]
    assert urgent_signs(leaves_on=TODAY) == [("release_unreachable", 0, False)]
    assert urgent_signs(leaves_on=TODAY, cannot_be_rung=False) == []
    assert urgent_signs(leaves_on=TODAY + DAY) == []


MONDAY, THURSDAY = date(2026, 11, 30), date(2026, 12, 3)
OFFICE = ((time(9), time(17)),)


def first(now: str, open_on: dict[date, tuple[tuple[time, time], ...]], day_after: date = THURSDAY) -> str:
    moment = first_day(datetime.fromisoformat(now), sessions=lambda day: open_on.get(day, ()), day_after=day_after)
    return f"{moment:%a %H:%M}"


def test_somebody_urgent_is_met_today_from_ten_in_an_hour_or_more_and_never_past_four() -> None:
    both = {MONDAY: OFFICE, THURSDAY: OFFICE}
    assert first("2026-11-30T08:00", both) == "Mon 10:00"
    assert first("2026-11-30T13:20", both) == "Mon 15:00"
    assert first("2026-11-30T15:20", both) == "Thu 10:00"


def test_somebody_urgent_is_not_met_where_the_service_says_that_it_is_closed() -> None:
    assert first("2026-11-30T08:00", {THURSDAY: OFFICE}) == "Thu 10:00"
    afternoon = {MONDAY: ((time(9), time(12)),), THURSDAY: ((time(13), time(19)),)}
    assert first("2026-11-30T11:30", afternoon) == "Thu 13:00"
    assert first("2026-11-30T09:10", afternoon) == "Mon 11:00"
