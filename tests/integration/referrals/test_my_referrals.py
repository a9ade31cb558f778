"""The order of "My referrals"."""

from datetime import timedelta

from pathways.auth.roles import Role
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


def test_where_somebody_is_now_is_said_under_one_line_that_cannot_be_read_as_a_state(app, client_of):
    user = county.user(Role.CO)
    officer = county.viewer_of(user)
    row = referred(officer, episode=county.episode(county.person("Wragg", "Tobias", by=officer), by=officer))
    page = client_of(user, Role.CO).get("/referrals").text
    fold = page.partition('<details class="where"')[2].partition("</details>")[0]
    assert "<summary>Say where they are<" in fold
    for event in ("taken_into_custody", "released"):
        address = f"/referrals/{row.id}/step/{event}"
        assert (page.count(address), fold.count(address)) == (1, 1)
