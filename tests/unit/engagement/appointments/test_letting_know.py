"""What a text about an appointment holds: read by whoever else holds the phone."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from pathways.engagement.appointments.rules import bars_to_contact, not_told_by_text
from pathways.outbox.rules import wording
from pathways.referrals.first_appointments import rules
from pathways.referrals.first_appointments.rules import (
    ContactFacts,
    TextHolds,
    TextsOnlyByDay,
    reminds_from,
    sent_from,
    telling,
)
from pathways.referrals.needs.rules import ContactWay
from pathways.referrals.steps.rules import ReferralState
from pathways.vocabulary import Mark
from tests.unit.engagement.contact_facts import STARTS, words

RING = "01632 960 118"
BY_TEXT = ContactFacts(way=ContactWay.TEXT, number="07700 900 418", note="", holds=TextHolds.NUMBER)


def sent(contact: ContactFacts) -> str:
    text = telling(contact, reference="R-26-00012", ring=RING, starts_at=STARTS)
    return wording(text.kind, STARTS.date()).body_of(text.quoted, "") if text else ""


def test_a_text_holds_a_number_and_a_reference_and_no_service_date_or_place() -> None:
    assert sent(BY_TEXT) == "Please ring 01632 960 118. Reference R-26-00012."


def test_a_text_holds_the_day_and_time_only_where_that_was_agreed_and_never_the_place() -> None:
    agreed = ContactFacts(way=ContactWay.TEXT, number="07700 900 418", note="", holds=TextHolds.DAY_AND_TIME)
    assert sent(agreed) == "Your appointment: Thu 3 Dec 10:00, R-26-00012. Please ring us if you cannot come."


def test_whoever_is_reached_otherwise_is_sent_no_text_and_the_page_says_how() -> None:
    by_call = ContactFacts(way=ContactWay.CALL, number="07700 900 418", note="after 16:00", holds=TextHolds.NUMBER)
    assert sent(by_call) == ""
    assert not_told_by_text(by_call, "him") == "No text is sent. Ring 07700 900 418: after 16:00."


def test_no_phone_rings_at_night() -> None:
    late = datetime(2026, 11, 25, 23, 5, tzinfo=UTC)
    assert sent_from(late) == datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
    assert sent_from(STARTS) == STARTS


def test_the_hours_of_texts_are_those_of_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    night_shift = TextsOnlyByDay(
        first=time(6), last=time(22), effective_from=date(2026, 1, 1), source="Ours", mark=Mark.DESIGN
    )
    monkeypatch.setattr(rules, "_TEXTS_ONLY_BY_DAY", (night_shift,))
    assert sent_from(datetime(2026, 11, 25, 21, 30, tzinfo=UTC)) == datetime(2026, 11, 25, 21, 30, tzinfo=UTC)
    assert sent_from(datetime(2026, 11, 25, 22, 30, tzinfo=UTC)) == datetime(2026, 11, 26, 6, 0, tzinfo=UTC)


def test_a_day_and_time_is_agreed_only_with_whoever_is_texted() -> None:
    odd = ContactFacts(way=ContactWay.CALL, number="07700 900 418", note="", holds=TextHolds.DAY_AND_TIME)
    bars = bars_to_contact(odd, has_died=False, state=ReferralState.CARE_PLAN)
    assert "only where a text is the safe way" in words(bars)
    assert "has died" in words(bars_to_contact(BY_TEXT, has_died=True, state=ReferralState.DIED))


def test_the_reminder_goes_out_at_ten_the_day_before_if_that_is_a_day_ahead() -> None:
    hours = {wording(kind, STARTS.date()).day_before_at for kind in ("reminder", "appointment_time")}
    assert hours == {time(10)}
    before = STARTS - timedelta(days=4)
    assert reminds_from(STARTS, before, day_before_at=time(10)) == datetime(2026, 12, 2, 10, 0, tzinfo=UTC)
    assert reminds_from(STARTS, before, day_before_at=time(9)) == datetime(2026, 12, 2, 9, 0, tzinfo=UTC)
    assert reminds_from(STARTS, STARTS - timedelta(hours=47), day_before_at=time(10)) is None
