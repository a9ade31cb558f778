"""A link works once, until it ends, and only for whom it was sent to; whoever reads the database cannot make one."""

from datetime import UTC, datetime, timedelta

import pytest

from pathways.links.rules import LinkOver, hash_of, is_shown_again, new_name, token_of, why_over

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
WORKS = {"used_at": None, "expires_at": NOW + HOUR, "sent_to": "a@spring.example", "address": "a@spring.example"}
SENT = {"used_at": NOW, "used_key": "k1", "key": "k1"}


def test_a_link_that_nobody_used_works_until_it_ends():
    assert why_over(**WORKS, now=NOW) == ()
    assert why_over(**WORKS, now=NOW + HOUR) == (LinkOver.RAN_OUT,)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"used_at": NOW}, LinkOver.USED),
        ({"ended_at": NOW}, LinkOver.ENDED),
        ({"address": "b@spring.example"}, LinkOver.SENT_ELSEWHERE),
        ({"address": None}, LinkOver.SENT_ELSEWHERE),
    ],
)
def test_a_link_is_over_for_one_reason(changed, reason):
    assert why_over(**WORKS | changed, now=NOW) == (reason,)


def test_every_reason_is_given():
    over = why_over(used_at=NOW, ended_at=NOW, expires_at=NOW, sent_to="a@spring.example", address=None, now=NOW)
    assert over == tuple(LinkOver)


def test_the_form_that_used_a_link_up_is_shown_the_same_page_for_ten_minutes_and_no_other_form_is():
    assert is_shown_again(**SENT, now=NOW + timedelta(minutes=10))
    assert not is_shown_again(**SENT, now=NOW + timedelta(minutes=11))
    assert not is_shown_again(**SENT | {"key": "k2"}, now=NOW)
    assert not is_shown_again(**SENT | {"key": "", "used_key": ""}, now=NOW)
    assert not is_shown_again(**SENT | {"used_at": None}, now=NOW)


def test_a_token_is_made_of_its_name_and_the_key_of_the_service_alone():
    name = new_name()
    token = token_of(name, "the key")
    assert token == token_of(name, "the key")
    assert len({token, token_of(name, "another key"), token_of(new_name(), "the key"), name, hash_of(token)}) == 5
