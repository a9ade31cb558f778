"""The order of "My referrals"."""

import re
from datetime import timedelta

import pytest

from pathways.acceptance import actions as declining
from pathways.acceptance.rules import decline_reasons
from pathways.auth.models import Organisation
from pathways.auth.roles import Role
from pathways.referrals import queries
from pathways.store.base import db
from tests import county
from tests.bench.statements import statements_in
from tests.many_rows import many_like
from tests.referred import referred, sent_by_the_minute


def test_my_referrals_begin_with_the_newest_and_the_next_page_goes_on_without_a_gap(built_once, the_clock):
    officer, sent = built_once("sent_by_the_minute", lambda: sent_by_the_minute(the_clock))
    first = queries.mine(officer)
    second = queries.mine(officer, first.after)
    assert [row.id for row in first.rows] == sent[:1:-1]
    assert [row.id for row in second.rows] == [sent[1], sent[0]]
    assert second.after is None


@pytest.mark.database
def test_the_first_fifty_are_read_in_their_order_however_many_somebody_sent(app, owner_engine):
    officer = county.officer()
    sent = referred(officer, episode=county.episode(county.person(by=officer), by=officer))
    if db.engine.dialect.name == "postgresql":
        many_like(owner_engine, {sent: {"reference": "reference || more"}})
    with statements_in(db.engine) as statements:
        assert queries.mine(officer).rows
    asked = next(each for each in statements if "ORDER BY referral.first_submitted_at" in each.sql)
    explain = "EXPLAIN QUERY PLAN" if db.engine.dialect.name == "sqlite" else "EXPLAIN"
    rows = db.session.connection().exec_driver_sql(f"{explain} {asked.sql}", asked.values)
    plan = "\n".join(str(row) for row in rows)
    assert "ix_referral_sent_by_id" in plan
    assert not re.search("Sort|FOR ORDER BY", plan), plan


def test_a_referral_that_another_service_was_offered_stands_where_it_was_first_sent(app, the_clock):
    officer, hub = county.officer(), county.service()
    earlier = referred(officer, hub, episode=county.episode(county.person(by=officer), by=officer))
    the_clock.advance(timedelta(days=1))
    later = referred(officer, hub, episode=county.episode(county.person("Wragg", "Tobias", by=officer), by=officer))
    county.service("Brayford Recovery", county.provider("Brayford"))
    the_clock.advance(timedelta(hours=1))
    worker = county.viewer_of(county.user(Role.TW, of=db.session.get(Organisation, hub.organisation_id)))
    declining.decline(by=worker, referral_id=earlier.id, reason=decline_reasons()["no_place"])
    rows = queries.mine(officer).rows
    assert [row.first_submitted_at for row in rows] == [later.first_submitted_at, earlier.first_submitted_at]
    assert rows[1].parent_id == earlier.id


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
