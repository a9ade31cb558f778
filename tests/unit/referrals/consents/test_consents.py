"""Two consents: which row stands, and whether it is live for a service at a moment."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from pathways.referrals.consents.rules.consents import (
    FEEDBACK,
    REFERRAL,
    AgreedRecipient,
    AskedBy,
    ConsentFacts,
    ConsentState,
    Covers,
    consent_live,
    first_day_still_live,
    heard_by,
    lapses_on,
    standing,
    told_by,
    wording,
    words_of,
)
from pathways.vocabulary import Mark

GIVEN_AT = datetime(2026, 3, 2, 3, 38, tzinfo=UTC)
NOW = GIVEN_AT + timedelta(hours=1)
HUB, BRAYFORD = 11, 12


def an_answer(**changed: object) -> ConsentFacts:
    plain: dict[str, object] = {
        "id": 1,
        "number": REFERRAL,
        "state": ConsentState.GIVEN,
        "taken_at": GIVEN_AT,
        "episode_id": 7,
        "covers": Covers.NAMED,
        "service_id": HUB,
        "signed": True,
    }
    return ConsentFacts(**{**plain, **changed})


def test_no_row_at_all_is_not_asked() -> None:
    verdict = consent_live((), REFERRAL, NOW)
    assert not verdict
    assert verdict.answer is ConsentState.NOT_ASKED


def test_a_named_consent_covers_the_named_service_and_no_other() -> None:
    assert consent_live((an_answer(),), REFERRAL, NOW, HUB)
    verdict = consent_live((an_answer(),), REFERRAL, NOW, BRAYFORD)
    assert not verdict.live
    assert verdict.why == "Covers another service only: ask first"


def test_consent_to_any_listed_service_covers_each() -> None:
    rows = (an_answer(covers=Covers.ANY_LISTED),)
    assert consent_live(rows, REFERRAL, NOW, HUB)
    assert consent_live(rows, REFERRAL, NOW, BRAYFORD)


@pytest.mark.parametrize("state", [ConsentState.REFUSED, ConsentState.NOT_ASKED, ConsentState.WITHDRAWN])
def test_only_an_answer_that_agrees_is_live(state: ConsentState) -> None:
    verdict = consent_live((an_answer(state=state, covers=None),), REFERRAL, NOW, HUB)
    assert not verdict
    assert verdict.answer is state


def test_a_refusal_and_not_asked_are_never_read_as_each_other() -> None:
    refused = consent_live((an_answer(state=ConsentState.REFUSED, covers=None),), REFERRAL, NOW)
    not_asked = consent_live((an_answer(state=ConsentState.NOT_ASKED, covers=None),), REFERRAL, NOW)
    assert refused.why != not_asked.why


def test_a_no_to_one_question_is_not_a_no_to_the_other() -> None:
    rows = (an_answer(), an_answer(id=2, number=FEEDBACK, state=ConsentState.REFUSED, covers=None, service_id=None))
    assert consent_live(rows, REFERRAL, NOW, HUB)
    assert not consent_live(rows, FEEDBACK, NOW)


def test_the_latest_answer_stands() -> None:
    rows = (an_answer(), an_answer(id=2, state=ConsentState.REFUSED, covers=None, taken_at=NOW))
    assert not consent_live(rows, REFERRAL, NOW)
    again = (*rows, an_answer(id=3, taken_at=NOW))
    assert consent_live(again, REFERRAL, NOW, HUB)


def test_an_answer_given_later_does_not_count_before() -> None:
    assert not consent_live((an_answer(),), REFERRAL, GIVEN_AT - timedelta(seconds=1), HUB)


def test_not_asked_in_another_episode_undoes_no_answer_but_in_the_same_episode_it_does() -> None:
    elsewhere = an_answer(id=2, state=ConsentState.NOT_ASKED, covers=None, taken_at=NOW, episode_id=8)
    assert consent_live((an_answer(), elsewhere), REFERRAL, NOW, HUB)
    here = an_answer(id=2, state=ConsentState.NOT_ASKED, covers=None, taken_at=NOW)
    assert not consent_live((an_answer(), here), REFERRAL, NOW, HUB)
    assert standing((an_answer(), here), REFERRAL) == here


def test_an_answer_that_was_not_understood_is_not_live() -> None:
    assert not consent_live((an_answer(understood=False),), REFERRAL, NOW, HUB)


def test_a_consent_lapses_twelve_months_on_to_the_day() -> None:
    assert lapses_on(GIVEN_AT) == date(2027, 3, 2)
    assert consent_live((an_answer(),), REFERRAL, datetime(2027, 3, 1, 23, 59, tzinfo=UTC), HUB)
    assert not consent_live((an_answer(),), REFERRAL, datetime(2027, 3, 2, 0, 0, tzinfo=UTC), HUB)


def test_a_consent_of_29_february_lapses_on_the_28th() -> None:
    assert lapses_on(datetime(2028, 2, 29, 12, tzinfo=UTC)) == date(2029, 2, 28)


def test_an_answer_said_aloud_is_live_but_not_in_writing() -> None:
    verdict = consent_live((an_answer(signed=False),), REFERRAL, NOW, HUB)
    assert verdict.live
    assert not verdict.in_writing


def test_the_words_read_aloud_carry_their_version_and_are_marked_as_a_placeholder() -> None:
    words = wording(REFERRAL, date(2026, 3, 2))
    assert words.version == 5
    assert "{service}" in words.words
    assert words.mark is Mark.DESIGN
    assert wording(FEEDBACK, date(2026, 3, 2)).version == 4


def test_the_service_asks_in_its_own_words_and_neither_speaks_of_a_disposal_there_nor_of_being_sent() -> None:
    desk, service = (wording(REFERRAL, date(2026, 3, 2), asked_by=by) for by in AskedBy)
    assert desk.version != service.version
    assert "disposal" in desk.if_no
    text = " ".join((service.words, service.if_yes, service.if_no))
    assert not any(word in text for word in ("disposal", "send", "police", "{service}"))
    assert words_of(REFERRAL, service.version) == service
    assert words_of(REFERRAL, 1) == desk


@pytest.mark.parametrize("today", [date(2028, 2, 28), date(2028, 2, 29), date(2029, 2, 28), date(2029, 3, 1)])
def test_the_first_day_still_live_is_the_first_whose_consent_has_not_lapsed(today: date) -> None:
    first = first_day_still_live(today)
    assert lapses_on(datetime.combine(first, time(12), UTC)) > today
    assert lapses_on(datetime.combine(first - timedelta(days=1), time(12), UTC)) <= today


def test_the_words_of_consent_2_name_who_is_told_and_those_of_consent_1_nobody() -> None:
    today = date(2026, 11, 25)
    assert "the police" in wording(FEEDBACK, today).words
    assert "liaison" not in wording(FEEDBACK, today).words
    assert "The police are told nothing" in wording(FEEDBACK, today, AgreedRecipient.LIAISON).words
    assert wording(REFERRAL, today, AgreedRecipient.LIAISON) == wording(REFERRAL, today)
    assert {
        recipient: told_by(FEEDBACK, wording(FEEDBACK, today, recipient).version) for recipient in AgreedRecipient
    } == {t: t for t in AgreedRecipient}


def test_an_agreement_to_telling_the_police_is_none_to_telling_liaison_nor_the_other_way_round() -> None:
    to_police, to_liaison, to_both = (an_answer(number=FEEDBACK, recipient=recipient) for recipient in AgreedRecipient)
    assert heard_by(AgreedRecipient.LIAISON, [to_police, to_liaison, to_both]) == (to_liaison, to_both)
    assert heard_by(AgreedRecipient.POLICE, [to_police, to_liaison, to_both]) == (to_police, to_both)


def test_a_refusal_and_a_withdrawal_count_for_whoever_was_named() -> None:
    answers = [
        an_answer(number=FEEDBACK, state=state, recipient=AgreedRecipient.POLICE)
        for state in (ConsentState.REFUSED, ConsentState.WITHDRAWN)
    ]
    assert heard_by(AgreedRecipient.LIAISON, answers) == tuple(answers)
