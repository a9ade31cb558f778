"""What may be told together by a link, and until when it works."""

from datetime import UTC, datetime

from pathways import dates
from pathways.engagement.appointments.rules import AppointmentAnswer, AppointmentTold, bars_to_telling, works_until
from pathways.referrals.first_appointments.rules import AppointmentOutcome

NEXT = datetime(2026, 12, 1, 10, tzinfo=UTC)


def fields(became: AppointmentAnswer, next_at: datetime | None, place: str) -> list[str | None]:
    return [
        bar.field
        for bar in bars_to_telling(AppointmentTold(became=became, next_at=next_at, place=place, who="Jo Bell"))
    ]


def test_a_next_appointment_has_a_place_and_is_of_nobody_who_wants_no_more_help() -> None:
    assert fields(AppointmentAnswer.ATTENDED, NEXT, "Room 2") == fields(AppointmentAnswer.LEFT, None, "") == []
    assert fields(AppointmentAnswer.DID_NOT_ATTEND, NEXT, "") == ["place"]
    assert fields(AppointmentAnswer.LEFT, NEXT, "Room 2") == ["next_at"]


def test_each_answer_is_an_outcome_of_the_appointment() -> None:
    assert AppointmentAnswer.LEFT.outcome is AppointmentOutcome.CANCELLED_BY_PERSON
    assert {each.outcome for each in AppointmentAnswer} == set(AppointmentOutcome) - {AppointmentOutcome.LEFT_EARLY}


def test_a_link_works_for_ten_working_days_over_christmas() -> None:
    made = datetime(2026, 12, 18, 12, tzinfo=UTC)
    assert works_until(made, dates.add_working_days) == datetime(2027, 1, 6, 17, tzinfo=UTC)
