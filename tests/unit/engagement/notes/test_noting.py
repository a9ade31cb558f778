"""Contacts and notes: what is asked, what counts as structured, and until when a note is changed."""

from dataclasses import replace
from datetime import timedelta

from pathways.engagement.notes.rules import (
    LONGEST_NOTE,
    ContactBars,
    ContactHow,
    ContactRecord,
    ContactWith,
    bars_to_contact_record,
    bars_to_note,
    may_be_edited,
)
from pathways.referrals.needs.rules import Naloxone, NaloxoneFacts
from pathways.referrals.steps.rules import ReferralState
from tests.unit.engagement.contact_facts import STARTS, words

HELD = ContactRecord(
    at=STARTS,
    how=ContactHow.PHONE,
    whom=ContactWith.PERSON,
    is_structured=False,
    naloxone=NaloxoneFacts(answer=Naloxone.ALREADY_HAS),
)
CASE = ContactBars(
    state=ReferralState.IN_TREATMENT,
    has_died=False,
    now=STARTS + timedelta(hours=1),
    accepted_at=STARTS - timedelta(days=9),
    has_started_by_then=True,
    is_recorded=False,
)


def against(case: ContactBars = CASE, **changed: object) -> str:
    return words(bars_to_contact_record(replace(HELD, **changed), case))


def test_naloxone_is_asked_at_every_contact_with_the_person_and_of_nobody_else() -> None:
    assert against() == ""
    assert "asked at every contact" in against(naloxone=None)
    assert "was not there to be asked" in against(whom=ContactWith.FAMILY)
    assert "Say why naloxone was not offered" in against(naloxone=NaloxoneFacts(answer=Naloxone.NOT_OFFERED))


def test_a_structured_contact_is_with_the_person_by_voice_or_in_the_room_once_treatment_started() -> None:
    assert against(is_structured=True) == ""
    assert "with the person" in against(is_structured=True, how=ContactHow.TEXT)
    assert "record the start first" in against(replace(CASE, has_started_by_then=False), is_structured=True)


def test_no_contact_lies_ahead_or_before_the_acceptance_and_none_is_held_with_somebody_who_died() -> None:
    assert "cannot be in the future" in against(at=CASE.now + timedelta(minutes=1))
    assert "before you accepted" in against(at=STARTS - timedelta(days=10))
    assert "has died" in against(replace(CASE, has_died=True))


def test_the_same_contact_is_recorded_once() -> None:
    assert "recorded this contact already" in against(replace(CASE, is_recorded=True))


def test_a_note_is_changed_by_its_author_for_24_hours_and_then_stands() -> None:
    day = timedelta(hours=24)
    assert may_be_edited(written_at=STARTS, written_by_id=1, by_id=1, now=STARTS + day - timedelta(minutes=1))
    assert not may_be_edited(written_at=STARTS, written_by_id=1, by_id=1, now=STARTS + day)
    assert not may_be_edited(written_at=STARTS, written_by_id=1, by_id=2, now=STARTS)


def test_a_note_of_100000_characters_is_whole_and_one_more_is_refused_with_the_limit() -> None:
    assert bars_to_note("x" * LONGEST_NOTE) == ()
    assert "at most 100,000 characters. You typed 100,001" in words(bars_to_note("x" * (LONGEST_NOTE + 1)))
