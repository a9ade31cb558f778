"""Earlier outcomes are listed once, each with who decided that it is similar, and put right by a later row."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select

from pathways import clock
from pathways.auth.models import RankHeld
from pathways.auth.roles import Rank, Role
from pathways.disposals.facts import actions, queries
from pathways.disposals.facts.rules.earlier_outcomes import PriorKind
from pathways.disposals.models import EarlierOutcome
from pathways.refusals import Refused
from pathways.store.base import db
from pathways.vocabulary import Known
from tests import county
from tests.integration.disposals.plain_disposal import an_outcome, scene

TYPED = {
    "kind": "CR", "given_on-day": "1", "given_on-month": "3", "given_on-year": "2026", "offence": "Possession",
    "drug_family": "cannabis", "is_similar": "yes", "found_in": "local",
}  # fmt: skip


@pytest.fixture
def where(app):
    return scene()


def test_an_outcome_is_listed_with_the_officer_and_rank_who_decided_that_it_is_similar(where, client_of):
    client, page = client_of(where.officer_user, Role.CO), f"/episodes/{where.episode.id}/earlier"
    asked = client.post(page, TYPED)
    assert "Select whether the person took part" in asked.text
    assert client.post(page, TYPED | {"engaged": "no"}).headers["Location"] == page
    (row,) = queries.earlier_outcomes(where.episode.id)
    assert (row.kind, row.similar_by_id, row.similar_rank) == (PriorKind.CR, where.officer_user.id, Rank.CONSTABLE)
    shown = client.get(page).text
    assert f"decided by {where.officer_user.name}, constable" in shown
    assert "Possession (Cannabis)" in shown


def test_one_of_the_future_is_refused_and_who_holds_no_rank_decides_nothing(where):
    add = {"by": where.officer, "episode_id": where.episode.id}
    with pytest.raises(Refused, match="cannot be in the future"):
        actions.add_earlier(**add, outcome=an_outcome(given_on=clock.today() + timedelta(days=1)))
    civilian = county.viewer_of(county.user(Role.CO))
    db.session.execute(delete(RankHeld).where(RankHeld.user_id == civilian.user_id))
    with pytest.raises(Refused, match="No rank is recorded for you today"):
        actions.add_earlier(by=civilian, episode_id=where.episode.id, outcome=an_outcome())
    row = actions.add_earlier(by=civilian, episode_id=where.episode.id, outcome=an_outcome(is_similar=Known.NOT_KNOWN))
    assert (row.similar_by_id, row.similar_rank) == (None, None)


def test_a_correction_takes_the_place_of_what_stood_which_is_kept_with_the_reason(where, client_of):
    first = actions.add_earlier(by=where.officer, episode_id=where.episode.id, outcome=an_outcome())
    page = f"/episodes/{where.episode.id}/earlier/{first.number}"
    client = client_of(where.officer_user, Role.CO)
    typed = TYPED | {"kind": "SC", "given_on-year": "2024"}
    client.post(page, typed | {"correction_reason": "The year was read wrongly from the list"})
    (live,) = queries.earlier_outcomes(where.episode.id)
    assert (live.number, live.given_on) == (first.number, date(2024, 3, 1))
    old = db.session.scalars(select(EarlierOutcome).order_by(EarlierOutcome.id)).first()
    assert (old.given_on, old.superseded_by_id) == (date(2025, 3, 1), live.id)
    assert old.correction_reason == "The year was read wrongly from the list"
