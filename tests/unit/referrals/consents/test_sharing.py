"""What each consent lets out: to the next provider, to the statistics, to a partner or a peer, and in writing where
the law asks for it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, product

import pytest

from pathways.referrals.consents.rules.consents import (
    REFERRAL,
    SHARED_WITH,
    SHARING,
    STATISTICS,
    ConsentFacts,
    ConsentState,
    Covers,
    Whom,
    episode_ends_on,
    is_over,
    lapses_at,
    named,
    standing,
)
from pathways.referrals.consents.rules.sharing import (
    is_in_writing_where_it_must_be,
    may_pass_on,
    may_share_with,
    ndtms_consent,
)

GIVEN_AT = datetime(2026, 3, 2, 3, 38, tzinfo=UTC)
NOW = GIVEN_AT + timedelta(days=30)
CLOSED_AT = GIVEN_AT + timedelta(days=60)
LONG_AFTER = CLOSED_AT + timedelta(days=200)
HUB, BRAYFORD = 11, 12
PLAIN = {
    REFERRAL: {"covers": Covers.NAMED, "service_id": HUB},
    STATISTICS: {},
    SHARING: {"shared_with": frozenset({Whom.MENTAL_HEALTH})},
}


def agreed(number: int, **changed: object) -> ConsentFacts:
    plain = {"id": number, "number": number, "state": ConsentState.GIVEN, "taken_at": GIVEN_AT, "episode_id": 7}
    return ConsentFacts(**{**plain, "signed": True, **PLAIN[number], **changed})


def ended(number: int, state: ConsentState, at: datetime = NOW, ends: int | None = None) -> ConsentFacts:
    return ConsentFacts(
        id=number + 10, number=number, state=state, taken_at=at, episode_id=7, ends_id=number if ends is None else ends
    )


def test_only_what_comes_from_a_required_assessment_must_be_in_writing():
    assert is_in_writing_where_it_must_be(from_required_assessment=True, in_writing=True)
    assert not is_in_writing_where_it_must_be(from_required_assessment=True, in_writing=False)
    assert is_in_writing_where_it_must_be(from_required_assessment=False, in_writing=False)


def test_nothing_from_a_required_assessment_goes_to_anybody_on_an_answer_said_aloud():
    aloud = tuple(agreed(number, signed=False) for number in PLAIN)
    permissions = [
        may_pass_on(aloud, HUB, NOW, from_required_assessment=True).live,
        may_share_with(aloud, Whom.MENTAL_HEALTH, NOW, from_required_assessment=True).live,
        ndtms_consent(aloud, NOW, from_required_assessment=True).full,
    ]
    assert permissions == [False, False, False]
    signed = tuple(agreed(number) for number in PLAIN)
    assert may_pass_on(signed, HUB, NOW, from_required_assessment=True)
    assert may_share_with(signed, Whom.MENTAL_HEALTH, NOW, from_required_assessment=True)
    assert ndtms_consent(signed, NOW, from_required_assessment=True).full


def test_an_answer_said_aloud_lets_out_what_came_from_no_required_assessment():
    aloud = tuple(agreed(number, signed=False) for number in PLAIN)
    assert may_pass_on(aloud, HUB, NOW)
    assert may_share_with(aloud, Whom.MENTAL_HEALTH, NOW)
    assert ndtms_consent(aloud, NOW).full


def test_the_next_provider_is_told_only_where_consent_1_covers_it():
    assert may_pass_on((agreed(REFERRAL),), HUB, NOW)
    assert not may_pass_on((agreed(REFERRAL),), BRAYFORD, NOW)
    assert may_pass_on((agreed(REFERRAL, covers=Covers.ANY_LISTED),), BRAYFORD, NOW)


@pytest.mark.parametrize("whom", list(Whom))
def test_consent_4_opens_exactly_those_it_names(whom):
    rows = (agreed(SHARING, shared_with=frozenset({whom})),)
    assert [recipient for recipient in Whom if may_share_with(rows, recipient, NOW)] == [whom]


@pytest.mark.parametrize(
    "state", [ConsentState.REFUSED, ConsentState.NOT_ASKED, ConsentState.WITHDRAWN, ConsentState.EXPIRED]
)
def test_nobody_joins_unless_consent_4_is_live(state):
    rows = (agreed(SHARING), ended(SHARING, state))
    assert not may_share_with(rows, Whom.MENTAL_HEALTH, NOW)
    assert not may_share_with((), Whom.MENTAL_HEALTH, NOW)


def test_once_consent_1_is_taken_back_nobody_new_is_told_whatever_consent_4_says():
    rows = (agreed(REFERRAL), agreed(SHARING), ended(REFERRAL, ConsentState.WITHDRAWN))
    assert may_share_with(rows, Whom.MENTAL_HEALTH, NOW - timedelta(seconds=1))
    assert not may_share_with(rows, Whom.MENTAL_HEALTH, NOW)
    assert not may_pass_on(rows, HUB, NOW)


def test_whom_consent_4_names_is_kept_once_each_in_the_order_of_the_page():
    assert named([Whom.PEERS, Whom.MENTAL_HEALTH, Whom.PEERS]) == "mental_health peers"
    assert len(SHARED_WITH) == 7


def test_the_national_file_gets_a_full_row_only_while_consent_3_is_live():
    assert ndtms_consent((agreed(STATISTICS),), NOW).letter == "Y"
    for state in (ConsentState.REFUSED, ConsentState.WITHDRAWN, ConsentState.EXPIRED):
        consent = ndtms_consent((agreed(STATISTICS), ended(STATISTICS, state)), NOW)
        assert (consent.letter, consent.was_asked) == ("N", True)


def test_not_asked_exports_as_no_and_is_counted_apart_from_a_refusal():
    for rows in ((), (ended(STATISTICS, ConsentState.NOT_ASKED),)):
        consent = ndtms_consent(rows, NOW)
        assert (consent.letter, consent.was_asked, consent.why) == ("N", False, "Not asked yet")


def test_what_was_agreed_while_an_episode_ran_still_exports_it_after_its_end():
    lapsed = ended(STATISTICS, ConsentState.EXPIRED, CLOSED_AT + timedelta(days=21))
    assert ndtms_consent((agreed(STATISTICS), lapsed), LONG_AFTER, ended_at=CLOSED_AT).full
    two_years_on = GIVEN_AT + timedelta(days=730)
    assert ndtms_consent((agreed(STATISTICS),), two_years_on, ended_at=CLOSED_AT).full
    assert not ndtms_consent((agreed(STATISTICS),), two_years_on).full


def test_a_consent_that_lapsed_while_the_episode_ran_does_not_export_it():
    lapsed = ended(STATISTICS, ConsentState.EXPIRED, CLOSED_AT - timedelta(days=1))
    assert not ndtms_consent((agreed(STATISTICS), lapsed), LONG_AFTER, ended_at=CLOSED_AT).full


@pytest.mark.parametrize("state", [ConsentState.WITHDRAWN, ConsentState.REFUSED])
def test_a_no_after_the_end_of_the_episode_reduces_its_row_from_then_on(state):
    rows = (agreed(STATISTICS), ended(STATISTICS, state, LONG_AFTER))
    assert ndtms_consent(rows, LONG_AFTER - timedelta(days=1), ended_at=CLOSED_AT).full
    assert not ndtms_consent(rows, LONG_AFTER, ended_at=CLOSED_AT).full


def test_until_the_moment_that_it_names_an_answer_about_statistics_says_the_same():
    lapsed = ended(STATISTICS, ConsentState.EXPIRED, CLOSED_AT + timedelta(days=21))
    refused, yes = ended(STATISTICS, ConsentState.REFUSED, LONG_AFTER), agreed(STATISTICS)
    turns = (GIVEN_AT, CLOSED_AT, lapsed.taken_at, LONG_AFTER, lapses_at(GIVEN_AT))
    moments = sorted(each + timedelta(microseconds=by) for each in turns for by in (-1, 0, 1))
    for rows, ended_at in product([(), (yes,), (yes, lapsed), (yes, refused)], [None, CLOSED_AT]):
        for first, later in combinations(moments, 2):
            before, after = (ndtms_consent(rows, at, ended_at=ended_at) for at in (first, later))
            if before.until is None or later < before.until:
                assert replace(before, until=None) == replace(after, until=None), (rows, first, later)
    assert ndtms_consent((yes,), NOW).until == lapses_at(GIVEN_AT)
    assert ndtms_consent((yes,), LONG_AFTER, ended_at=CLOSED_AT).until is None, "nothing but an answer changes it"


def test_a_consent_lapses_with_its_episode_once_nobody_may_re_open_it():
    ends = episode_ends_on(CLOSED_AT)
    assert (ends - CLOSED_AT.date()).days == 21
    assert not is_over(agreed(REFERRAL), ends - timedelta(days=1), closed_at=CLOSED_AT)
    assert is_over(agreed(REFERRAL), ends, closed_at=CLOSED_AT)
    assert not is_over(agreed(REFERRAL), ends, closed_at=None)


def test_a_consent_lapses_after_twelve_months_though_its_episode_runs():
    assert not is_over(agreed(REFERRAL), date(2027, 3, 1), closed_at=None)
    assert is_over(agreed(REFERRAL), date(2027, 3, 2), closed_at=None)


def test_what_is_agreed_after_the_closing_does_not_lapse_with_it():
    later = agreed(REFERRAL, taken_at=CLOSED_AT + timedelta(days=2))
    assert not is_over(later, episode_ends_on(CLOSED_AT), closed_at=CLOSED_AT)


def test_a_lapse_ends_the_answer_it_names_and_no_later_one():
    again = agreed(SHARING, id=99, taken_at=NOW - timedelta(days=1))
    lapse = ended(SHARING, ConsentState.EXPIRED, NOW, ends=SHARING)
    assert standing((agreed(SHARING), again, lapse), SHARING) == again
