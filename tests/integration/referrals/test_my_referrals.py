"""The order of "My referrals"."""

from datetime import timedelta

from pathways.referrals import queries
from tests import county
from tests.referred import referred


def test_my_referrals_begin_with_the_newest_and_the_next_page_goes_on_without_a_gap(app, the_clock):
    officer = county.officer()
    sent = []
    for _ in range(52):
        who = county.person(by=officer)
        sent.append(referred(officer, episode=county.episode(who, by=officer)).id)
        the_clock.advance(timedelta(minutes=1))
    first = queries.mine(officer)
    second = queries.mine(officer, first.after)
    assert [row.id for row in first.rows] == sent[:1:-1]
    assert [row.id for row in second.rows] == [sent[1], sent[0]]
    assert second.after is None
